"""Publishes a new version of a procedure; what was published before stays as it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from datetime import time as clock_time

from services.intake.domain.catalogue import ProcedureHistory, is_handed_over
from services.intake.domain.errors import FieldFault, InvalidRequest, NotFound, Words
from services.intake.domain.procedure import OpenDossiers, Procedure
from services.intake.use_cases import facts
from services.intake.use_cases.deciding import read_text
from services.intake.use_cases.find_procedures import UNKNOWN_PROCEDURE
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Change, Conflict, Context, Job, Key, Work
from shared.working_time.calendar import ZONE

ACTION = "procedure.edit"
MOVE_JOB = "move-dossiers"
# Every process has the new version by then: none files under the older one after the dossiers were moved.
SETTLED = timedelta(seconds=30)
NOTHING_NEW = Words("Không có gì khác phiên bản đang có", "Nothing differs from the version there is")
NEEDED = Words("Ghi vì sao thay đổi", "Say why it changes")


def load_history(work: Work, code: str) -> ProcedureHistory:
    """As it stands this moment. Raises NotFound, StoreAway."""
    history = work.load(Key(ProcedureHistory, code)).get(ProcedureHistory, code)
    if history is None:
        raise NotFound("unknown-procedure", UNKNOWN_PROCEDURE)
    return history


def publish_procedure(
    ports: Ports, caller: Caller, wanted: Procedure, why: str, context: Context, *, based_on: int
) -> ProcedureHistory:
    """One version more. ``based_on`` is the number of the version that the caller saw last, 0 for a new procedure.

    Raises Forbidden, InvalidRequest, Conflict where somebody else published meanwhile, StoreAway.
    """
    ports.access.grant(caller, ACTION).require()
    reason = read_text("/why", why, needed=NEEDED)
    history = ports.work.load(Key(ProcedureHistory, wanted.code)).get(ProcedureHistory, wanted.code)
    if (history.version if history else 0) != based_on:
        raise Conflict(f"{wanted.code} is at version {history.version if history else 0}, not {based_on}")
    if history is not None and history.knows(wanted):
        raise InvalidRequest((FieldFault("", NOTHING_NEW),))
    change = publication(history, wanted, context.actor, reason, context.at)
    ports.work.commit(change, context_with(context, reason))
    (published,) = (one for one in change.saved if isinstance(one, ProcedureHistory))
    return published


def publication(history: ProcedureHistory | None, wanted: Procedure, by: str, why: str, now: datetime) -> Change:
    """The history with the version added, the fact, and the job that moves dossiers where they are to move.

    Raises InvalidRequest.
    """
    if history is None:
        begun = ProcedureHistory.begin(wanted)
        return Change(saved=(begun,), facts=(facts.procedure_changed(begun.latest, None, by, why),))
    grown = history.publish(wanted)
    new, old = grown.latest, history.latest
    jobs: tuple[Job, ...] = ()
    if new.open_dossiers is OpenDossiers.MOVE and is_handed_over(old, new):
        start = datetime.combine(new.effective_from, clock_time(), ZONE)
        details = {"by": by, "why": why}
        jobs = (Job(MOVE_JOB, new.id, max(start, now) + SETTLED, details),)
    return Change(saved=(grown,), facts=(facts.procedure_changed(new, old, by, why),), jobs=jobs)


def context_with(context: Context, why: str) -> Context:
    """The context, with the reason that its person gave."""
    return Context(
        context.actor, context.at, context.correlation_id, context.causation_id, context.traceparent, why=why[:1000]
    )
