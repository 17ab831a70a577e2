"""Reading schemas that leave out what they don't know at every depth: an owner may add optional fields anywhere.

marshmallow's ``load(unknown=EXCLUDE)`` reaches the outermost schema only; nested ones would still refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import EXCLUDE, Schema, fields


def forgiving(kind: Callable[..., Schema]) -> Schema:
    """An instance of a reading schema that leaves out unknown fields, nested ones included."""
    schema = kind(unknown=EXCLUDE)
    _relax(schema, set())
    return schema


def _relax(schema: Schema, seen: set[int]) -> None:
    if id(schema) in seen:
        return
    seen.add(id(schema))
    for field in schema.fields.values():
        _relax_field(field, seen)


def _relax_field(field: Any, seen: set[int]) -> None:
    if isinstance(field, fields.Nested):
        field.unknown = EXCLUDE
        _relax(field.schema, seen)
    elif isinstance(field, fields.List):
        _relax_field(field.inner, seen)
    elif isinstance(field, fields.Mapping):
        _relax_field(field.value_field, seen)
    elif isinstance(field, fields.Tuple):
        for inner in field.tuple_fields:
            _relax_field(inner, seen)
