"""Takes papers over from the person's own store, so that nobody brings the same paper twice.

The store opens to an officer who has the person's card in hand, and says so; and, as far as its papers came from
dossiers of the very same account, to whoever is signed in to that account. Whoever merely knows somebody's number can
file a dossier in that name, so the link of a dossier opens that dossier's own papers and nothing else. Each opening is
kept: who, when, for which dossier, and what was shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import FieldFault, IllegalStep, InvalidRequest, NotFound, Words
from services.intake.domain.paper import Paper, Source
from services.intake.domain.store_look import StoreLook
from services.intake.domain.upload import PaperRequest
from services.intake.use_cases.add_paper import PaperAnswer
from services.intake.use_cases.deciding import load_dossier, require_on
from services.intake.use_cases.paper_ports import PaperDesk
from services.intake.use_cases.paper_rules import checked, first_job, require_open
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.view_papers import UNKNOWN_PAPER
from shared.security.access import Grant
from shared.security.caller import ACCOUNT_KIND, Caller
from shared.store.change import Change, Context, Key

REUSE = "paper.reuse"
CARD_NEEDED = Words(
    "Chỉ mở kho khi đã xem thẻ căn cước hoặc giấy đăng ký của người nộp",
    "The store opens only once the person's card was seen",
)


def may_reuse(ports: Ports, caller: Caller, dossier: Dossier) -> bool:
    """Whether a store is offered to whoever is signed in to an account: the dossier is one's own, and takes papers now.

    Raises StoreAway.
    """
    if caller.kind != ACCOUNT_KIND or not ports.access.grant(caller, REUSE).owns(dossier.owners):
        return False
    try:
        require_open(dossier, Source.REUSED, officer=False)
    except IllegalStep:
        return False
    return True


def reusable_papers(
    ports: Ports, desk: PaperDesk, caller: Caller, code: str, context: Context, *, card_seen: bool = False
) -> tuple[Paper, ...]:
    """What the applicant's own store holds for this caller beside the dossier's papers: each content once, the latest
    first.

    That it was opened is written first. Raises Forbidden, NotFound, InvalidRequest (an officer did not see the card),
    StoreAway.
    """
    dossier, found = _store(ports, desk, ports.access.grant(caller, REUSE), code, card_seen)
    person = desk.persons.key_of(dossier.applicant)
    if person is not None:
        shown = tuple(one.id for one in found)
        look = StoreLook(ports.people.new_id(), person, dossier.code, context.actor, context.at, shown)
        ports.work.commit(Change(saved=(look,)), context)
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
    card_seen: bool = False,
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
    require_open(dossier, Source.REUSED, officer=caller.kind == "staff")
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
    officer = grant.caller.kind == "staff"
    if officer and not card_seen:
        raise InvalidRequest((FieldFault("/card_seen", CARD_NEEDED),))
    person = desk.persons.key_of(dossier.applicant)
    if person is None:
        return dossier, ()
    here = {one.content.sha256 for one in desk.papers.of_dossier(dossier.code) if not one.aside}
    stored = [one for one in desk.papers.of_person(person) if one.counts and one.is_served]
    if not officer:
        stored = _of_accounts(ports, grant.accounts & dossier.owners, stored)
    latest: dict[str, Paper] = {}
    for one in stored:
        if one.content.sha256 not in here:
            latest.setdefault(one.content.sha256, one)
    return dossier, tuple(latest.values())


def _of_accounts(ports: Ports, accounts: frozenset[str], papers: Iterable[Paper]) -> list[Paper]:
    """Those of the papers that came with dossiers of these very accounts."""
    papers = list(papers)
    codes = {one.dossier for one in papers}
    loaded = ports.work.load(*(Key(Dossier, code) for code in codes))
    found = ((code, loaded.get(Dossier, code)) for code in codes)
    own = {code for code, dossier in found if dossier and not accounts.isdisjoint(dossier.owners)}
    return [one for one in papers if one.dossier in own]
