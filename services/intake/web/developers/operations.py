"""An OpenAPI document as the page of an API needs it: operations by tag, with who may, parameters, body and answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from services.intake.web.developers.fields import Field, field_of, fields_of, lead, type_of

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class May:
    """A role, and on which things: ``all``, ``unit`` or ``own``."""

    role: str
    scope: str


@dataclass(frozen=True, slots=True)
class Answer:
    """``status`` as ``201 Created``; ``fields`` of its body, none where it says nothing of it."""

    status: str
    content_type: str
    type: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    summary: str
    action: str | None
    may: tuple[May, ...]
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    body_type: str
    body_required: bool
    answers: tuple[Answer, ...]

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return f"{self.method.lower()}-{re.sub(r'[^a-z0-9]+', '-', self.path.lower()).strip('-')}"


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one tag, with its description in the contract's words."""

    name: str
    about: str
    operations: tuple[Operation, ...]


def groups_of(document: Mapping[str, Any]) -> list[Group]:
    """All operations, in the order of the document's tags; those without a tag last."""
    found: dict[str, list[Operation]] = {one["name"]: [] for one in document.get("tags", ())}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                tag = next(iter(item[method].get("tags", ())), "")
                found.setdefault(tag, []).append(_operation(method, path, item, document))
    about = {one["name"]: one.get("description", "") for one in document.get("tags", ())}
    return [Group(name, about.get(name, ""), tuple(inner)) for name, inner in found.items() if inner]


def _operation(method: str, path: str, item: Mapping[str, Any], document: Mapping[str, Any]) -> Operation:
    told = item[method]
    parameters = [_parameter(one, document) for one in (*item.get("parameters", ()), *told.get("parameters", ()))]
    request = told.get("requestBody", {})
    body = _schema(request)
    return Operation(
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        action=told.get("x-action"),
        may=tuple(May(one["role"], one["scope"]) for one in told.get("x-may", ())),
        parameters=tuple(parameters),
        body=tuple(fields_of(body, document)),
        body_type=next(iter(request.get("content", {})), ""),
        body_required=bool(request.get("required")),
        answers=tuple(
            _answer(status, one, document) for status, one in sorted(told["responses"].items()) if status != "default"
        ),
    )


def _parameter(told: Mapping[str, Any], document: Mapping[str, Any]) -> Field:
    found = lead(told["$ref"], document) if "$ref" in told else told
    return field_of(
        found["name"],
        found.get("schema", {}),
        document,
        required=bool(found.get("required")),
        meaning=found.get("description", ""),
        place=found["in"],
    )


def _answer(status: str, told: Mapping[str, Any], document: Mapping[str, Any]) -> Answer:
    found = lead(told["$ref"], document) if "$ref" in told else told
    schema, kind = _schema(found), next(iter(found.get("content", {})), "")
    fields = () if kind == "application/problem+json" else tuple(fields_of(schema, document))
    phrase = HTTPStatus(int(status)).phrase if status.isdigit() else ""
    return Answer(f"{status} {phrase}".strip(), kind, type_of(schema, document) if schema else "", fields)


def _schema(told: Mapping[str, Any]) -> Mapping[str, Any]:
    for content in told.get("content", {}).values():
        found: Mapping[str, Any] = content.get("schema", {})
        return found
    return {}
