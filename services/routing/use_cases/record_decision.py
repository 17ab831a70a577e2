"""An agency decides a task: the next steps begin, an earlier one begins anew, or the case is decided."""

from __future__ import annotations

from services.routing.domain.case import CaseStatus
from services.routing.domain.task import Decision, NotAllowed, Outcome, TooEarly
from services.routing.use_cases import facts
from services.routing.use_cases.check_reply import check_reply
from services.routing.use_cases.clocks import clocks_of
from services.routing.use_cases.hand_over import answers
from services.routing.use_cases.ports import AddressOf, CheckSignature, UserOf, WorkingTime
from services.routing.use_cases.recalls import recall_letters, recalled_by
from services.routing.use_cases.result_file import without_content
from shared.bus.reading import Never, NotYet, Received
from shared.store.change import NOTHING, Change, Loaded


def record_decision(
    received: Received,
    loaded: Loaded,
    check_signature: CheckSignature,
    user_of: UserOf,
    time: WorkingTime,
    address_of: AddressOf,
) -> Change:
    """agency.task.decided.v1 → routing.case.decided.v1 by the last step or a denial that leads nowhere; else
    routing.task.done.v1, and the turn of the steps behind it comes, or that of the one that gets the dossier back.

    An opinion that an agency asked for goes back to it by letter (agency.opinion.given.v1).

    Agencies that work on it side by side are told by a letter that nothing more is wanted of them.

    The same decision again changes nothing. Raises NotYet while a reply before it, or the applicant's papers, are on
    their way; Never where the reply is not the agency's own, the task was never given to it, was recalled, or was
    decided otherwise before.
    """
    case, task = check_reply(received, loaded, check_signature, user_of)
    data = received.data
    result, content = without_content(data["result"])
    decision = Decision(Outcome(data["decision"]), data["note"], result, data["return_to"])
    try:
        changed = case.decided(task.id, received.time, decision, clocks_of(loaded, time))
    except TooEarly as problem:
        raise NotYet(str(problem)) from problem
    except NotAllowed as problem:
        raise Never(str(problem)) from problem
    if changed is case:
        return NOTHING
    if task.opinion is not None:
        given = answers(changed, task.id, address_of)
        return Change(saved=(changed,), facts=(facts.task_done(changed, changed.task(task.id)), *given))
    tell = facts.case_decided if changed.status is CaseStatus.DECIDED else facts.task_done
    why = facts.SENT_BACK if decision.outcome is Outcome.RETURNED else facts.DECIDED_ELSEWHERE
    letters = recall_letters(case, changed, address_of, why)
    told = tell(changed, changed.task(task.id), recalled_by(case, changed), content)
    return Change(saved=(changed,), facts=(told, *letters))
