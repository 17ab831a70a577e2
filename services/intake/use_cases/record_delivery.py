"""Writes down that the post brought the result to its applicant."""

from __future__ import annotations

from collections.abc import Callable

from services.intake.domain.dossier import Dossier
from services.intake.use_cases.deciding import decide
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context

ACTION = "dossier.record-delivery"


def record_delivery(
    ports: Ports,
    caller: Caller,
    code: str,
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier, still at status 10. Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway."""
    grant = ports.access.grant(caller, ACTION)

    def rule(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        delivered = dossier.deliver(context.at.replace(microsecond=0), context.actor)
        return Change(saved=(delivered,), answer=answer(delivered) if answer else None)

    return decide(ports.work, code, rule, context, check=check)
