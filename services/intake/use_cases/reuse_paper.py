"""Takes papers over from the person's own store, so that nobody brings the same paper twice.

The store opens to an officer who has the person's card in hand, and says so: whoever merely knows somebody's number can
file a dossier in that name, so the link of a dossier opens that dossier's own papers and nothing else.
"""

from __future__ import annotations

from uuid import uuid4

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import FieldFault, InvalidRequest, NotFound, Words
from services.intake.domain.paper import Paper, Source
from services.intake.domain.upload import PaperRequest
from services.intake.use_cases.add_paper import PaperAnswer
from services.intake.use_cases.deciding import load_dossier, require_on
from services.intake.use_cases.paper_ports import PaperDesk
from services.intake.use_cases.paper_rules import checked, first_job, require_open
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.view_papers import UNKNOWN_PAPER
from shared.security.access import Grant
from shared.security.caller import Caller
from shared.store.change import Change, Context

REUSE = "paper.reuse"
CARD_NEEDED = Words(
    "Chỉ mở kho khi đã xem thẻ căn cước hoặc giấy đăng ký của người nộp",
    "The store opens only once the person's card was seen",
)


def reusable_papers(ports: Ports, desk: PaperDesk, caller: Caller, code: str, *, card_seen: bool) -> tuple[Paper, ...]:
    """What the applicant's own store holds beside this dossier's papers, each content once, latest first.

    Raises Forbidden, NotFound, InvalidRequest (the card was not seen), StoreAway.
    """
    _, found = _store(ports, desk, ports.access.grant(caller, REUSE), code, card_seen)
    return found


def reuse_paper(
    ports: Ports,
    desk: PaperDesk,
    caller: Caller,
    code: str,
    id: str,
    component: int | None,
    context: Context,
    *,
    card_seen: bool,
    answer: PaperAnswer | None = None,
) -> Paper:
    """A new paper of this dossier with the content of the old one, marked as re-used.

    Raises Forbidden, NotFound, IllegalStep, InvalidRequest, StoreAway.
    """
    grant = ports.access.grant(caller, REUSE)
    dossier, found = _store(ports, desk, grant, code, card_seen)
    old = next((one for one in found if one.id == id), None)
    if old is None:
        raise NotFound("unknown-paper", UNKNOWN_PAPER)
    require_open(dossier, Source.REUSED, officer=True)
    wanted = checked(desk, dossier, PaperRequest(old.name, old.content.size, Source.REUSED, component))
    paper = Paper(
        id=uuid4().hex,
        version=1,
        dossier=dossier.code,
        unit=dossier.unit,
        name=wanted.name,
        content=old.content,
        source=Source.REUSED,
        added_at=context.at.replace(microsecond=0),
        added_by=context.actor,
        scan=old.scan,
        component=component,
        shown=old.shown,
        counted=old.counted,
        scanned_at=old.scanned_at,
        findings=old.findings,
        reused_from=old.id,
    )
    job = first_job(paper, context)
    change = Change(saved=(paper,), jobs=(job,) if job else (), answer=answer(paper) if answer else None)
    ports.work.commit(change, context)
    return paper


def _store(
    ports: Ports, desk: PaperDesk, grant: Grant, code: str, card_seen: bool
) -> tuple[Dossier, tuple[Paper, ...]]:
    dossier = load_dossier(ports.work, code)
    require_on(grant, dossier)
    if not card_seen:
        raise InvalidRequest((FieldFault("/card_seen", CARD_NEEDED),))
    person = desk.persons.key_of(dossier.applicant)
    if person is None:
        return dossier, ()
    here = {one.content.sha256 for one in desk.papers.of_dossier(dossier.code) if not one.aside}
    latest: dict[str, Paper] = {}
    for one in desk.papers.of_person(person):
        if one.counts and one.is_served and one.content.sha256 not in here:
            latest.setdefault(one.content.sha256, one)
    return dossier, tuple(latest.values())
