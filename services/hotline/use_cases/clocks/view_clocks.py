"""Shows a petition's clocks, what was the matter and who should have it; lists what is the matter anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.hotline.domain.clocks.clock import Clock, clocks_of
from services.hotline.domain.clocks.escalation import Escalation, Escalations, Matter
from services.hotline.domain.clocks.limits import ClockRules
from services.hotline.domain.clocks.roster import Suggestion
from services.hotline.domain.clocks.steps import may_reopen
from services.hotline.domain.petition import OPEN, Petition
from services.hotline.use_cases.clocks.clock_ports import ClockPorts, Place
from services.hotline.use_cases.deciding import load_petition
from shared.security.caller import Caller
from shared.store.change import Key

VIEW, LIST = "petition.view", "escalation.list"


@dataclass(frozen=True, slots=True)
class ClocksView:
    """``suggested`` are the officers who should have it, the best first; none once it is answered."""

    petition: Petition
    rules: ClockRules
    clocks: tuple[Clock, ...]
    unit: str
    escalations: tuple[Escalation, ...]
    suggested: Sequence[Suggestion]
    may_reopen: bool


def view_clocks(clocks: ClockPorts, caller: Caller, code: str) -> ClocksView:
    """Raises Forbidden, NotFound, StoreAway."""
    clocks.ports.access.grant(caller, VIEW)
    petition = load_petition(clocks.ports.work, code)
    known = clocks.ports.work.load(Key(Escalations, petition.id)).get(Escalations, petition.id)
    rules, calendar = clocks.rules_of(petition), clocks.ports.calendar()
    suggested = (
        clocks.roster.suggest(petition, clocks.procedure_of(petition), clocks.loads())
        if petition.status in OPEN
        else []
    )
    return ClocksView(
        petition, rules, clocks_of(petition, rules, calendar), clocks.roster.unit_of(petition),
        known.all if known else (), suggested, may_reopen(petition, clocks.ports.clock(), rules, calendar),
    )  # fmt: skip


def list_escalations(
    clocks: ClockPorts, caller: Caller, matter: Matter | None, *, after: Place | None, limit: int
) -> Sequence[Escalations]:
    """Petitions of which something is the matter, the longest first. Raises Forbidden, StoreAway."""
    clocks.ports.access.grant(caller, LIST)
    return clocks.book.page(matter, after, limit)


def count_escalations(clocks: ClockPorts, caller: Caller) -> Mapping[Matter, int]:
    """How many there are of each. Raises Forbidden, StoreAway."""
    clocks.ports.access.grant(caller, LIST)
    return {matter: clocks.book.count(matter) for matter in Matter}
