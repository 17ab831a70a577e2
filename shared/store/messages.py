"""Messages kept as they came, whatever is in them: body, headers, where from; and texts cleaned for keeping."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.bus.reading import Received
from shared.store.connection import Document

LONGEST_TEXT = 2_000
LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the broker gave it out, and what could be read of it (None: unreadable)."""

    body: bytes
    headers: Mapping[str, Any]
    routing_key: str
    user: str | None = None
    event_id: str | None = None
    type: str | None = None
    subject: str | None = None

    @classmethod
    def of(cls, received: Received) -> Message:
        """The message that an event came in."""
        return cls(
            received.raw,
            received.headers,
            received.routing_key,
            received.user,
            received.id,
            received.type,
            received.subject,
        )

    @property
    def content_id(self) -> str:
        """The same message delivered twice has the same one; another body under the same event id has another."""
        digest = hashlib.sha256()
        for part in (self.routing_key, self.user or "", "" if self.body else self.event_id or ""):
            digest.update(clean(part).encode() + b"\0")
        digest.update(self.body)
        return digest.hexdigest()[:32]

    def fields(self) -> Document:
        """What a row keeps of it."""
        return {
            "event_id": clean(self.event_id, LONGEST_ID),
            "type": clean(self.type, LONGEST_ID),
            "subject": clean(self.subject, LONGEST_ID),
            "body": self.body,
            "headers": headers_text(self.headers),
            "routing_key": clean(self.routing_key),
            "user": clean(self.user),
        }

    @classmethod
    def from_fields(cls, row: Mapping[str, Any]) -> Message:
        """Read back from a row."""
        return cls(
            bytes(row["body"]),
            headers_from(row["headers"]),
            row["routing_key"],
            row["user"],
            row["event_id"],
            row["type"],
            row["subject"],
        )


def clean(text: str | None, longest: int = LONGEST_TEXT) -> Any:
    """A text that any store takes: no lone surrogates, not longer than ``longest``; None stays None."""
    return None if text is None else text[:longest].encode("utf-8", "replace").decode("utf-8")


def headers_text(headers: Mapping[str, Any]) -> str:
    """Headers as JSON text: a sender chooses their names, so they must not become names of fields."""
    return json.dumps(_told(headers))


def headers_from(text: str) -> dict[str, Any]:
    """The headers again; bytes and times as they were, types that AMQP has beyond that as text."""
    return {name: _restored(value) for name, value in json.loads(text).items()}


def _told(value: Any) -> Any:
    # Every JSON array is a pair of kind and content, so that no value can pass for another kind.
    if isinstance(value, Mapping):
        return {str(name): _told(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return ["list", [_told(one) for one in value]]
    if isinstance(value, bytes | bytearray):
        return ["bytes", base64.b64encode(value).decode()]
    if isinstance(value, datetime):
        return ["time", value.isoformat()]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _restored(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _restored(one) for name, one in value.items()}
    if not isinstance(value, list):
        return value
    kind, content = value
    if kind == "bytes":
        return base64.b64decode(content)
    return datetime.fromisoformat(content) if kind == "time" else [_restored(one) for one in content]
