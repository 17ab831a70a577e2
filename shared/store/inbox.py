"""The consumer's inbox on MongoDB: a batch of events takes effect in one transaction, each event once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from shared.bus.ports import AlreadyReceived, Deferred, HandlerFailed
from shared.bus.reading import Received
from shared.store.change import AlreadyExists, Conflict, Context
from shared.store.connection import Document
from shared.store.deciding import Asked, Batch, ask, decide
from shared.store.deferred import DeferredRows
from shared.store.faults import UNKNOWN_COMMIT, duplicate_fields, store_faults
from shared.store.messages import Message
from shared.store.parked import Parked
from shared.store.pauses import next_attempt_at
from shared.store.suspects import Suspects
from shared.store.transactions import transact
from shared.store.work import MongoWork

COLLECTION = "inbox"
Events = Iterable[tuple[Received, str]]


class MongoInbox:
    """Implements ``shared.bus.ports.Inbox``. ``actor`` names who acts in a handler's events; the service by default."""

    def __init__(self, work: MongoWork, *, service: str, actor: Callable[[Received], str] | None = None) -> None:
        self._work = work
        self._database = work.database
        self._inbox = work.database[COLLECTION]
        self._clock = work.clock
        self._actor = actor or (lambda _: f"service:{service}")
        self._deferred = DeferredRows(work.database, work.clock)
        self._parked = Parked(work.database, clock=work.clock)
        self._suspects = Suspects(work.database, work.clock)

    def seen(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids that have been absorbed before. Raises StoreAway."""
        with store_faults():
            return frozenset(row["_id"] for row in self._inbox.find({"_id": {"$in": list(ids)}}, {"_id": 1}))

    def absorb(self, batch: Batch) -> None:
        """Handle the batch in order in one transaction; see the protocol for what it raises.

        Tried once: after a lost race the states are outdated and the handlers must decide anew, which is the caller's
        to order. An error of a unique index in a handler's states is the handler's failure.
        """
        asked = ask(batch)
        if not asked.batch:
            return
        try:
            with store_faults():
                self._transact(asked)
        except AlreadyReceived:
            raise AlreadyReceived(self.seen([received.id for received, _ in asked.batch])) from None
        except AlreadyExists as refused:
            if refused.fields == ("_id",):
                raise Conflict("somebody else made this document a moment ago") from refused
            raise HandlerFailed(str(refused)) from refused

    def defer(self, received: Received, reason: str, attempt: int) -> None:
        """Keep it for a later attempt, or park it after the last. Raises StoreAway."""
        message = Message.of(received)
        due = next_attempt_at(self._clock(), attempt)
        with store_faults():
            if due is not None:
                self._deferred.put_off(message, reason, attempt, due)
            else:
                transact(self._database, lambda session: self._give_up(session, message, reason, received), attempts=3)

    def park(
        self,
        body: bytes,
        reason: str,
        *,
        headers: Mapping[str, Any],
        routing_key: str,
        type: str | None = None,
        id: str | None = None,
        subject: str | None = None,
        user: str | None = None,
    ) -> None:
        """Keep a message that can never succeed. Raises StoreAway."""
        with store_faults():
            self._parked.keep(Message(body, headers, routing_key, user, id, type, subject), reason)

    def suspect(self, id: str) -> int:
        """Count one more attempt on a redelivered message. Raises StoreAway."""
        return self._suspects.note(id)

    def clear_suspect(self, id: str) -> None:
        """It was handled. Raises StoreAway."""
        self._suspects.clear(id)

    def deferred_due(self, now: datetime, limit: int) -> list[Deferred]:
        """Events to try again, leased to this instance. Raises StoreAway."""
        with store_faults():
            return self._deferred.due(now, limit)

    def settle_deferred(self, id: str) -> None:
        """Remove the row, unless it was put off once more. Raises StoreAway."""
        with store_faults():
            self._deferred.settle(id)

    def _transact(self, asked: Asked) -> None:
        try:
            transact(self._database, lambda session: self._absorb_within(session, asked))
        except PyMongoError as fault:
            if fault.has_error_label(UNKNOWN_COMMIT):
                raise Conflict("nobody knows whether it was committed; the ids in the inbox will tell") from fault
            raise

    def _absorb_within(self, session: ClientSession, asked: Asked) -> None:
        # The ids go first: a double shall be found before its handler could object to the state it left behind.
        self._insert_ids(session, asked)
        loaded = self._work.load_within(session, asked.keys)
        decided = decide(asked, loaded, self._context)
        self._work.write_within(session, self._work.prepare(decided.gathered))
        if decided.not_yet:
            self._put_off(session, decided.not_yet)
        for received, reason in decided.never:
            self._park_within(session, received, reason)

    def _insert_ids(self, session: ClientSession, asked: Asked) -> None:
        now = self._clock()
        rows: list[Document] = [{"_id": received.id, "type": received.type, "at": now} for received, _ in asked.batch]
        try:
            self._inbox.insert_many(rows, session=session)
        except PyMongoError as fault:
            if duplicate_fields(fault) is not None:
                raise AlreadyReceived from fault
            raise

    def _context(self, received: Received) -> Context:
        return Context(self._actor(received), self._clock(), received.correlation_id, received.id, received.traceparent)

    def _put_off(self, session: ClientSession, not_yet: Events) -> None:
        messages = {Message.of(received).content_id: (received, reason) for received, reason in not_yet}
        standing = self._deferred.standing(messages, session)
        for id, (received, reason) in messages.items():
            attempts, mine = standing.get(id, (0, True))
            due = next_attempt_at(self._clock(), attempts + 1)
            if due is None and mine:
                self._park_within(session, received, reason)
                self._deferred.remove(id, session)
                continue
            # Not absorbed: its id must not count as received. One that waits waits on: a double changes nothing.
            self._inbox.delete_one({"_id": received.id}, session=session)
            if due is not None and mine:
                self._deferred.put_off(Message.of(received), reason, attempts + 1, due, session)

    def _park_within(self, session: ClientSession, received: Received, reason: str) -> None:
        self._parked.keep(Message.of(received), reason, session)
        self._inbox.update_one({"_id": received.id}, {"$set": {"parked": True}}, session=session)

    def _give_up(self, session: ClientSession, message: Message, reason: str, received: Received) -> None:
        self._parked.keep(message, reason, session)
        self._deferred.remove(message.content_id, session)
        row = {"type": received.type, "at": self._clock(), "parked": True}
        self._inbox.update_one({"_id": received.id}, {"$setOnInsert": row}, upsert=True, session=session)
