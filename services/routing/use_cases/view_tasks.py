"""What a caller may see of cases and tasks: an agency's officer only those of the own agency."""

from __future__ import annotations

from dataclasses import replace

from services.routing.domain.case import Case
from services.routing.use_cases.own_agency import agency_within
from services.routing.use_cases.questions import Questions, TaskQuery, TaskRow
from shared.security.access import Grant
from shared.store.change import Key, Work


class NoSuchCase(LookupError):
    """There is no such case, or none that this caller may see: both look the same."""


def view_case(work: Work, grant: Grant, code: str) -> Case:
    """The case, for staff of the unit that accepted it and of the agencies that work on it, or with right to all.

    Raises NoSuchCase, StoreAway.
    """
    case = work.load(Key(Case, code)).get(Case, code)
    if case is None or not any(grant.covers(unit=unit) for unit in (case.reception, *(t.agency for t in case.tasks))):
        raise NoSuchCase(code)
    return case


def list_tasks(questions: Questions, grant: Grant, query: TaskQuery) -> list[TaskRow]:
    """Tasks of the agency asked for, or of the caller's own. Raises Forbidden, StoreAway."""
    return questions.tasks(_allowed(grant, query))


def count_tasks(questions: Questions, grant: Grant, query: TaskQuery) -> int:
    """How many of them there are, within what the caller may see. Raises Forbidden, StoreAway."""
    return questions.count(_allowed(grant, query))


def _allowed(grant: Grant, query: TaskQuery) -> TaskQuery:
    return replace(query, agency_key=agency_within(grant, query.agency_key))
