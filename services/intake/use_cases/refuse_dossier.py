"""Refuses to take a dossier, with the reason that its applicant reads."""

from __future__ import annotations

from collections.abc import Callable

from services.intake.domain.dossier import Dossier
from services.intake.domain.endings import Refusal
from services.intake.domain.errors import Words
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import decide, read_text
from services.intake.use_cases.money.refund_jobs import refund_jobs
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context

ACTION = "dossier.refuse"
REASON_NEEDED = Words("Ghi lý do, người nộp sẽ đọc", "Give the reason; the applicant will read it")


def refuse_dossier(
    ports: Ports,
    caller: Caller,
    code: str,
    reason: str,
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier at status 3. Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway."""
    grant = ports.access.grant(caller, ACTION)
    refusal = Refusal(
        context.at.replace(microsecond=0), context.actor, read_text("/reason", reason, needed=REASON_NEEDED)
    )

    def rule(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        refused = dossier.refuse(refusal)
        return Change(
            saved=(refused,),
            facts=(facts.refused(refused, refusal),),
            jobs=refund_jobs(refused, refusal.refused_at),
            answer=answer(refused) if answer else None,
        )

    return decide(ports.work, code, rule, context, check=check)
