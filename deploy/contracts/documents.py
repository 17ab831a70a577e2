"""The stored form of the contracts: a JSON file a type, and the table for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from deploy.contracts.gathering import Declared
from deploy.contracts.golden import example_body, example_headers, public_key
from deploy.contracts.meanings import PERSONAL, with_meanings

_PERSONAL = {
    "type": "object",
    "description": "What identifies a person: AES-GCM under the bus key, bound to the event's id",
    "properties": {name: {"type": "string"} for name in ("key", "nonce", "sealed")},
    "required": ["key", "nonce", "sealed"],
}


def contract(one: Declared) -> dict[str, Any]:
    """The content of ``events/<type>.json``."""
    published = one.published
    body = example_body(one)
    found: dict[str, Any] = {
        "type": published.type,
        "about": about(one),
        "owner": one.owner,
        "consumers": list(one.consumers),
    }
    if published.unread_because:
        found["unread_because"] = published.unread_because
    if published.personal:
        found["personal"] = list(published.personal)
    found["schema"] = data_schema(published.schema, published.personal)
    found["example"] = json.loads(body)
    if headers := example_headers(one, body):
        found["example_body"] = body.decode("utf-8")  # byte for byte what the signature is over
        found["example_headers"] = headers
        found["example_key"] = public_key()
    return found


def data_schema(schema: type[Schema], personal: Sequence[str] = ()) -> dict[str, Any]:
    """JSON Schema (2020-12) of an event's ``data``. Fields that a reader does not know are allowed: adding an optional
    one keeps the version. ``x-opens-to`` says what the ``personal`` fields mean once their block is opened."""
    plugin = MarshmallowPlugin(schema_name_resolver=lambda _: "")  # without a name a nested schema stands in its place
    APISpec("events", "1", "3.1.0", plugins=[plugin])
    converter: Any = plugin.converter
    made: dict[str, Any] = _open(converter.schema2jsonschema(schema()))
    if personal:
        opened = {name: PERSONAL.get(name, "") for name in personal}
        made["properties"] = {**made.get("properties", {}), "personal": {**_PERSONAL, "x-opens-to": opened}}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **with_meanings(made)}


def _open(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            name: _open(inner)
            for name, inner in node.items()
            if not (name == "additionalProperties" and inner is False)
        }
    return [_open(inner) for inner in node] if isinstance(node, list) else node


def table(declared: Sequence[Declared]) -> str:
    """The table event | owner | consumers for people, with how to read the files."""
    lines = [
        "# Events",
        "",
        "What every service tells on the bus, who owns it, and who reads it. Written by "
        "`python -m deploy.contracts write` from `published` and `consumed` of the services: change those, never "
        "these files. `python -m deploy.contracts check` says what is out of date.",
        "",
        "Each `events/<type>.json` holds the JSON Schema of `data` and a golden example, a whole CloudEvents 1.0 "
        "message made by the owner's own code with a fixed key, nonce, id and clock. A new optional field keeps the "
        "version, so readers leave out what they don't know; anything else is a new version beside the old one. "
        "`asyncapi.json` says the same to machines in one document (and, as `x-agency`, what an agency may do on the "
        "broker); `openapi/<service>.json` describes each service's HTTP API, with who may call what (`x-may`) and its "
        "types of problems (`x-problems`). People read all of it under `/developers` of the running system.",
        "",
        "What a field means is said once for all events in `deploy/contracts/meanings.py`, or where one field differs, "
        "in its schema's description.",
        "",
        "| event | owner | consumers | personal | about |",
        "|---|---|---|---|---|",
    ]
    for one in declared:
        published = one.published
        consumers = ", ".join(one.consumers) or f"none: {published.unread_because}"
        lines.append(
            f"| [`{published.type}`](events/{published.type}.json) | {one.owner} | {consumers} | "
            f"{', '.join(published.personal) or '–'} | {about(one)} |"
        )
    return "\n".join(lines) + "\n"


def about(one: Declared) -> str:
    """What the event says, in words: the docstring of its schema."""
    return " ".join((one.published.schema.__doc__ or "").split()).replace("``", "`")
