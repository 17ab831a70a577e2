"""Withdraws a dossier for its applicant, as long as it is not decided; agencies that have it are told to stop."""

from __future__ import annotations

from collections.abc import Callable

from services.intake.domain.dossier import Dossier
from services.intake.domain.endings import Withdrawal
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import decide, in_the_name_of, read_text, require_on
from services.intake.use_cases.money.refund_jobs import refund_jobs
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context

ACTION = "dossier.withdraw"


def withdraw_dossier(
    ports: Ports,
    caller: Caller,
    code: str,
    reason: str,
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier at status 7. Raises Forbidden, NotFound, InvalidRequest, IllegalStep (also once it is decided),
    Conflict, StoreAway."""
    grant = ports.access.grant(caller, ACTION)
    context = in_the_name_of(grant, code, context)
    withdrawal = Withdrawal(context.at.replace(microsecond=0), context.actor, read_text("/reason", reason))

    def rule(dossier: Dossier) -> Change:
        require_on(grant, dossier)
        withdrawn = dossier.withdraw(withdrawal)
        return Change(
            saved=(withdrawn,),
            facts=(facts.withdrawn(withdrawn, withdrawal),),
            jobs=refund_jobs(withdrawn, withdrawal.withdrawn_at),
            answer=answer(withdrawn) if answer else None,
        )

    return decide(ports.work, code, rule, context, check=check)
