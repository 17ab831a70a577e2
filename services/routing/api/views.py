"""The views under /api/routing/v1: each loads, asks a use case, answers."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from services.routing.api import schemas
from services.routing.domain.agency import BadAgency, agency_key
from services.routing.domain.case import Case
from services.routing.domain.route import Route
from services.routing.domain.step import BadRoute
from services.routing.use_cases.keep_routes import keep_route, view_route
from services.routing.use_cases.ports import Clock
from services.routing.use_cases.questions import KINDS, Questions, TaskQuery, TaskRow, Turn
from services.routing.use_cases.route_reader import RouteData
from services.routing.use_cases.view_tasks import list_tasks, view_case
from shared.http.correlation import request_context
from shared.http.guard import current_grant
from shared.http.paging import PageQuery, decode_cursor, encode_cursor, page
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, with_etag
from shared.http.problems import field_problem
from shared.security.access import needs
from shared.store.change import Work


def reference_blueprint(work: Work, questions: Questions, clock: Clock) -> Blueprint:
    """Agencies and routes."""
    blueprint = Blueprint("reference", __name__, description="Agencies and the routes that lead to them")

    @blueprint.route("/agencies", methods=["GET"])
    @blueprint.response(200, schemas.AgencyPageSchema)
    @needs("agency.list")
    def list_agencies() -> dict[str, Any]:
        """Every agency that tasks go to."""
        return {"items": list(questions.agencies()), "next": None}

    @blueprint.route("/routes", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, schemas.RoutePageSchema)
    @needs("route.list")
    def list_routes(query: dict[str, Any]) -> dict[str, Any]:
        """The routes: which procedure goes to which agencies, step by step."""
        after = decode_cursor(query["cursor"], str)
        found = questions.routes(after[0] if after else None, query["limit"] + 1)
        return page(found, query["limit"], lambda route: [route.id])

    @blueprint.route("/routes", methods=["POST"])
    @blueprint.arguments(RouteData)
    @blueprint.response(200, schemas.RouteSchema)
    @needs("route.keep")
    def post_route(body: dict[str, Any]) -> Route:
        """A new route, or a new version of one that stands; a route that could harm a dossier is refused with the
        reason. The same route again changes nothing."""
        try:
            return keep_route(work, questions, request_context(clock=clock), body)[0]
        except BadRoute as refused:
            raise field_problem(f"/{refused.field}", refused.reason) from None

    @blueprint.route("/routes/<id>", methods=["GET"])
    @blueprint.response(200, schemas.RouteSchema)
    @needs("route.list")
    def get_route(id: str) -> Route:
        """The route of one procedure as it holds now."""
        return view_route(work, current_grant(), id)

    return blueprint


def case_blueprint(work: Work, questions: Questions) -> Blueprint:
    """Cases and tasks."""
    blueprint = Blueprint("cases", __name__, description="Dossiers on their way through the agencies")

    @blueprint.route("/cases/<code>", methods=["GET"])
    @blueprint.doc(parameters=[{"in": "header", "name": "If-None-Match", "schema": {"type": "string"}}])
    @blueprint.alt_response(200, schema=schemas.CaseSchema, success=True)
    @needs("case.view")
    def show_case(code: str) -> Response:
        """One dossier on its way: its route, its tasks, who has it."""
        case = view_case(work, current_grant(), code)
        return with_etag(jsonify(schemas.CaseSchema().dump(_case(case))), etag(case.version))

    @blueprint.route("/tasks", methods=["GET"])
    @blueprint.arguments(schemas.TaskQuerySchema, location="query")
    @blueprint.response(200, schemas.TaskPageSchema)
    @needs("task.list")
    def show_tasks(query: dict[str, Any]) -> dict[str, Any]:
        """Tasks in the order of turns, the preferred first within bounds; an agency's officer sees the own agency's."""
        rows = list_tasks(questions, current_grant(), _task_query(query))
        return _task_page(rows, query["limit"])

    return blueprint


def _task_query(query: dict[str, Any]) -> TaskQuery:
    after = Turn.of(decode_cursor(query["cursor"], *KINDS))
    try:
        key = agency_key(query["agency"]) if query["agency"] else None
    except BadAgency as problem:
        raise field_problem("/agency", problem.reason, location="query") from None
    return TaskQuery(agency_key=key, status=query["status"], after=after, limit=query["limit"] + 1)


def _task_page(rows: list[TaskRow], limit: int) -> dict[str, Any]:
    """Pages are cut between cases: one that has several tasks here stands whole on one page."""
    turns = list(dict.fromkeys(row.turn for row in rows))
    shown = set(turns[:limit])
    items = [
        {"dossier": row.case.id, "procedure": row.case.procedure, "priority": row.case.priority, "task": row.task}
        for row in rows
        if row.turn in shown
    ]
    return {"items": items, "next": encode_cursor(turns[limit - 1].values()) if len(turns) > limit else None}


def _case(case: Case) -> dict[str, Any]:
    return {
        "code": case.id,
        "version": case.version,
        "status": case.status.value,
        "procedure": case.procedure,
        "reception": case.reception,
        "applicant_kind": case.applicant_kind,
        "components": case.components,
        "papers": case.papers,
        "route": {"code": case.route_code, "version": case.route_version},
        "priority": case.priority,
        "opened_at": case.opened_at,
        "due_at": case.due_at,
        "decided_at": case.decided_at,
        "closed_at": case.closed_at,
        "withdrawn_at": case.withdrawn_at,
        "stopped_at": case.stopped_at,
        "tasks": case.tasks,
    }
