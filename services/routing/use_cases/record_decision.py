"""An agency decides a task: the next step begins, or the case is decided."""

from __future__ import annotations

from services.routing.domain.case import CaseStatus
from services.routing.domain.task import Decision, NotAllowed, Outcome, TooEarly
from services.routing.use_cases import facts
from services.routing.use_cases.check_reply import check_reply
from services.routing.use_cases.clocks import clocks_of
from services.routing.use_cases.ports import CheckSignature, UserOf, WorkingTime
from shared.bus.reading import Never, NotYet, Received
from shared.store.change import NOTHING, Change, Loaded


def record_decision(
    received: Received, loaded: Loaded, check_signature: CheckSignature, user_of: UserOf, time: WorkingTime
) -> Change:
    """agency.task.decided.v1 → routing.case.decided.v1 by the last step or a denial; else routing.task.done.v1, and the
    next step's turn comes.

    The same decision again changes nothing. Raises NotYet while a reply before it, or the applicant's papers, are on
    their way; Never where the reply is not the agency's own, the task was never given to it, was recalled, or was
    decided otherwise before.
    """
    case, task = check_reply(received, loaded, check_signature, user_of)
    decision = Decision(Outcome(received.data["decision"]), received.data["note"], received.data["result"])
    try:
        changed = case.decided(task.id, received.time, decision, clocks_of(loaded, time))
    except TooEarly as problem:
        raise NotYet(str(problem)) from problem
    except NotAllowed as problem:
        raise Never(str(problem)) from problem
    if changed is case:
        return NOTHING
    tell = facts.case_decided if changed.status is CaseStatus.DECIDED else facts.task_done
    return Change(saved=(changed,), facts=(tell(changed, changed.task(task.id)),))
