"""A JSON Schema as rows of a table: every field by its path, with its type, its limits and its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

LIMITS = ("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "pattern", "default")
DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Field:
    """``name`` is the path (``components[].name``); ``type`` in JSON's words; ``one_of`` the values that are allowed;
    ``limits`` by JSON Schema's names; ``meaning`` in the contract's words, or empty."""

    name: str
    type: str
    required: bool
    meaning: str = ""
    one_of: tuple[Any, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""


def fields_of(schema: Mapping[str, Any], document: Mapping[str, Any] | None = None) -> list[Field]:
    """The fields of an object, or of the objects in a list; ``document`` is where references lead into."""
    return list(_rows(schema, document or {}, "", 0))


def field_of(name: str, schema: Mapping[str, Any], document: Mapping[str, Any], **told: Any) -> Field:
    """One field by itself; ``told`` are its required, meaning and place."""
    inner = _resolved(schema, document)
    items = inner.get("items", {})
    values = inner.get("enum") or items.get("enum") or ([inner["const"]] if "const" in inner else ())
    meaning = told.pop("meaning", "") or schema.get("description") or inner.get("description") or ""
    limits = {limit: inner[limit] for limit in LIMITS if inner.get(limit) not in (None, "")}
    return Field(name, type_of(inner, document), one_of=tuple(values), limits=limits, meaning=meaning, **told)


def type_of(schema: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """``string (date-time)``, ``integer | null``, ``object[]``."""
    inner = _resolved(schema, document)
    if choices := inner.get("anyOf") or inner.get("oneOf"):
        return " | ".join(dict.fromkeys(type_of(one, document) for one in choices))
    kinds = inner.get("type") or _kinds_of(inner.get("enum") or ([inner["const"]] if "const" in inner else []))
    told = [_kind(kind, inner, document) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    return " | ".join(dict.fromkeys(told)) or "any"


def _kind(kind: str, schema: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    if kind == "array":
        items = type_of(schema.get("items", {}), document)
        return f"({items})[]" if " | " in items else f"{items}[]"
    return f"{kind} ({schema['format']})" if kind == "string" and "format" in schema else kind


def _kinds_of(values: list[Any]) -> list[str]:
    names = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
    return list(dict.fromkeys(names.get(type(value), "any") for value in values))


def _rows(schema: Mapping[str, Any], document: Mapping[str, Any], path: str, depth: int) -> Iterator[Field]:
    inner = _whole(schema, document)
    if "items" in inner:
        yield from _rows(inner["items"], document, f"{path}[]" if path else "", depth)
    required = inner.get("required", ())
    for name, one in inner.get("properties", {}).items():
        place = f"{path}.{name}" if path else name
        yield field_of(place, one, document, required=name in required)
        if depth < DEEPEST:
            yield from _rows(one, document, place, depth + 1)


def _whole(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself, or of several choices the one that is not null."""
    inner = _resolved(schema, document)
    choices = [one for one in inner.get("anyOf") or inner.get("oneOf") or () if one.get("type") != "null"]
    return _whole(choices[0], document) if len(choices) == 1 else inner


def _resolved(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference leads to; what stands beside the reference wins."""
    found: Mapping[str, Any] = schema
    while "$ref" in found:
        beside = {name: value for name, value in found.items() if name != "$ref"}
        found = {**lead(found["$ref"], document), **beside}
    return found


def lead(reference: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference within a document points at. Raises KeyError."""
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    result: Mapping[str, Any] = found
    return result
