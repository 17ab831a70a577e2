"""The registry of events as one AsyncAPI 3 document that needs no other file: envelopes, payloads, examples, rights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deploy.contracts.agency_side import agency_side
from deploy.contracts.documents import about, contract
from deploy.contracts.gathering import Declared
from deploy.contracts.meanings import ENVELOPE
from shared.bus import topology
from shared.bus.envelope import CONTENT_TYPE

_TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
_SHAPES: dict[str, dict[str, Any]] = {
    "specversion": {"const": "1.0"},
    "time": {"type": "string", "format": "date-time"},
    "datacontenttype": {"const": "application/json"},
    "sequence": {"type": "integer", "minimum": 1},
    "data": {"type": "object"},
}
_OPTIONAL = ("causationid", "traceparent")
_SIGNED = {
    "type": "object",
    "properties": {
        "jws": {"type": "string", "description": "detached signature (Ed25519) over the bytes of the body"},
    },
    "required": ["jws"],
}


def asyncapi(declared: Sequence[Declared]) -> dict[str, Any]:
    """The whole document; it refers to nothing outside itself."""
    contracts = {one.published.type: contract(one) for one in declared}
    schemas: dict[str, Any] = {"envelope": _envelope()}
    for type_, content in contracts.items():
        schemas[f"{type_}.data"] = {name: value for name, value in content["schema"].items() if name != "$schema"}
        schemas[type_] = _payload(type_)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "motcua",
            "version": "1",
            "description": "What the services and agencies tell each other over AMQP 0-9-1: CloudEvents 1.0 messages "
            "in structured mode. A new optional field keeps a type's version: leave out what you don't know.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {one.published.type: _channel(one) for one in declared},
        "operations": {name: operation for one in declared for name, operation in _operations(one)},
        "components": {
            "messages": {one.published.type: _message(one, contracts[one.published.type]) for one in declared},
            "schemas": schemas,
        },
        "x-agency": agency_side(),
    }


def _envelope() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            name: {**_SHAPES.get(name, _TEXT), "description": meaning} for name, meaning in ENVELOPE.items()
        },
        "required": [name for name in ENVELOPE if name not in (*_OPTIONAL, "datacontenttype")],
    }


def _payload(type_: str) -> dict[str, Any]:
    own = {"type": {"const": type_}, "data": {"$ref": f"#/components/schemas/{type_}.data"}}
    return {"allOf": [{"$ref": "#/components/schemas/envelope"}, {"type": "object", "properties": own}]}


def _message(one: Declared, content: dict[str, Any]) -> dict[str, Any]:
    type_, headers = one.published.type, content.get("example_headers")
    example = {"name": type_.replace(".", "-"), "summary": about(one)}
    if headers:
        example["headers"] = headers
    return {
        "name": type_,
        "title": type_,
        "summary": about(one),
        "contentType": CONTENT_TYPE,
        "correlationId": {"location": "$message.payload#/correlationid"},
        **({"headers": _SIGNED} if headers else {}),
        "payload": {"$ref": f"#/components/schemas/{type_}"},
        "examples": [{**example, "payload": content["example"]}],
    }


def _channel(one: Declared) -> dict[str, Any]:
    type_, address = one.published.type, routing_key(one)
    found: dict[str, Any] = {
        "address": address,
        "messages": {type_: {"$ref": f"#/components/messages/{type_}"}},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": exchange(one), "type": _kind(one), "durable": True, "autoDelete": False},
                "bindingVersion": "0.3.0",
            }
        },
    }
    if "{agency}" in address:
        found["parameters"] = {"agency": {"description": "key of the agency: its code with dashes, such as H99-11-02"}}
    return found


def _operations(one: Declared) -> list[tuple[str, dict[str, Any]]]:
    type_ = one.published.type
    place = {
        "channel": {"$ref": f"#/channels/{type_}"},
        "messages": [{"$ref": f"#/channels/{type_}/messages/{type_}"}],
    }
    found = [(f"{one.owner}.tells.{type_}", {"action": "send", **place})]
    return found + [(f"{consumer}.reads.{type_}", {"action": "receive", **place}) for consumer in one.consumers]


def exchange(one: Declared) -> str:
    """The exchange that the type is published to."""
    address = one.published.example.address
    return address.exchange if address is not None else topology.events_exchange(one.owner)


def routing_key(one: Declared) -> str:
    """Its routing key; ``{agency}`` stands for an agency's key."""
    if one.published.sender is not None:
        return "{agency}." + one.published.type
    return "{agency}" if one.to_agencies else one.published.type


def _kind(one: Declared) -> str:
    return "direct" if one.to_agencies else "topic"
