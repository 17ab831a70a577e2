"""A task leaves its agency: it refuses, or an operator gives the task to another one. Who, when and why are kept."""

from __future__ import annotations

from datetime import datetime

from services.routing.domain.agency import Agency
from services.routing.domain.case import Case
from services.routing.domain.handing_over import NewPlace
from services.routing.domain.task import NotAllowed, TooEarly
from services.routing.use_cases import facts, side_facts
from services.routing.use_cases.check_reply import check_reply
from services.routing.use_cases.hotline_questions import answered, is_hotlines
from services.routing.use_cases.ports import AddressOf, CheckSignature, UserOf
from services.routing.use_cases.recalls import recall_letters
from shared.bus.reading import Never, NotYet, Received
from shared.store.change import NOTHING, Change, Fact, Loaded


def refused(case: Case, task_id: str, at: datetime, reason: str, by: str, address_of: AddressOf) -> Change:
    """The task is refused: routing.task.refused.v1; opinions asked for it are recalled, and an asker is told that its
    opinion is not given. Nothing where that was said before. Raises TooEarly, NotAllowed."""
    changed = case.refused(task_id, at, reason, by)
    if changed is case:
        return NOTHING
    task = changed.task(task_id)
    letters = recall_letters(case, changed, address_of, facts.OPINION_NOT_NEEDED)
    told = (side_facts.task_refused(changed, task), *answers(changed, task_id, address_of))
    return Change(saved=(changed,), facts=(*told, *letters))


def reassigned(
    case: Case, task_id: str, agency: Agency, at: datetime, reason: str, by: str, address_of: AddressOf
) -> Change:
    """Another agency has the task: routing.task.reassigned.v1, and the one that had it gets a recall; the new one gets
    its letter when there is room in its queue. Nothing where that was done before. Raises NotAllowed."""
    place = NewPlace(agency.code, agency.name, agency.calendar)
    changed = case.reassigned(task_id, at, place, reason, by)
    if changed is case:
        return NOTHING
    letters = recall_letters(case, changed, address_of, side_facts.given_to(agency.name, reason))
    return Change(saved=(changed,), facts=(side_facts.task_reassigned(changed, changed.task(task_id)), *letters))


def answers(case: Case, task_id: str, address_of: AddressOf) -> tuple[Fact, ...]:
    """The letter to the agency that asked for this opinion, or what the hotline is told that asked; none where the task
    is none."""
    task = case.task(task_id)
    if task.opinion is None:
        return ()
    if is_hotlines(task):
        return (answered(case, task),)
    asker = case.task(task.opinion.for_task)
    return (side_facts.opinion_given(case, task, address_of(asker.agency_key)),)


def record_refusal(
    received: Received, loaded: Loaded, check_signature: CheckSignature, user_of: UserOf, address_of: AddressOf
) -> Change:
    """agency.task.refused.v1 → routing.task.refused.v1; the same word again changes nothing.

    Raises NotYet while the applicant's papers are on their way; Never where the reply is not the agency's own, or the
    task was never given to it, was taken back, decided, or refused for another reason.
    """
    case, task = check_reply(received, loaded, check_signature, user_of)
    by = f"agency:{task.agency_key}"
    try:
        return refused(case, task.id, received.time, received.data["reason"], by, address_of)
    except TooEarly as problem:
        raise NotYet(str(problem)) from problem
    except NotAllowed as problem:
        raise Never(str(problem)) from problem
