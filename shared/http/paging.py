"""Cursor paging: ``{"items": [...], "next": cursor or null}``; a cursor holds the sort values of the last item."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from marshmallow import Schema, fields, validate

from shared.http.problems import field_problem

T = TypeVar("T")
DEFAULT_LIMIT = 20
LARGEST_LIMIT = 100


class PageQuery(Schema):
    """The query of every list; a service's own query adds its filters by inheriting from it."""

    cursor = fields.String(
        load_default=None, validate=validate.Length(max=500), metadata={"description": "`next` of the page before"}
    )
    limit = fields.Integer(load_default=DEFAULT_LIMIT, validate=validate.Range(min=1, max=LARGEST_LIMIT))


def page_schema(item: type[Schema]) -> type[Schema]:
    """The schema of a page of these items."""
    name = item.__name__.removesuffix("Schema") + "PageSchema"
    made: type[Schema] = Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(
                required=True, allow_none=True, metadata={"description": "cursor of the next page; null at the end"}
            ),
        },
        name=name,
    )
    return made


def page(found: Sequence[T], limit: int, sort_values: Callable[[T], Sequence[Any]]) -> dict[str, Any]:
    """A page from up to ``limit + 1`` items: the one too many says that there is a next page."""
    items = list(found[:limit])
    more = len(found) > limit
    return {"items": items, "next": encode_cursor(sort_values(items[-1])) if more and items else None}


def encode_cursor(values: Sequence[Any]) -> str:
    """Sort values (texts, whole numbers, moments, None) as one opaque text."""
    plain = [{"at": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode("utf-8")).decode().rstrip("=")


def decode_cursor(cursor: str | None, *kinds: type[Any]) -> tuple[Any, ...] | None:
    """The sort values of a cursor, checked against their kinds; None for the first page. Raises Problem (422)."""
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("utf-8")
        values = tuple(_value(one, kind) for one, kind in zip(json.loads(text), kinds, strict=True))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise field_problem("/cursor", "Not a cursor of this list.", location="query") from None
    return values


def _value(one: Any, kind: type[Any]) -> Any:
    value = datetime.fromisoformat(one["at"]) if isinstance(one, dict) else one
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError
    if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
        raise ValueError
    return value
