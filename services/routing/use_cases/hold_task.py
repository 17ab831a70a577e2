"""Who has a task: somebody takes it, gives it to a colleague, or hands it over with a reason."""

from __future__ import annotations

from datetime import date

from services.routing.domain.assignment import Act, Entry, checked_reason, held, must_be_own
from services.routing.domain.officer import Officer
from services.routing.domain.refusals import (
    Refused,
    Words,
    decided_by_colleague,
    decided_by_software,
    held_by_another,
    no_longer_here,
    not_given,
    wrong_value,
)
from services.routing.domain.task import NOT_GIVEN, WITH_AGENCY, Task, TaskStatus
from services.routing.use_cases import facts
from services.routing.use_cases.inbox_desk import Decide, Found, Hooks, InboxDesk, change_task
from shared.security.access import Grant
from shared.store.change import NOTHING, Change, Context, Key


def claim_task(desk: InboxDesk, grant: Grant, context: Context, task_id: str, hooks: Hooks) -> Found:
    """The caller takes the task; the agency has it in hand by that, as by its software's word. Again: nothing.

    A deputy may take what the absent one has. Raises NoSuchTask, Refused, StoreAway.
    """
    me = grant.caller.id

    def decide(found: Found) -> Change:
        must_be_here(found)
        if found.task.assignee == me:
            return NOTHING
        must_be_own(found.task.assignee, me, found.stands_in_for(me, desk.today()))
        entry = Entry(Act.CLAIMED, context.at, me, me, instead_of=found.task.assignee)
        return hand_to(found, me, entry)

    return change_task(desk, grant, context, task_id, decide, hooks, me)


def assign_task(desk: InboxDesk, grant: Grant, context: Context, task_id: str, to: str, hooks: Hooks) -> Found:
    """A task that nobody has goes to a colleague, or to who stands in for one who is away. Raises as ``claim_task``."""
    return change_task(desk, grant, context, task_id, _assigning(desk, grant, context, to), hooks, *_asked(desk, to))


def _assigning(desk: InboxDesk, grant: Grant, context: Context, to: str) -> Decide:
    def decide(found: Found) -> Change:
        must_be_here(found)
        goal, away = receiver(found, to, desk.today())
        if found.task.assignee == goal:
            return NOTHING
        if found.task.assignee:
            raise held_by_another(found.task.assignee)
        entry = Entry(Act.ASSIGNED, context.at, grant.caller.id, goal, instead_of=away)
        return hand_to(found, goal, entry)

    return decide


def hand_over_task(
    desk: InboxDesk, grant: Grant, context: Context, task_id: str, to: str, why: str, hooks: Hooks
) -> Found:
    """The task goes from whoever has it to a colleague, or (``to`` empty) back to where everybody may take it; any
    colleague may do so, and the reason is kept. Raises as ``claim_task``."""
    reason = checked_reason(why)

    def decide(found: Found) -> Change:
        must_be_here(found)
        goal, away = receiver(found, to, desk.today()) if to else ("", "")
        if found.task.assignee == goal:
            return NOTHING
        entry = Entry(Act.HANDED_OVER, context.at, grant.caller.id, goal, reason, instead_of=away)
        return hand_to(found, goal, entry)

    return change_task(desk, grant, context, task_id, decide, hooks, *_asked(desk, to))


def hand_to(found: Found, who: str, entry: Entry) -> Change:
    """One change: the agency has it in hand, and this person has it there."""
    case = found.case
    if found.task.status is TaskStatus.DISPATCHED:
        case = case.acknowledged(found.task.id, entry.at, "")
    told = (facts.task_acknowledged(case, case.task(found.task.id)),) if case is not found.case else ()
    return Change(saved=(held(found.case, case, found.task.id, who), found.assignment.did(entry)), facts=told)


def must_be_here(found: Found) -> None:
    """The task was given to the agency and is not done. Raises Refused with the reason."""
    task = found.task
    if task.status in WITH_AGENCY:
        return
    if task.status in NOT_GIVEN:
        raise not_given()
    raise why_over(found, task)


def why_over(found: Found, task: Task) -> Refused:
    """What is told of a task that is not the agency's any more: who was first."""
    if task.status not in (TaskStatus.DECIDED, TaskStatus.REFUSED):
        return no_longer_here()
    who = found.assignment.decided_by()
    return decided_by_colleague(who) if who else decided_by_software()


def receiver(found: Found, to: str, day: date) -> tuple[str, str]:
    """Who gets it, and whom that one stands in for. Raises Refused."""
    officer = _colleague(found, to)
    absence = officer.away_on(day)
    if absence is None:
        return to, ""
    deputy = found.people.get(absence.deputy)
    if deputy is None or deputy.unit != found.task.agency or deputy.away_on(day) is not None:
        raise Refused(
            "officer-away",
            Words(f"{to} đang vắng và không có ai làm thay", f"{to} is away and nobody stands in"),
            "to",
        )
    return deputy.id, to


def _colleague(found: Found, to: str) -> Officer:
    officer = found.people.get(to)
    if officer is None or officer.unit != found.task.agency:
        raise wrong_value("to", "Cơ quan không có cán bộ này", "The agency has no such officer")
    return officer


def _asked(desk: InboxDesk, to: str) -> tuple[str, ...]:
    """The colleague, and who stands in for that one today."""
    officer = desk.work.load(Key(Officer, to)).get(Officer, to) if to else None
    absence = officer.away_on(desk.today()) if officer else None
    return (to, absence.deputy) if absence and absence.deputy else (to,)
