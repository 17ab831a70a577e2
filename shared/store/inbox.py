"""The consumer's inbox on MongoDB: a batch of events takes effect in one transaction, each event once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from shared.bus.ports import AlreadyReceived, Deferred, HandlerFailed
from shared.bus.reading import Received
from shared.store.beside import Besides
from shared.store.change import AlreadyExists, Change, Conflict, Context, Loaded
from shared.store.connection import Document
from shared.store.deciding import Asked, Batch, Gathered, ask, decide
from shared.store.deferred import DeferredRows
from shared.store.faults import UNKNOWN_COMMIT, duplicate_fields, store_faults
from shared.store.messages import Message
from shared.store.parked import Parked
from shared.store.pauses import next_attempt_at
from shared.store.suspects import Suspects
from shared.store.transactions import transact
from shared.store.work import MongoWork

COLLECTION = "inbox"
# Two that park the same message at once write the same thing besides: the second finds it written.
BESIDE_ATTEMPTS = 5
Events = Iterable[tuple[Received, str]]
Within = Callable[[ClientSession], None]


class MongoInbox:
    """Implements ``shared.bus.ports.Inbox``. ``actor`` names who acts in a handler's events; the service by default.

    ``besides`` says what is written together with a message that no handler takes.
    """

    def __init__(
        self,
        work: MongoWork,
        *,
        service: str,
        actor: Callable[[Received], str] | None = None,
        besides: Besides | None = None,
    ) -> None:
        self._work = work
        self._besides = besides
        self._service = service
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

    def repeated(self, again: Sequence[Received]) -> None:
        """They change nothing, but for what the service writes besides. Raises StoreAway.

        What still waits for a later attempt, and comes in the very same bytes, is not even that.
        """
        if self._besides is None:
            return
        messages = [Message.of(one) for one in again]
        with store_faults():
            waiting = self._deferred.waiting([one.content_id for one in messages])
        for message in messages:
            if message.content_id not in waiting:
                self._write_repeated(message, self._besides)

    def defer(self, received: Received, reason: str, attempt: int) -> None:
        """Keep it for a later attempt, or park it after the last. Raises StoreAway."""
        message = Message.of(received)
        due = next_attempt_at(self._clock(), attempt)
        if due is None:
            self._park_with_besides(message, reason, lambda session: self._give_up(session, message, reason, received))
            return
        with store_faults():
            self._deferred.put_off(message, reason, attempt, due)

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
        message = Message(body, headers, routing_key, user, id, type, subject)
        self._park_with_besides(message, reason, lambda session: self._parked.keep(message, reason, session))

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
                self._write_besides(session, Message.of(received), reason)
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

    def _park_with_besides(self, message: Message, reason: str, park: Within) -> None:
        besides = self._besides
        if besides is None:
            with store_faults():
                transact(self._database, park, attempts=3)
            return
        self._write_with(message, lambda loaded: besides.parked(message, reason, False, loaded), park)

    def _write_besides(self, session: ClientSession, message: Message, reason: str) -> None:
        """Within the transaction that gives up a message which waited for long."""
        if self._besides is None:
            return
        loaded = self._work.load_within(session, self._besides.needs(message))
        change = self._besides.parked(message, reason, True, loaded)
        self._work.write_within(session, self._work.prepare(self._gathered(message, change, loaded)))

    def _write_repeated(self, message: Message, besides: Besides) -> None:
        park_because: list[str] = []

        def decide_again(loaded: Loaded) -> Change | None:
            beside = besides.repeated(message, loaded)
            park_because[:] = [beside.park_because] if beside and beside.park_because else []
            return beside.change if beside else None

        def park(session: ClientSession) -> None:
            for reason in park_because:
                self._parked.keep(message, reason, session)

        self._write_with(message, decide_again, park)

    def _write_with(self, message: Message, say: Callable[[Loaded], Change | None], park: Within) -> None:
        """What the service says and the parked row, in one transaction. Raises StoreAway."""
        keys = self._besides.needs(message) if self._besides else ()
        for attempt in range(1, BESIDE_ATTEMPTS + 1):
            loaded = self._work.load(*keys)
            change = say(loaded)
            if change is None:
                return
            try:
                self._work.write(self._gathered(message, change, loaded), besides=park)
                return
            except (Conflict, AlreadyExists):
                if attempt == BESIDE_ATTEMPTS:
                    raise

    def _gathered(self, message: Message, change: Change, loaded: Loaded) -> Gathered:
        gathered = Gathered()
        known = message.event_id or message.content_id
        context = Context(f"service:{self._service}", self._clock(), known, message.event_id)
        gathered.add(change, context, loaded)
        return gathered
