"""Shows a dossier's papers, hands one over, puts one aside: to its owner, or to an officer of its unit."""

from __future__ import annotations

from typing import BinaryIO

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, NotFound, Words
from services.intake.domain.paper import Paper, Scan, SetAside
from services.intake.use_cases.deciding import TRIES, in_the_name_of, load_dossier, require_on
from services.intake.use_cases.paper_ports import PaperDesk
from services.intake.use_cases.paper_rules import require_open
from services.intake.use_cases.ports import Ports
from shared.security.access import Grant
from shared.security.caller import Caller
from shared.store.change import Change, Conflict, Context, Key

VIEW, SET_ASIDE = "paper.view", "paper.set-aside"
UNKNOWN_PAPER = Words("Chưa thấy giấy tờ này", "No such paper")


def papers_of(ports: Ports, desk: PaperDesk, caller: Caller, code: str) -> tuple[Dossier, tuple[Paper, ...]]:
    """The dossier with all its papers. Raises Forbidden, NotFound, StoreAway."""
    grant = ports.access.grant(caller, VIEW)
    dossier = load_dossier(ports.work, code)
    require_on(grant, dossier)
    return dossier, tuple(desk.papers.of_dossier(dossier.code))


def view_paper(ports: Ports, caller: Caller, code: str, id: str) -> Paper:
    """One paper. To a stranger it is not there. Raises Forbidden, NotFound, StoreAway."""
    return _load(ports, ports.access.grant(caller, VIEW), code, id)[1]


def open_paper(ports: Ports, desk: PaperDesk, caller: Caller, code: str, id: str) -> tuple[Paper, BinaryIO]:
    """The paper and its content, once it may be served. Raises Forbidden, NotFound, IllegalStep, StoreAway."""
    paper = view_paper(ports, caller, code, id)
    require_served(paper)
    return paper, desk.files.open(paper.content.file)


def open_thumbnail(ports: Ports, desk: PaperDesk, caller: Caller, code: str, id: str) -> BinaryIO:
    """The small picture (JPEG). Raises Forbidden, NotFound (also where it has none), IllegalStep, StoreAway."""
    paper = view_paper(ports, caller, code, id)
    require_served(paper)
    if paper.findings is None or paper.findings.thumbnail is None:
        raise NotFound("no-thumbnail", Words("Giấy tờ này chưa có ảnh nhỏ", "This paper has no small picture"))
    return desk.files.open(paper.findings.thumbnail)


def put_aside(ports: Ports, caller: Caller, code: str, id: str, context: Context) -> Paper:
    """A paper that was attached by mistake: it stays in the history.

    Raises Forbidden, NotFound, IllegalStep (the dossier is under way), Conflict, StoreAway.
    """
    grant = ports.access.grant(caller, SET_ASIDE)
    context = in_the_name_of(grant, code, context)
    for attempt in range(1, TRIES + 1):
        dossier, paper = _load(ports, grant, code, id)
        aside = paper.put_aside(SetAside(context.at.replace(microsecond=0), context.actor))
        if aside is paper:
            return paper
        require_open(dossier, paper.source, officer=caller.kind == "staff")
        try:
            ports.work.commit(Change(saved=(aside,)), context)
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return aside
    raise AssertionError("unreachable")


def _load(ports: Ports, grant: Grant, code: str, id: str) -> tuple[Dossier, Paper]:
    dossier = load_dossier(ports.work, code)
    require_on(grant, dossier)
    paper = ports.work.load(Key(Paper, id)).get(Paper, id)
    if paper is None or paper.dossier != dossier.code:
        raise NotFound("unknown-paper", UNKNOWN_PAPER)
    return dossier, paper


def require_served(paper: Paper) -> None:
    if paper.is_served:
        return
    if paper.scan is Scan.INFECTED:
        raise IllegalStep(
            "paper-infected",
            Words(
                "Tệp có vi-rút nên đã giữ riêng, không mở được", "The file is infected: it is kept apart, never served"
            ),
        )
    raise IllegalStep(
        "paper-not-scanned-yet",
        Words(
            "Tệp đang chờ quét vi-rút, xin mở lại sau ít phút", "The file waits for its virus scan, try again shortly"
        ),
    )
