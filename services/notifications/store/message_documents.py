"""A message as a document: whom it goes to and what it says are sealed in one field, and can be erased alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Mapping as Fields
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from services.notifications.domain.lane import Lane
from services.notifications.domain.message import Attempt, Channel, Message, Outcome, Status, Writing
from shared.security.fields import FieldCipher
from shared.store.mapping import Mapping

COLLECTION = "messages"
# Every due time is later: a partial index forgets what is not due any more (null), and queries must say the same.
NEVER_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
NEWEST_FIRST = (("asked_at", DESCENDING), ("_id", DESCENDING))
INDEXES = (
    IndexModel(
        [("channel", ASCENDING), ("lane", ASCENDING), ("due_at", ASCENDING)], name="lane_due",
        partialFilterExpression={"due_at": {"$gt": NEVER_BEFORE}},
    ),
    IndexModel(
        [("supersedes_key", ASCENDING), ("sequence", ASCENDING)], name="newer",
        partialFilterExpression={"supersedes_key": {"$gt": ""}},
    ),
    IndexModel([("about", ASCENDING), *NEWEST_FIRST], name="about"),
    IndexModel(NEWEST_FIRST, name="newest"),
    IndexModel(
        [("to_index", ASCENDING), *NEWEST_FIRST], name="recipient", partialFilterExpression={"to_index": {"$gt": ""}}
    ),
    IndexModel([("status", ASCENDING), *NEWEST_FIRST], name="status"),
    IndexModel([("event", ASCENDING), *NEWEST_FIRST], name="event"),
    IndexModel([("attempts.provider", ASCENDING), *NEWEST_FIRST], name="provider"),
    IndexModel([("event_id", ASCENDING)], name="of_one_event"),
    IndexModel([("changed_at", ASCENDING), ("asked_at", ASCENDING)], name="changed"),
    IndexModel([("asked_at", ASCENDING)], name="content", partialFilterExpression={"anonymised": False}),
)  # fmt: skip
# Stored as they are; the others are sealed or change their shape.
PLAIN = (
    "version", "about", "event", "event_type", "event_id", "correlation_id", "language", "template", "to_masked",
    "asked_at", "changed_at", "encoding", "parts", "reason", "due_at", "provider_id", "accepted_at", "delivered_at",
)  # fmt: skip

# Not there in messages written before these were known.
LATER = ("expires_at", "supersedes_key", "sequence", "weight", "to_index", "put_off", "anonymised")


class MessageDocuments:
    """To a document and back; ``index`` makes of a number or address what it is found by."""

    def __init__(self, cipher: FieldCipher, index: Callable[[str], str]) -> None:
        self._cipher = cipher
        self._index = index

    @property
    def mapping(self) -> Mapping:
        """For the unit of work."""
        return Mapping(Message, COLLECTION, self.to_document, self.from_document, INDEXES)

    def to_document(self, message: Message) -> dict[str, Any]:
        """The document of a message."""
        return {
            "_id": message.id,
            **{name: getattr(message, name) for name in PLAIN},
            **{name: getattr(message, name) for name in LATER},
            "to_index": message.to_index or (self._index(message.recipient) if message.recipient else ""),
            "lane": message.lane.value,
            "channel": message.channel.value,
            "status": message.status.value,
            "attempts": [_attempt_document(one) for one in message.attempts],
            "personal": self._sealed(message),
        }

    def from_document(self, document: Fields[str, Any]) -> Message:
        """The message in a document. Raises Undecipherable."""
        personal = self._opened(document["_id"], document["personal"])
        return Message(
            id=document["_id"],
            channel=Channel(document["channel"]),
            status=Status(document["status"]),
            attempts=tuple(_attempt(one) for one in document["attempts"]),
            recipient=personal.get("recipient"),
            writing=Writing(**personal["writing"]) if personal.get("writing") else None,
            lane=Lane(document.get("lane") or _lane_before(document)),
            **{name: document[name] for name in LATER if name in document},
            **{name: document[name] for name in PLAIN},
        )

    def _sealed(self, message: Message) -> dict[str, Any] | None:
        if message.recipient is None and message.writing is None:
            return None
        writing = asdict(message.writing) if message.writing else None
        text = json.dumps({"recipient": message.recipient, "writing": writing}, ensure_ascii=False)
        return self._cipher.encrypt(_place(message.id), text)

    def _opened(self, id: str, sealed: Fields[str, Any] | None) -> dict[str, Any]:
        return json.loads(self._cipher.decrypt(_place(id), sealed)) if sealed else {}


def _lane_before(document: Fields[str, Any]) -> Lane:
    """Before there were lanes only codes had an end."""
    return Lane.URGENT if document.get("expires_at") else Lane.NORMAL


def _place(id: str) -> str:
    return f"{COLLECTION}/{id}/personal"


def _attempt_document(attempt: Attempt) -> dict[str, Any]:
    outcome = attempt.outcome.value if attempt.outcome else None
    return {
        "number": attempt.number, "provider": attempt.provider, "started_at": attempt.started_at,
        "ended_at": attempt.ended_at, "outcome": outcome, "reason": attempt.reason,
    }  # fmt: skip


def _attempt(document: Fields[str, Any]) -> Attempt:
    outcome = Outcome(document["outcome"]) if document["outcome"] else None
    return Attempt(**{**document, "outcome": outcome})
