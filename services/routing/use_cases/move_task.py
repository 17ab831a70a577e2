"""What people do with a task over HTTP: give it to another agency, ask another agency's opinion."""

from __future__ import annotations

from collections.abc import Callable

from services.routing.domain.agency import Agency, agency_key
from services.routing.domain.case import Case
from services.routing.domain.opinion import OpinionRuleVersions
from services.routing.domain.task import NotAllowed, Task, dossier_of
from services.routing.use_cases.ask_opinion import asked, question_of
from services.routing.use_cases.clocks import clocks_of
from services.routing.use_cases.hand_over import reassigned
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.ports import AddressOf, WorkingTime
from services.routing.use_cases.view_tasks import NoSuchCase
from shared.security.access import Grant
from shared.store.change import Change, Conflict, Context, Key, Loaded, Work

TRIES = 5


class UnknownAgency(LookupError):
    """There is no agency of this code, or it takes no tasks."""


def reassign_task(
    work: Work, grant: Grant, task_id: str, agency: str, reason: str, context: Context, address_of: AddressOf
) -> Task:
    """The new task, at the agency with this code. Raises NoSuchCase, UnknownAgency, BadAgency, NotAllowed, Conflict,
    StoreAway."""
    key = agency_key(agency)

    def rule(case: Case, loaded: Loaded) -> Change:
        found = loaded.get(Agency, key)
        if found is None or not found.active:
            raise UnknownAgency(agency)
        return reassigned(case, task_id, found, context.at, reason, context.actor, address_of)

    case = _moved(work, grant, task_id, (Key(Agency, key),), rule, context)
    over = case.task(task_id).handed_over
    if over is None:
        raise NotAllowed(f"task {task_id} was not given to another agency")
    return case.task(over.to_task)


def ask_opinion(
    work: Work,
    grant: Grant,
    task_id: str,
    agency: str,
    question: str,
    hours: float | None,
    context: Context,
    time: WorkingTime,
    rules: OpinionRuleVersions,
) -> Task:
    """The task of the agency that is asked. Raises NoSuchCase, UnknownAgency, BadAgency, NotAllowed, TooEarly,
    Conflict, StoreAway."""
    key = agency_key(agency)

    def rule(case: Case, loaded: Loaded) -> Change:
        found = loaded.get(Agency, key)
        if found is None or not found.active:
            raise UnknownAgency(agency)
        wanted = question_of(found, question, hours, context.at, rules)
        return asked(case, task_id, context.at, wanted, context.actor, clocks_of(loaded, time))

    case = _moved(work, grant, task_id, (Key(Agency, key), CALENDARS), rule, context)
    return next(
        one
        for one in reversed(case.tasks)
        if one.opinion and (one.opinion.for_task, one.opinion.question, one.agency) == (task_id, question, agency)
    )


def _moved(
    work: Work,
    grant: Grant,
    task_id: str,
    keys: tuple[Key, ...],
    rule: Callable[[Case, Loaded], Change],
    context: Context,
) -> Case:
    """The case after the rule's change; tried again where somebody else was quicker. A task of an agency that the
    caller does not speak for looks like one that there is not."""
    try:
        code = dossier_of(task_id)
    except NotAllowed:
        raise NoSuchCase(task_id) from None
    for attempt in range(1, TRIES + 1):
        loaded = work.load(Key(Case, code), *keys)
        case = loaded.get(Case, code)
        task = next((one for one in case.tasks if one.id == task_id), None) if case else None
        if case is None or task is None or not grant.covers(unit=task.agency):
            raise NoSuchCase(task_id)
        change = rule(case, loaded)
        try:
            work.commit(change, context)
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return next((one for one in change.saved if isinstance(one, Case)), case)
    raise AssertionError("unreachable")
