"""The same step on many tasks: each by itself, and each with its own outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from services.routing.domain.refusals import Refused, Words, wrong_value
from services.routing.domain.task import Decision, Outcome
from services.routing.use_cases.hold_task import assign_task, claim_task, hand_over_task
from services.routing.use_cases.inbox import NoSuchTask
from services.routing.use_cases.inbox_desk import Found, Hooks, InboxDesk
from services.routing.use_cases.work_on_task import complete_task
from shared.security.access import Grant
from shared.store.change import Context

MOST_IN_BATCH = 50
# What may be said of many at once without looking at each: a denial has its own reason every time.
IN_BATCH = frozenset({Outcome.DONE, Outcome.GRANTED})
NOT_FOUND = Words("Không thấy việc này", "There is no such task")


class Step(Enum):
    """What may be done with many tasks at once."""

    CLAIM = "claim"
    ASSIGN = "assign"
    HAND_OVER = "hand-over"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """What is done: ``to`` and ``why`` for who gets it, ``outcome`` and ``note`` for how it ends."""

    step: Step
    to: str = ""
    why: str = ""
    outcome: Outcome | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """How it went with one task: ``found`` as it stands now, or the refusal's name and words."""

    task_id: str
    found: Found | None
    slug: str = ""
    words: Words | None = None


HooksOf = Callable[[str], Hooks]


def batch_tasks(
    desk: InboxDesk, grant: Grant, context: Context, task_ids: Sequence[str], order: BatchOrder, hooks: HooksOf
) -> list[ItemOutcome]:
    """Take the step on each of the tasks, in their order; one refused holds no other up.

    Raises Refused where the order itself cannot be, and StoreAway: what was done before stays, and the same batch
    again does the rest.
    """
    wanted = list(dict.fromkeys(task_ids))
    if not 0 < len(wanted) <= MOST_IN_BATCH:
        raise wrong_value("tasks", f"Chọn từ 1 tới {MOST_IN_BATCH} việc", f"Choose 1 to {MOST_IN_BATCH} tasks")
    act = _act(desk, grant, context, order)
    return [_one(id, lambda id=id: act(id, hooks(id))) for id in wanted]  # type: ignore[misc]


def _act(desk: InboxDesk, grant: Grant, context: Context, order: BatchOrder) -> Callable[[str, Hooks], Found]:
    if order.step is Step.CLAIM:
        return lambda id, hooks: claim_task(desk, grant, context, id, hooks)
    if order.step is Step.ASSIGN:
        if not order.to:
            raise wrong_value("to", "Chọn người nhận", "Choose who gets them")
        return lambda id, hooks: assign_task(desk, grant, context, id, order.to, hooks)
    if order.step is Step.HAND_OVER:
        if not order.why.strip():
            raise wrong_value("why", "Ghi lý do", "Give the reason")
        return lambda id, hooks: hand_over_task(desk, grant, context, id, order.to, order.why, hooks)
    outcome = order.outcome
    if outcome is None or outcome not in IN_BATCH:
        raise wrong_value(
            "outcome", "Nhiều việc một lần chỉ chọn được: xong, chấp thuận", "Many at once: done or granted only"
        )
    decision = Decision(outcome, order.note)
    return lambda id, hooks: complete_task(desk, grant, context, id, decision, hooks)


def _one(task_id: str, act: Callable[[], Found]) -> ItemOutcome:
    try:
        return ItemOutcome(task_id, act())
    except NoSuchTask:
        return ItemOutcome(task_id, None, "not-found", NOT_FOUND)
    except Refused as refused:
        return ItemOutcome(task_id, None, refused.slug, refused.words)
