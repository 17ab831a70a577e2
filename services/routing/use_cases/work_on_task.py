"""A person does an agency's task on the page: decides it, asks for papers, or says that it is not the agency's.

The moves of the case and what is told of them are those of a reply that comes through the queue. Whoever is first
counts: the other gets a named refusal. The agency's software learns by a letter that nothing more is wanted of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from services.routing.domain.assignment import Act, Entry, held, must_be_own
from services.routing.domain.case import Case
from services.routing.domain.refusals import asked_before, not_allowed, waits_for_papers, wrong_value
from services.routing.domain.task import Decision, NotAllowed, Outcome, Task, TaskStatus, TooEarly
from services.routing.use_cases import facts
from services.routing.use_cases.clocks import clocks_of
from services.routing.use_cases.hand_over import refused
from services.routing.use_cases.hold_task import claim_task, must_be_here, why_over
from services.routing.use_cases.inbox_desk import Decide, Found, Hooks, InboxDesk, change_task, find_task
from services.routing.use_cases.record_decision import told_of
from shared.security.access import Grant
from shared.store.change import NOTHING, Change, Context, Fact

LONGEST_TEXT, LONGEST_NAME, LONGEST_NUMBER = 4_000, 500, 100
NEEDED = {
    "wanted": ("Ghi rõ cần bổ sung gì", "Say what is wanted"),
    "reason": ("Ghi lý do", "Give the reason"),
}
NEED_A_NOTE = {
    Outcome.DENIED: ("Ghi lý do không chấp thuận", "Say why it is denied"),
    Outcome.RETURNED: ("Ghi lý do trả lại", "Say why it is sent back"),
}


def complete_task(
    desk: InboxDesk, grant: Grant, context: Context, task_id: str, decision: Decision, hooks: Hooks
) -> Found:
    """Decide the task; what nobody has is the caller's by that. The same decision again changes nothing.

    Raises NoSuchTask, Refused (a colleague or the agency's software was first, another one has it, papers are waited
    for, the outcome cannot be), StoreAway.
    """
    me, decision = grant.caller.id, checked_decision(decision)

    def decide(found: Found) -> Change:
        if found.task.status is TaskStatus.DECIDED and found.task.decision == decision:
            return NOTHING
        _must_be_workable(desk, found, me)
        _must_be_offered(found, decision)
        case = _moved(lambda: found.case.decided(task_id, context.at, decision, clocks_of(found.loaded, desk.time)))
        entry = Entry(Act.DECIDED, context.at, me, me, decision.note[:500], said=decision.outcome.value)
        mine = _done_on_the_page(desk, case, case.task(task_id), context)
        return _change(found, case, me, entry, (*told_of(found.case, case, task_id, desk.address_of), mine))

    return _work(desk, grant, context, task_id, decide, hooks)


def request_supplement(
    desk: InboxDesk, grant: Grant, context: Context, task_id: str, wanted: str, reason: str, hooks: Hooks
) -> Found:
    """Ask the applicant for papers, once and in full: the agency's clock stands still. Raises as ``complete_task``."""
    me = grant.caller.id
    wanted, reason = _text("wanted", wanted, needed=True), _text("reason", reason)

    def decide(found: Found) -> Change:
        known = found.task.supplement
        if known is not None:
            if (known.wanted, known.reason) == (wanted, reason):
                return NOTHING
            raise asked_before()
        _must_be_workable(desk, found, me)
        case = _moved(lambda: found.case.asked(task_id, context.at, wanted, reason))
        entry = Entry(Act.ASKED, context.at, me, me, wanted[:500])
        return _change(found, case, me, entry, (facts.supplement_requested(case, case.task(task_id)),))

    return _work(desk, grant, context, task_id, decide, hooks)


def refuse_task(desk: InboxDesk, grant: Grant, context: Context, task_id: str, reason: str, hooks: Hooks) -> Found:
    """It is not this agency's task: the centre gives it to another one. Raises as ``complete_task``."""
    me, reason = grant.caller.id, _text("reason", reason, needed=True)

    def decide(found: Found) -> Change:
        if found.task.refusal is not None and found.task.refusal.reason == reason:
            return NOTHING
        _must_be_workable(desk, found, me)
        by, told = context.actor, desk.address_of
        try:
            change = refused(found.case, task_id, context.at, reason, by, told)
        except (NotAllowed, TooEarly) as problem:
            raise not_allowed(str(problem)) from problem
        case = next(one for one in change.saved if isinstance(one, Case))
        entry = Entry(Act.REFUSED, context.at, me, me, reason[:500])
        over = _done_on_the_page(desk, case, case.task(task_id), context)
        return _change(found, case, me, entry, (*change.facts, over))

    return change_task(desk, grant, context, task_id, decide, hooks, me)


def offered(case: Case, task: Task) -> tuple[Outcome, ...]:
    """The outcomes that this task may end in."""
    if task.advises:
        return (Outcome.DONE,)
    may_return = (Outcome.RETURNED,) if case.may_return(task) else ()
    if case.decides(task, Outcome.DONE):
        return (Outcome.GRANTED, Outcome.DENIED, *may_return)
    return (Outcome.DONE, Outcome.GRANTED, Outcome.DENIED, *may_return)


def checked_decision(decision: Decision) -> Decision:
    """The decision in the words that are kept. Raises Refused with the field at fault."""
    note = _text("note", decision.note)
    if not note and decision.outcome in NEED_A_NOTE:
        raise wrong_value("note", *NEED_A_NOTE[decision.outcome])
    return replace(decision, note=note, result=_result(decision.result))


def _result(result: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if result is None:
        return None
    name, number = str(result.get("name") or "").strip(), str(result.get("number") or "").strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise wrong_value("result/name", "Ghi tên giấy tờ kết quả", "Name the paper that was issued")
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise wrong_value("result/number", "Ghi số của giấy tờ kết quả", "Give the number of the paper")
    return {**result, "name": name, "number": number, "issued_at": result.get("issued_at") or None}


def _must_be_offered(found: Found, decision: Decision) -> None:
    case, task = found.case, found.task
    possible = offered(case, task)
    if decision.outcome not in possible:
        words = ", ".join(one.value for one in possible)
        raise wrong_value(
            "outcome", f"Bước này chỉ kết thúc bằng: {words}", f"This step ends in one of these only: {words}"
        )
    if decision.outcome is Outcome.RETURNED:
        steps = case.may_return(task)
        if (decision.return_to or (steps[0] if len(steps) == 1 else "")) not in steps:
            raise wrong_value("return_to", "Chọn bước nhận lại hồ sơ", "Choose the step that it goes back to")


def _work(desk: InboxDesk, grant: Grant, context: Context, task_id: str, decide: Decide, hooks: Hooks) -> Found:
    """A step of work; a task that lies in the queue is taken first, for no agency decides what it has not taken."""
    found = find_task(desk.work, grant, task_id)
    if found.task.status is TaskStatus.DISPATCHED:
        hooks.check(found.case)
        claim_task(desk, grant, context, task_id, Hooks())
        hooks = replace(hooks, check=lambda _: None)  # it was the version seen, until this very step moved it
    return change_task(desk, grant, context, task_id, decide, hooks, grant.caller.id)


def _must_be_workable(desk: InboxDesk, found: Found, me: str) -> None:
    must_be_here(found)
    if found.task.status is TaskStatus.PAUSED:
        raise waits_for_papers()
    must_be_own(found.task.assignee, me, found.stands_in_for(me, desk.today()))


def _moved(move: Callable[[], Case]) -> Case:
    try:
        return move()
    except (NotAllowed, TooEarly) as reason:
        raise not_allowed(str(reason)) from reason


def _change(found: Found, case: Case, me: str, entry: Entry, told: tuple[Fact, ...]) -> Change:
    if case is found.case:
        raise why_over(found, found.task)
    before = found.task.assignee
    line = replace(entry, instead_of=before if before != me else "")
    return Change(saved=(held(found.case, case, found.task.id, before or me), found.assignment.did(line)), facts=told)


def _done_on_the_page(desk: InboxDesk, case: Case, task: Task, context: Context) -> Fact:
    """The agency's software may have it in its queue: nothing more is wanted of it."""
    over = replace(task, recalled_at=context.at)
    return facts.agency_task_recalled(case, over, desk.address_of(task.agency_key), facts.DONE_ON_THE_PAGE)


def _text(field: str, text: str, *, needed: bool = False) -> str:
    text = text.strip()
    if needed and not text:
        raise wrong_value(field, *NEEDED[field])
    if len(text) > LONGEST_TEXT:
        raise wrong_value(field, f"Không quá {LONGEST_TEXT} chữ", f"At most {LONGEST_TEXT} characters")
    return text
