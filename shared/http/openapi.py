"""The API's own description: OpenAPI 3.1 with problems as errors, the sign-in schemes and the common headers."""

from __future__ import annotations

import re
from typing import Any

import flask_smorest
from flask import Flask

from shared.http.guard import marked_routes
from shared.http.idempotency import HEADER, LONGEST_KEY
from shared.http.problems import CONTENT_TYPE, ProblemSchema
from shared.http.sessions import OWNER_HEADER, SESSION_COOKIE
from shared.security.access import AccessTable, Mark, Scope
from shared.security.caller import OWNER_ROLE, PUBLIC_ROLE

VERSION = "3.1.0"


class Api(flask_smorest.Api):
    """flask-smorest's Api whose errors are problems; faults are answered by ``shared.http.faults``."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Leave out the package's own handler: it would answer before ours."""

    def _register_pagination_header(self) -> None:
        """Leave out the package's way of paging: ours is by cursor, in the body."""


def describe(app: Flask, service: str, title: str) -> Api:
    """The Api of an app, described at ``/api/<service>/v1/openapi.json``."""
    app.config.update(
        API_TITLE=title,
        API_VERSION="v1",
        OPENAPI_VERSION=VERSION,
        OPENAPI_URL_PREFIX=f"/api/{service}/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = Api(app)
    components = api.spec.components
    components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE})
    components.security_scheme("owner", {"type": "apiKey", "in": "header", "name": OWNER_HEADER})
    components.response(
        "Problem",
        {
            "description": "What went wrong (RFC 9457)",
            "content": {CONTENT_TYPE: {"schema": ProblemSchema}},
        },
    )
    api.spec.options["security"] = [{}, {"bearer": []}, {"session": []}, {"owner": []}]
    return api


def complete(api: Api, app: Flask, table: AccessTable) -> None:
    """Add to every operation what holds for all of them: who may, the problem answer, Idempotency-Key for a POST."""
    paths: dict[str, dict[str, Any]] = api.spec._paths  # the package offers no other way to all of them
    marks = {(_braces(route.path), route.method.lower()): route.mark for route in marked_routes(app)}
    for path, operations in paths.items():
        for method, operation in operations.items():
            if not isinstance(operation, dict) or "responses" not in operation:
                continue
            operation.update(_access(marks.get((path, method)), table))
            _retype(operation["responses"])
            operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
            if method == "post":
                operation.setdefault("parameters", []).append(
                    {
                        "in": "header",
                        "name": HEADER,
                        "required": False,
                        "description": "the same request again gets the same answer and has one effect",
                        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
                    }
                )


def _braces(path: str) -> str:
    """A route of Flask as OpenAPI writes it: ``/things/<int:id>`` becomes ``/things/{id}``."""
    return re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", path)


def _access(mark: Mark | None, table: AccessTable) -> dict[str, Any]:
    """Who may, by the access table: ``x-action``, ``x-may`` (roles with their scopes), and how each shows itself."""
    if mark is None:
        return {}
    found = [(PUBLIC_ROLE, Scope.ALL)]
    if mark.action is not None:
        found = [(rule.role, rule.scope) for rule in table.rules if rule.action == mark.action]
    told = {"x-action": mark.action, "x-may": [{"role": role, "scope": scope.value} for role, scope in found]}
    roles = {role for role, _ in found}
    if mark.action is not None and PUBLIC_ROLE in roles:
        return told  # open to all, and it may give more to those who show who they are: any of the API's ways
    security: list[dict[str, Any]] = [{}] if PUBLIC_ROLE in roles else []
    if roles - {PUBLIC_ROLE, OWNER_ROLE}:
        security += [{"bearer": []}, {"session": []}]
    if OWNER_ROLE in roles:
        security.append({"owner": []})
    return {"security": security, **told}


def _retype(responses: dict[str, Any]) -> None:
    """Faults that the package documents by their status are problems, like all the others."""
    for status, response in list(responses.items()):
        if str(status)[0] in "45" and set(response) == {"$ref"}:
            responses[status] = {"$ref": "#/components/responses/Problem"}
