"""Returns the result to whoever comes for it: the end of a dossier's way."""

from __future__ import annotations

from collections.abc import Callable

from services.intake.domain.dossier import Dossier
from services.intake.domain.returning import ReceivedBy, Returned, ReturnMethod
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import decide
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context

ACTION = "dossier.return-result"


def return_result(
    ports: Ports,
    caller: Caller,
    code: str,
    method: ReturnMethod,
    received_by: ReceivedBy,
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier at status 10. Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway."""
    grant = ports.access.grant(caller, ACTION)

    def rule(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        returned = Returned(context.at.replace(microsecond=0), context.actor, method, received_by)
        given_back = dossier.give_back(returned)
        return Change(
            saved=(given_back,),
            facts=(facts.returned(given_back, returned),),
            answer=answer(given_back) if answer else None,
        )

    return decide(ports.work, code, rule, context, check=check)
