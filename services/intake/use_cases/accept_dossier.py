"""Accepts a dossier: the clock starts, the due date is set with its ledger, the case may be opened elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.dossier import Dossier
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import decide
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.priority.find import with_found_priority
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context

ACTION = "dossier.accept"


def accept_dossier(
    ports: Ports,
    caller: Caller,
    code: str,
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier at status 2. Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway."""
    grant = ports.access.grant(caller, ACTION)
    moment = context.at.replace(microsecond=0)

    def rule(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        calendar = ports.calendars.of(dossier.unit)
        due_at, ledger = dossier.procedure.limit.due(calendar, moment, dossier.procedure.cut_off)
        acceptance = Acceptance(moment, context.actor, due_at, ledger)
        accepted = replace(dossier.accept(acceptance), priority=with_found_priority(ports, dossier, moment))
        return Change(
            saved=(accepted,),
            facts=(facts.accepted(accepted, acceptance, ports.papers_of(dossier.code)),),
            answer=answer(accepted) if answer else None,
        )

    return decide(ports.work, code, rule, context, check=check)
