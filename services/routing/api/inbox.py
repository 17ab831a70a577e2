"""The lists of tasks over the API: all agencies' in the order of turns, one agency's inbox with its filters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.routing.api import inbox_schemas as schemas
from services.routing.domain.agency import BadAgency, agency_key
from services.routing.domain.case import Case
from services.routing.domain.officer import Officer
from services.routing.use_cases.inbox import GONE, InboxRow, Sort
from services.routing.use_cases.inbox_desk import InboxDesk
from services.routing.use_cases.keep_absence import meet_officer
from services.routing.use_cases.open_inbox import Chosen, list_inbox, open_inbox
from services.routing.use_cases.questions import KINDS, Questions, TaskQuery, TaskRow, Turn
from services.routing.use_cases.view_tasks import list_tasks
from shared.http.correlation import request_context
from shared.http.guard import current_grant
from shared.http.paging import decode_cursor, encode_cursor
from shared.http.parsing import Blueprint
from shared.http.problems import field_problem
from shared.security.access import Forbidden, Grant, Scope, needs
from shared.store.change import Key

PLACE = (datetime, str)
# What is asked of one agency's list only.
OF_ONE = ("assignee", "procedure", "step", "time_left", "sort")


def inbox_blueprint(desk: InboxDesk, questions: Questions) -> Blueprint:
    """Tasks in lists, and the officers of an agency."""
    blueprint = Blueprint("inbox", __name__, description="The agencies' tasks, as people look for them")

    @blueprint.route("/tasks", methods=["GET"])
    @blueprint.arguments(schemas.TaskQuerySchema, location="query")
    @blueprint.response(200, schemas.TaskPageSchema)
    @needs("task.list")
    def show_tasks(query: dict[str, Any]) -> dict[str, Any]:
        """Tasks in the order of turns, the preferred first within bounds, or as `sort` says; those that are over by
        time, the latest first. An agency's officer sees the own agency's."""
        grant = current_grant()
        if Scope.ALL in grant.scopes and not query["agency"]:
            return _all_agencies(questions, grant, query)
        return _one_agency(desk, grant, query)

    @blueprint.route("/officers", methods=["GET"])
    @blueprint.arguments(schemas.OfficerQuery, location="query")
    @blueprint.response(200, schemas.OfficerPageSchema)
    @needs("task.view")
    def show_officers(query: dict[str, Any]) -> dict[str, Any]:
        """The officers of an agency, as far as they have opened their inbox, with who stands in for whom."""
        grant = current_grant()
        meet_officer(desk, grant, request_context(clock=desk.clock))
        found: list[Officer] = list(open_inbox(desk, grant, query["agency"]).officers)
        return {"items": found, "next": None}

    return blueprint


def _all_agencies(questions: Questions, grant: Grant, query: dict[str, Any]) -> dict[str, Any]:
    for name in OF_ONE:
        if query[name]:
            raise field_problem("/agency", f"Name the agency whose list is filtered by {name}.", location="query")
    after = Turn.of(decode_cursor(query["cursor"], *KINDS))
    rows = list_tasks(questions, grant, TaskQuery(status=query["status"], after=after, limit=query["limit"] + 1))
    return _task_page(rows, query["limit"])


def _task_page(rows: list[TaskRow], limit: int) -> dict[str, Any]:
    """Pages are cut between cases: one that has several tasks here stands whole on one page."""
    turns = list(dict.fromkeys(row.turn for row in rows))
    shown = set(turns[:limit])
    items = [_item(row.case, row.task.id) for row in rows if row.turn in shown]
    return {"items": items, "next": encode_cursor(turns[limit - 1].values()) if len(turns) > limit else None}


def _one_agency(desk: InboxDesk, grant: Grant, query: dict[str, Any]) -> dict[str, Any]:
    _check_agency(grant, query["agency"])
    chosen, limit = chosen_of(query), query["limit"]
    after = decode_cursor(query["cursor"], *(KINDS if by_turn(chosen) else PLACE))
    place = Turn.of(after) if by_turn(chosen) else _place(after)
    rows = list_inbox(desk, grant, open_inbox(desk, grant, query["agency"]), chosen, place, limit + 1)
    items = _with_cases(desk, rows[:limit])
    return {"items": items, "next": cursor_behind(rows[limit - 1]) if len(rows) > limit else None}


def chosen_of(query: dict[str, Any]) -> Chosen:
    """The choices of a query. Raises Problem (422) for two that no list has at once."""
    if query["time_left"] and query["sort"] is Sort.NEWEST:
        raise field_problem("/sort", "A list by the time left is sorted by it: turn or due.", location="query")
    if query["time_left"] and query["status"] in GONE:
        raise field_problem("/time_left", "What is over has no time left.", location="query")
    return Chosen(
        status=query["status"],
        assignee=query["assignee"] or "",
        procedure=query["procedure"],
        step=query["step"],
        colour=query["time_left"],
        sort=query["sort"] or Sort.TURN,
    )


def by_turn(chosen: Chosen) -> bool:
    """Whether the list is one of turns, whose cursors are longer."""
    return chosen.sort is Sort.TURN and chosen.status not in GONE


def cursor_behind(row: InboxRow) -> str:
    """The place behind this line."""
    return encode_cursor(row.after.values() if isinstance(row.after, Turn) else row.after)


def _place(values: tuple[Any, ...] | None) -> tuple[datetime, str] | None:
    return None if values is None or None in values else (values[0], values[1])


def _check_agency(grant: Grant, code: str | None) -> None:
    """Raises Problem for a code that is none; Forbidden for another's, as every list of tasks does."""
    if code is None:
        return
    try:
        agency_key(code)
    except BadAgency as problem:
        raise field_problem("/agency", problem.reason, location="query") from None
    if not grant.covers(unit=code):
        raise Forbidden(grant.action, signed_in=True)


def _with_cases(desk: InboxDesk, rows: list[InboxRow]) -> list[dict[str, Any]]:
    """The page's tasks whole, by one look-up of their cases."""
    loaded = desk.work.load(*dict.fromkeys(Key(Case, row.dossier) for row in rows))
    cases = [(loaded.get(Case, row.dossier), row.task_id) for row in rows]
    return [_item(case, id) for case, id in cases if case is not None]


def _item(case: Case, task_id: str) -> dict[str, Any]:
    return {"dossier": case.id, "procedure": case.procedure, "priority": case.priority, "task": case.task(task_id)}
