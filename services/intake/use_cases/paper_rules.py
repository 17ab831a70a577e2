"""The rules that everything shares that adds a paper: who may, when, how much, and what is done with it afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import FieldFault, IllegalStep, InvalidRequest, Words
from services.intake.domain.paper import Paper, RefusedFile, Scan, Source, clean_name
from services.intake.domain.status import Status
from services.intake.domain.upload import PaperRequest
from services.intake.use_cases.deciding import in_the_name_of, load_dossier, require_on
from services.intake.use_cases.paper_ports import PaperDesk
from services.intake.use_cases.ports import Ports
from shared.security.access import Grant
from shared.security.caller import Caller
from shared.store.change import Context, Job

ADD, DIGITISE, ADD_RESULT = "paper.add", "paper.digitise", "paper.add-result"
ACTIONS = {Source.SENT: ADD, Source.DIGITISED: DIGITISE, Source.RESULT: ADD_RESULT}
OPEN_FOR_OWNERS = frozenset({Status.FILED, Status.SUPPLEMENT_ASKED})
SHUT = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED, Status.DONE})
MOST_PAGES = 5000
# What a timer does with a paper once it is in: scan it (if there is a scanner), then open it.
SCAN_JOB, OPEN_JOB = "scan-paper", "open-paper"


@dataclass(frozen=True, slots=True)
class Place:
    """Where papers are taken: the dossier, and who may do what with it."""

    dossier: Dossier
    grant: Grant
    context: Context


def find_place(ports: Ports, caller: Caller, code: str, source: Source, context: Context) -> Place:
    """The dossier, where this caller may add a paper from this source to it now.

    Raises Forbidden, NotFound, IllegalStep, StoreAway.
    """
    grant = ports.access.grant(caller, ACTIONS.get(source, ADD))
    dossier = load_dossier(ports.work, code)
    require_on(grant, dossier)
    require_open(dossier, source, officer=caller.kind == "staff")
    return Place(dossier, grant, in_the_name_of(grant, code, context))


def require_open(dossier: Dossier, source: Source, *, officer: bool) -> None:
    """Raises IllegalStep where the dossier takes no such paper as it stands."""
    if source is Source.RESULT:
        if dossier.status not in (Status.DONE, Status.RETURNED):
            raise IllegalStep("no-result-yet", Words("Hồ sơ chưa có kết quả", "The dossier has no result yet"))
        return
    if dossier.status in SHUT or (not officer and dossier.status not in OPEN_FOR_OWNERS):
        raise IllegalStep(
            "papers-closed",
            Words(
                "Hồ sơ đang được giải quyết hoặc đã xong, không nhận thêm giấy tờ lúc này",
                "The dossier is being worked on or is done: no papers are taken now",
            ),
        )


def checked(desk: PaperDesk, dossier: Dossier, wanted: PaperRequest) -> PaperRequest:
    """The request with a clean name. Raises InvalidRequest, RefusedFile, IllegalStep."""
    limits, faults = desk.limits, []
    if wanted.component is not None and not 1 <= wanted.component <= len(dossier.procedure.components):
        told = Words("Thủ tục không có giấy tờ này trong danh mục", "The procedure has no such paper on its list")
        faults.append(FieldFault("/component", told))
    if wanted.source is Source.DIGITISED and wanted.shown is None:
        told = Words("Chọn bản chính, bản sao có chứng thực hoặc bản chụp", "Say whether it is an original or a copy")
        faults.append(FieldFault("/shown", told))
    if wanted.counted is not None and not 1 <= wanted.counted <= MOST_PAGES:
        faults.append(FieldFault("/counted", Words("Ghi số trang bằng số", "Write the number of pages as a number")))
    if faults:
        raise InvalidRequest(tuple(faults))
    if wanted.size < 1:
        raise RefusedFile("file-empty", Words("Tệp rỗng, chọn lại tệp", "The file is empty, choose it again"))
    if wanted.size > limits.file_bytes:
        most = limits.file_bytes >> 20
        raise RefusedFile(
            "file-too-large",
            Words(f"Mỗi tệp nặng không quá {most} MB", f"A file has at most {most} MB"),
        )
    there = desk.papers.of_dossier(dossier.code)
    if len(there) >= limits.papers or sum(one.content.size for one in there) + wanted.size > limits.dossier_bytes:
        raise IllegalStep(
            "too-many-papers",
            Words(
                f"Một hồ sơ nhận nhiều nhất {limits.papers} tệp, tổng cộng {limits.dossier_bytes >> 20} MB",
                f"A dossier takes at most {limits.papers} files, {limits.dossier_bytes >> 20} MB together",
            ),
        )
    return PaperRequest(
        clean_name(wanted.name), wanted.size, wanted.source, wanted.component, wanted.shown, wanted.counted
    )


def first_job(paper: Paper, context: Context) -> Job | None:
    """What is to be done first with a new paper."""
    if paper.scan is Scan.PENDING:
        return Job(SCAN_JOB, paper.id, context.at)
    return None if paper.is_looked_at else Job(OPEN_JOB, paper.id, context.at)
