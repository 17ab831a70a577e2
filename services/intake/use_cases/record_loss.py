"""Writes down that papers of a dossier were lost, and tells its owner with an apology."""

from __future__ import annotations

from collections.abc import Callable

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import Words
from services.intake.domain.loss import Loss
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import decide, read_text
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context

ACTION = "dossier.record-loss"
WHAT_NEEDED = Words(
    "Ghi mất giấy tờ gì, làm lại ra sao; người nộp sẽ đọc",
    "Say what was lost and what is done about it; the applicant will read it",
)


def record_loss(
    ports: Ports,
    caller: Caller,
    code: str,
    what: str,
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier, where it stood. Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway."""
    grant = ports.access.grant(caller, ACTION)
    loss = Loss(context.at.replace(microsecond=0), context.actor, read_text("/what", what, needed=WHAT_NEEDED))

    def rule(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        marked = dossier.lose(loss)
        return Change(
            saved=(marked,),
            facts=(facts.lost(marked, loss),),
            answer=answer(marked) if answer else None,
        )

    return decide(ports.work, code, rule, context, check=check)
