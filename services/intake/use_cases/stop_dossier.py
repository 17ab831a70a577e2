"""Stops a dossier whose applicant does not answer or pay, or for another reason by law (form 05)."""

from __future__ import annotations

from collections.abc import Callable

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import Words
from services.intake.domain.stop import Stop, StopGround, silent_since
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import decide, read_text
from services.intake.use_cases.money.refund_jobs import refund_jobs
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context

ACTION = "dossier.stop"
REASON_NEEDED = Words("Ghi lý do dừng, người nộp sẽ đọc", "Give the reason; the applicant will read it")


def stop_dossier(
    ports: Ports,
    caller: Caller,
    code: str,
    ground: StopGround,
    reason: str,
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier at status 8; agencies that have it are told to stop. Only an officer does this, never a clock.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep (also before the time for the answer is over, and once it is
    decided), Conflict, StoreAway.
    """
    grant = ports.access.grant(caller, ACTION)
    stop = Stop(
        context.at.replace(microsecond=0), context.actor, ground, read_text("/reason", reason, needed=REASON_NEEDED)
    )
    calendar = ports.calendars.current()

    def rule(dossier: Dossier) -> Change:
        grant.require(unit=dossier.unit)
        stopped = dossier.stop(stop, silent_since(dossier.asked, dossier.owed, ground, calendar, ports.rules))
        return Change(
            saved=(stopped,),
            facts=(facts.stopped(stopped, stop),),
            jobs=refund_jobs(stopped, stop.stopped_at),
            answer=answer(stopped) if answer else None,
        )

    return decide(ports.work, code, rule, context, check=check)
