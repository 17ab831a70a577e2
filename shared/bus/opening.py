"""Reading an envelope: bytes from the broker become what a handler may see, or a clear reason why they cannot."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, cast

from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from marshmallow import ValidationError

from shared.bus.forgiving import forgiving
from shared.bus.reading import Reading, Received

MAX_BODY_BYTES = 1024 * 1024

_FORMAT = JSONFormat()
_PLAIN_ID = re.compile(r"[\x21-\x7e]{1,100}")
_HALF_CHARACTER = re.compile(rb"\\u[dD][89abAB]|\\u[dD][c-fC-F]")
_REQUIRED = ("specversion", "id", "source", "type", "subject", "time", "sequence", "correlationid")
LONGEST_TEXT = 200
_LARGEST_SEQUENCE = 2**31 - 1  # a CloudEvents Integer


class Opener(Protocol):
    """Opens the personal block of one event."""

    def open(self, block: Mapping[str, Any], event_id: str, /) -> Mapping[str, Any]:
        """What was sealed; raises any exception for a block that does not open."""
        ...


class Unreadable(Exception):
    """No reader can take this message; ``reason`` names the field, never a value. The rest is set where known."""

    def __init__(
        self, reason: str, *, id: str | None = None, type: str | None = None, subject: str | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.id = id
        self.type = type
        self.subject = subject


def read_envelope(
    body: bytes,
    headers: Mapping[str, Any],
    *,
    readings: Mapping[str, Reading],
    opener: Opener | None = None,
    routing_key: str = "",
    user: str | None = None,
    max_bytes: int = MAX_BODY_BYTES,
) -> Received:
    """The event in a message's body, its data loaded by the schema of the reading for its type.

    ``readings`` are by type; ``user`` is the message's broker-checked user id. Without an ``opener`` the personal
    block stays shut and ``personal`` is empty.
    Raises Unreadable.
    """
    event = _parse(body, max_bytes)
    id = event.get_id()
    known = {"id": id, "type": event.get_type(), "subject": event.get_subject()}
    reading = readings.get(event.get_type())
    if reading is None:
        raise Unreadable("type: nobody here reads this type", **known)
    if reading.by_sender:
        known["id"] = id = f"{routing_key.partition('.')[0]}/{id}"
    try:
        data, personal = _data(event, opener)
        loaded = _schema(reading.schema).load(data)
    except Unreadable as fault:
        raise Unreadable(fault.reason, **known) from None
    except ValidationError as fault:
        raise Unreadable(f"data: {_fields(fault.messages)}", **known) from None
    attributes = event.get_attributes()
    return Received(
        id=id,
        type=event.get_type(),
        source=event.get_source(),
        subject=attributes["subject"],
        sequence=attributes["sequence"],
        time=attributes["time"],
        data=loaded,
        personal=personal,
        correlation_id=event.get_extension("correlationid"),
        causation_id=event.get_extension("causationid"),
        traceparent=event.get_extension("traceparent"),
        headers=headers,
        user=user,
        routing_key=routing_key,
        raw=body,
    )


def read_identity(body: bytes) -> tuple[str | None, str | None, str | None]:
    """Id, type and subject of a message for showing them, as far as it is readable at all."""
    try:
        event = _parse(body, MAX_BODY_BYTES)
    except Unreadable as fault:
        return fault.id, fault.type, fault.subject
    return event.get_id(), event.get_type(), event.get_subject()


def _parse(body: bytes, max_bytes: int) -> CloudEvent:
    if len(body) > max_bytes:
        raise Unreadable(f"body: {len(body)} bytes are more than the {max_bytes} that are read")
    if _HALF_CHARACTER.search(body):
        _check_characters(body)
    try:
        return cast(CloudEvent, _FORMAT.read(_complete, body))
    except CloudEventValidationError as fault:
        raise Unreadable(
            f"envelope: {', '.join(sorted(fault.errors))}: missing or not as CloudEvents 1.0 has it"
        ) from None
    except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError) as fault:
        raise Unreadable(f"body: not a CloudEvents JSON object ({type(fault).__name__})") from None


def _complete(attributes: dict[str, Any], data: Any) -> CloudEvent:
    """Our own demands come first: the package would make up an id, a time and a version that are missing."""
    id, kind, subject = (attributes.get(name) for name in ("id", "type", "subject"))
    known = {
        name: value if isinstance(value, str) and len(value) <= LONGEST_TEXT else None
        for name, value in (("id", id), ("type", kind), ("subject", subject))
    }
    fault = _fault(attributes)
    if fault is None and not isinstance(data, dict):
        fault = "data: must be an object"
    if fault is not None:
        raise Unreadable(fault, **known)
    return CloudEvent(attributes, data)


def _fault(attributes: Mapping[str, Any]) -> str | None:
    for name in _REQUIRED:
        if name not in attributes:
            return f"{name}: missing"
    if attributes["specversion"] != "1.0":
        return "specversion: must be 1.0"
    for name in (*_REQUIRED, "causationid", "traceparent"):
        value = attributes.get(name)
        if name in ("sequence", "time") or (value is None and name not in _REQUIRED):
            continue
        if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TEXT:
            return f"{name}: must be a text of 1 to {LONGEST_TEXT} characters"
    if not _PLAIN_ID.fullmatch(attributes["id"]):
        return "id: must be 1 to 100 visible ASCII characters"
    sequence = attributes["sequence"]
    if isinstance(sequence, bool) or not isinstance(sequence, int) or not 1 <= sequence <= _LARGEST_SEQUENCE:
        return "sequence: must be a whole number from 1"
    if not isinstance(attributes["time"], datetime) or attributes["time"].tzinfo is None:
        return "time: must be a moment with its offset"
    return None


def _check_characters(body: bytes) -> None:
    """Half a character (a lone surrogate) passes JSON and then breaks whatever stores it."""
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise Unreadable("body: holds half a character (a lone surrogate)") from None


def _data(event: CloudEvent, opener: Opener | None) -> tuple[dict[str, Any], Mapping[str, Any]]:
    data = dict(cast(dict[str, Any], event.get_data()))
    block = data.pop("personal", None)
    if block is None or opener is None:
        return data, {}
    try:
        return data, opener.open(block, event.get_id())
    except Exception as fault:  # whatever the injected opener raises, the block stays shut
        raise Unreadable(f"personal: the block does not open ({type(fault).__name__})") from None


@functools.lru_cache(maxsize=256)
def _schema(kind: Callable[[], Any]) -> Any:
    """One instance a schema class: making one costs more than reading an event."""
    return forgiving(kind)


def _fields(messages: Any) -> str:
    """``{'steps': {0: {'id': [...]}}}`` as ``steps.0.id: …``, without the values that were refused."""
    if isinstance(messages, Mapping):
        parts = []
        for name, inner in messages.items():
            text = _fields(inner)
            parts.append(f"{name}.{text}" if isinstance(inner, Mapping) else f"{name}: {text}")
        return "; ".join(parts)
    return " ".join(str(one) for one in messages) if isinstance(messages, list) else str(messages)
