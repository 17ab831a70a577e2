"""What came from the program: each reply with all that is wrong with it by the contract."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from deploy.simulators.agency.signing import BadSignature, verify
from deploy.simulators.agency_check import contract

CLOCKS_DIFFER = timedelta(minutes=5)
NEEDS_REASON = ("denied", "returned")


@dataclass(frozen=True, slots=True)
class Heard:
    """One message by the program; ``event`` is empty where the body is no JSON object."""

    routing_key: str
    user: str | None
    content_type: str | None
    durable: bool
    jws: object
    body: bytes
    event: Mapping[str, Any]

    @property
    def type(self) -> str:
        return str(self.event.get("type", "?"))

    @property
    def id(self) -> str:
        return str(self.event.get("id", "?"))

    @property
    def subject(self) -> str:
        return str(self.event.get("subject", "?"))

    @property
    def sequence(self) -> object:
        return self.event.get("sequence")

    @property
    def data(self) -> Mapping[str, Any]:
        found = self.event.get("data")
        return found if isinstance(found, dict) else {}

    @property
    def task_id(self) -> str:
        return str(self.data.get("task_id", "?"))


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A letter that left the agency's queue unread: ``why`` is the broker's word, ``rejected`` or
    ``delivery_limit`` (it was put back too often)."""

    message_id: str
    why: str


def heard(routing_key: str, properties: Any, body: bytes) -> Heard:
    """From a delivery."""
    try:
        event = json.loads(body)
    except ValueError:
        event = None
    return Heard(
        routing_key=routing_key,
        user=properties.user_id,
        content_type=properties.content_type,
        durable=properties.delivery_mode == 2,
        jws=(properties.headers or {}).get("jws"),
        body=body,
        event=event if isinstance(event, dict) else {},
    )


def faults(reply: Heard, key: str, user: str, keys: Mapping[str, Ed25519PublicKey]) -> Iterator[str]:
    """All that the centre would park it for, or that the contract asks for."""
    what = reply.type
    if not reply.event:
        yield "a message whose body is no JSON object"
        return
    if reply.user != user:
        yield f"{what}: user_id is {reply.user!r}, not {user!r}, so the broker does not vouch for the sender"
    if reply.routing_key != f"{key}.{what}":
        yield f"{what}: the routing key is {reply.routing_key!r}, not '{key}.{what}'"
    if reply.event.get("source") != f"/agency/{key}":
        yield f"{what}: source is {reply.event.get('source')!r}, not '/agency/{key}'"
    if reply.content_type != contract.agency_side()["content_type"]:
        yield f"{what}: content_type is {reply.content_type!r}"
    if not reply.durable:
        yield f"{what}: delivery_mode is not 2, so a restart of the broker would lose it"
    if len(reply.body) > contract.agency_side()["largest_body"]:
        yield f"{what}: {len(reply.body)} bytes are more than the centre reads"
    try:
        verify(reply.body, reply.jws, keys)
    except BadSignature as problem:
        yield f"{what}: bad signature: {problem}"
    yield from _faults_of_event(reply)


def _faults_of_event(reply: Heard) -> Iterator[str]:
    what = reply.type
    for error in contract.validator("envelope").iter_errors(dict(reply.event)):
        yield f"{what}: envelope: {error.json_path}: {error.message}"
    if what not in contract.replies():
        yield f"{what}: no reply of the contract"
        return
    for error in contract.validator(f"{what}.data").iter_errors(dict(reply.data)):
        yield f"{what}: data: {error.json_path}: {error.message}"
    if reply.data.get("decision") in NEEDS_REASON and not str(reply.data.get("note", "")).strip():
        yield f"{what}: {reply.data['decision']} without a reason in note"
    try:
        at = datetime.fromisoformat(str(reply.event.get("time")))
        if at.tzinfo is None:
            yield f"{what}: time has no offset"
        elif at > datetime.now(UTC) + CLOCKS_DIFFER:
            yield f"{what}: time {at.isoformat()} is still to come"
    except ValueError:
        yield f"{what}: time is no date with time"
