"""What the steps of the inbox are given, and how each finds its task, looks whose it is, and writes what it decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO, Protocol

from services.routing.domain.assignment import Assignment
from services.routing.domain.case import Case
from services.routing.domain.officer import Officer, deputy_of
from services.routing.domain.refusals import changed_meanwhile
from services.routing.domain.task import NotAllowed, Task, dossier_of
from services.routing.use_cases.inbox import InboxQuestions, NoSuchTask
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.ports import AddressOf, Clock, WorkingTime
from shared.security.access import Grant
from shared.store.change import AlreadyExists, Answer, Change, Conflict, Context, Key, Loaded, Work
from shared.working_time.calendar import local

TRIES = 4


class NoSuchFile(LookupError):
    """The content is not there."""


class Files(Protocol):
    """Contents of attachments, each sealed. Everything raises StoreAway."""

    def put(self, id: str, content: bytes) -> None:
        """Keep a content under a new id."""
        ...

    def open(self, id: str) -> BinaryIO:
        """Raises NoSuchFile."""
        ...

    def remove(self, id: str) -> None:
        """Forget it; nothing where it is not there."""
        ...


@dataclass(frozen=True, slots=True)
class InboxDesk:
    """``media_type`` judges a file by its content and raises Refused for what is not taken."""

    work: Work
    questions: InboxQuestions
    files: Files
    media_type: Callable[[bytes], str]
    time: WorkingTime
    address_of: AddressOf
    clock: Clock
    new_id: Callable[[], str]

    def today(self) -> date:
        return local(self.clock()).date()


@dataclass(frozen=True, slots=True)
class Found:
    """A task with all that a step on it looks at. ``people`` are the officers by their accounts, as far as they are
    known and were asked for."""

    case: Case
    task: Task
    assignment: Assignment
    people: dict[str, Officer]
    loaded: Loaded

    def stands_in_for(self, who: str, day: date) -> frozenset[str]:
        """Whose deputy this person is on the day."""
        return frozenset(one.id for one in self.people.values() if who and deputy_of(one, day) == who)


@dataclass(frozen=True, slots=True)
class Hooks:
    """``check`` may refuse by the version that the caller has seen; ``answer`` is kept together with the effect."""

    check: Callable[[Case], None] = lambda _: None
    answer: Callable[[Found], Answer | None] = lambda _: None


Decide = Callable[[Found], Change]


def find_task(work: Work, grant: Grant, task_id: str, *people: str) -> Found:
    """The task of the caller's own agency, or of any where the caller may see all. Raises NoSuchTask, StoreAway."""
    try:
        dossier = dossier_of(task_id)
    except NotAllowed:
        raise NoSuchTask(task_id) from None
    keys = Key(Case, dossier), Key(Assignment, task_id), CALENDARS
    loaded = work.load(*keys, *(Key(Officer, one) for one in people if one))
    case = loaded.get(Case, dossier)
    try:
        task = case.task(task_id) if case else None
    except NotAllowed:
        task = None
    if case is None or task is None or not grant.covers(unit=task.agency):
        raise NoSuchTask(task_id)
    assignment = loaded.get(Assignment, task_id) or Assignment(task_id, 0, task.agency)
    known = {one: loaded.get(Officer, one) for one in people}
    if task.assignee and task.assignee not in known:
        known[task.assignee] = work.load(Key(Officer, task.assignee)).get(Officer, task.assignee)
    return Found(case, task, assignment, {id: one for id, one in known.items() if one is not None}, loaded)


def change_task(
    desk: InboxDesk, grant: Grant, context: Context, task_id: str, decide: Decide, hooks: Hooks, *people: str
) -> Found:
    """Let ``decide`` judge the task as it stands and write what comes of it; somebody quicker makes it judge again.

    Raises NoSuchTask, Refused, StoreAway, and what ``hooks.check`` raises.
    """
    for _ in range(TRIES):
        found = find_task(desk.work, grant, task_id, *people)
        hooks.check(found.case)
        change = decide(found)
        after = _after(found, change)
        change = replace(change, answer=hooks.answer(after))
        if not (change.saved or change.answer):
            return after
        try:
            desk.work.commit(change, context)
        except Conflict:
            continue
        except AlreadyExists as clash:
            if clash.fields == ("idempotency_key",):
                raise
            continue
        return after
    raise changed_meanwhile()


def _after(found: Found, change: Change) -> Found:
    loaded = found.loaded.with_saved(change.saved)
    case = loaded.get(Case, found.case.id) or found.case
    assignment = loaded.get(Assignment, found.task.id) or found.assignment
    return replace(found, case=case, task=case.task(found.task.id), assignment=assignment, loaded=loaded)
