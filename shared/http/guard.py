"""Stands before every view: no mark, no entry; a marked action only for callers whom the access table allows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask, abort, g, request
from werkzeug.routing import Rule as Route

from shared.http.correlation import current_caller
from shared.security.access import AccessTable, Forbidden, Grant, Mark, mark_of
from shared.telemetry.logs import get_logger

_log = get_logger(__name__)
_PUBLIC = Mark(None)
# Views that come with the framework: files of the page's look, and the API's own description.
_FRAMEWORK = frozenset({"static", "api-docs.openapi_json"})


@dataclass(frozen=True, slots=True)
class MarkedRoute:
    """One method of one route and what it asks of its caller; ``mark`` None is a fault of the service."""

    method: str
    path: str
    endpoint: str
    mark: Mark | None


def install(app: Flask, table: AccessTable) -> None:
    """Check every request against the table; must come after the session is read."""

    def check() -> None:
        if request.endpoint is None:  # no such route, or another method: Flask's own 404 or 405 follows
            return
        mark = route_mark(app, request.endpoint, request.method)
        if mark is None:
            _log.error("a route without a mark was refused", endpoint=request.endpoint, method=request.method)
            abort(404)
        if mark.action is not None:
            g.grant = table.grant(current_caller(), mark.action)

    app.before_request(check)
    app.extensions["motcua-access"] = table


def current_grant() -> Grant:
    """What the caller of this request may do by the action that its view is marked with: ask it for the scope."""
    grant = g.get("grant")
    if not isinstance(grant, Grant):
        raise Forbidden("unmarked", False)
    return grant


def route_mark(app: Flask, endpoint: str, method: str) -> Mark | None:
    """The mark of the view behind an endpoint and method."""
    if endpoint in _FRAMEWORK or endpoint.endswith(".static") or method == "OPTIONS":
        return _PUBLIC
    view = app.view_functions.get(endpoint)
    kind = getattr(view, "view_class", None)
    if kind is not None:
        name = "get" if method == "HEAD" and not hasattr(kind, "head") else method.lower()
        return mark_of(getattr(kind, name, None)) or mark_of(kind)
    return mark_of(view)


def marked_routes(app: Flask) -> Iterator[MarkedRoute]:
    """Every method of every route of an app with its mark, for the tests that walk them all."""
    for route in app.url_map.iter_rules():
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
            yield MarkedRoute(method, _path(route), route.endpoint, route_mark(app, route.endpoint, method))


def _path(route: Route) -> str:
    return str(route.rule)
