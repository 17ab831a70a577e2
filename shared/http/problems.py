"""Errors as RFC 9457 problems: one shape for every fault, with a stable type and the fields at fault."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Response
from marshmallow import Schema, fields

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """A fault that the caller is told. ``slug`` names its kind for ever: it ends the type ``/problems/<slug>``.

    ``fields`` are ``{"pointer": "/applicant/phone", "detail": "…"}`` (JSON pointers into the body; ``"in": "query"``
    and the like for what did not stand in the body). ``detail`` never holds personal data.
    """

    def __init__(
        self,
        status: int,
        slug: str,
        title: str | None = None,
        detail: str | None = None,
        fields: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {slug}" + (f": {detail}" if detail else ""))
        self.status = status
        self.slug = slug
        self.title = title or HTTPStatus(status).phrase
        self.detail = detail
        self.fields = [dict(one) for one in fields]
        self.headers = dict(headers or {})

    def as_json(self, correlation_id: str | None = None) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"type": f"/problems/{self.slug}", "title": self.title, "status": self.status}
        if self.detail:
            body["detail"] = self.detail
        if self.fields:
            body["fields"] = self.fields
        if correlation_id:
            body["correlation_id"] = correlation_id
        return body

    def response(self, correlation_id: str | None = None) -> Response:
        """The answer itself."""
        text = json.dumps(self.as_json(correlation_id), ensure_ascii=False)
        return Response(text, self.status, self.headers, content_type=CONTENT_TYPE)


def field_problem(pointer: str, detail: str, *, location: str = "json") -> Problem:
    """A 422 that names one field, in the words of the schema errors."""
    return invalid([_field(pointer, detail, location)])


def invalid(faults: Sequence[Mapping[str, str]]) -> Problem:
    """A 422 over all fields at fault."""
    return Problem(422, "invalid", "The request is not valid", "See the fields.", faults)


def schema_faults(messages: Any) -> list[dict[str, str]]:
    """marshmallow's nested messages, as webargs groups them by location, as a flat list of fields at fault."""
    if not isinstance(messages, Mapping):
        return [_field("", str(messages), "json")]
    return [fault for location, inner in messages.items() for fault in _flatten(inner, "", str(location))]


def _flatten(messages: Any, pointer: str, location: str) -> list[dict[str, str]]:
    if isinstance(messages, Mapping):
        found = []
        for name, inner in messages.items():
            # marshmallow's word for faults of a whole object; it is no field's name
            step = "" if name == "_schema" else "/" + str(name).replace("~", "~0").replace("/", "~1")
            found += _flatten(inner, pointer + step, location)
        return found
    texts = messages if isinstance(messages, list | tuple) else [messages]
    return [_field(pointer, str(text), location) for text in texts]


def _field(pointer: str, detail: str, location: str) -> dict[str, str]:
    place = {} if location in ("json", "form", "json_or_form") else {"in": location}
    return {**place, "pointer": pointer, "detail": detail}


class FieldFaultSchema(Schema):
    """One field at fault."""

    pointer = fields.String(required=True, metadata={"description": "JSON pointer to the field"})
    detail = fields.String(required=True)
    location = fields.String(data_key="in", metadata={"description": "query, path, headers; absent for the body"})


class ProblemSchema(Schema):
    """An error as RFC 9457 has it; for the published API description only."""

    type = fields.String(required=True, metadata={"example": "/problems/invalid"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    fields_ = fields.List(fields.Nested(FieldFaultSchema), data_key="fields", attribute="fields")
    correlation_id = fields.String()
