"""Takes replies that came over HTTP into the inbox that the queue's consumer feeds."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from services.routing.use_cases.http_replies import ReplyOutcome, ReplyState
from shared.bus import topology
from shared.bus.absorbing import Absorber
from shared.bus.consumer import by_type
from shared.bus.opening import Unreadable, read_envelope, read_identity
from shared.bus.reading import Reading
from shared.store.change import StoreAway
from shared.store.connection import Document
from shared.store.faults import store_faults
from shared.store.inbox import MongoInbox

LONGEST_SECONDS = 10.0


class InboxReplies:
    """Implements ``use_cases.http_replies.ReplyBox``."""

    def __init__(self, database: Any, inbox: MongoInbox, readings: Iterable[Reading]) -> None:
        self._database = database
        self._inbox = inbox
        self._readings = by_type(readings)

    def take(self, key: str, body: bytes, headers: Mapping[str, str]) -> ReplyOutcome:
        """The sender was checked by the signature, as the broker checks the user of those that come by the queue."""
        id, type, subject = read_identity(body)
        routing_key, user = f"{key}.{type or 'unreadable'}", topology.agency_user(key)
        try:
            received = read_envelope(body, headers, readings=self._readings, routing_key=routing_key, user=user)
        except Unreadable as fault:
            self._inbox.park(
                body, fault.reason, headers=headers, routing_key=routing_key, type=type, id=id, subject=subject,
                user=user,
            )  # fmt: skip
            return ReplyOutcome(ReplyState.REFUSED, id, fault.reason)
        Absorber(self._inbox, _patience()).take_in([(received, self._readings[received.type])])
        return self._outcome(received.id)

    def _outcome(self, id: str) -> ReplyOutcome:
        with store_faults():
            row: Document | None = self._database["inbox"].find_one({"_id": id})
            if row is None:
                return ReplyOutcome(ReplyState.WAITS, id)
            if not row.get("parked"):
                return ReplyOutcome(ReplyState.TAKEN, id)
            parked = self._database["parked"].find_one({"event_id": id}, sort=[("parked_at", -1)])
        return ReplyOutcome(ReplyState.REFUSED, id, parked["reason"] if parked else "")


def _patience() -> Any:
    """A wait between two tries that ends the request in time: whoever sent it sends it again."""
    until = time.monotonic() + LONGEST_SECONDS

    def wait(seconds: float) -> None:
        if time.monotonic() + seconds > until:
            raise StoreAway("the reply could not be taken in time")
        time.sleep(seconds)

    return wait
