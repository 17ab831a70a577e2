"""The unit of work on MongoDB: loads aggregates, writes a whole change in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import uuid4

from pymongo import DeleteOne, ReplaceOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import PyMongoError

from shared.store.answers import COLLECTION as ANSWERS
from shared.store.answers import KEY_FIELDS, Answers
from shared.store.change import AlreadyExists, Change, Conflict, Context, Key, Loaded
from shared.store.clock import Clock, utc_now
from shared.store.connection import Document
from shared.store.deciding import Gathered
from shared.store.faults import duplicate_fields, store_faults
from shared.store.mapping import CollectionWrites, Mapping, Mappings
from shared.store.rows import Stamp, event_row, job_operations
from shared.store.transactions import transact

__all__ = ["Mapping", "MongoWork", "Prepared"]

COMMIT_ATTEMPTS = 3
# More than a batch ever asks for, so that one round trip brings all.
READ_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """Every id, body and document of a change, minted before the transaction, which may run more than once."""

    states: tuple[CollectionWrites, ...]
    events: tuple[Document, ...]
    jobs: tuple[ReplaceOne[Document] | DeleteOne, ...]
    answer: Document | None


class MongoWork:
    """Implements ``shared.store.change.Work``; ``MongoInbox`` and ``Jobs`` write through it as well."""

    def __init__(
        self,
        database: Database[Document],
        mappings: Iterable[Mapping],
        *,
        stamp: Stamp,
        answers: Answers | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self.database = database
        self.clock = clock
        self._mappings = Mappings(mappings)
        self._stamp = stamp
        self._answers = answers

    def load(self, *keys: Key) -> Loaded:
        """Read the named aggregates, one query a collection. Raises StoreAway."""
        with store_faults():
            return self.load_within(None, keys)

    def commit(self, change: Change, context: Context) -> None:
        """Write the whole change in one transaction.

        Raises Conflict where a state was changed since it was read, AlreadyExists where a unique index refuses a new
        state (``idempotency_key`` for an answer), StoreAway (the commit may have been done if the server went away
        in that very moment), ValueError for a change that no store could keep.
        """
        gathered = Gathered()
        gathered.add(change, context)
        self.write(gathered)

    def write(self, gathered: Gathered, *, besides: Callable[[ClientSession], None] | None = None) -> None:
        """Commit what was gathered; ``besides`` writes more in the same transaction and may be run again."""
        if gathered.is_empty() and besides is None:
            return
        prepared = self.prepare(gathered)

        def write_all(session: ClientSession) -> None:
            self.write_within(session, prepared)
            if besides is not None:
                besides(session)

        with store_faults():
            transact(self.database, write_all, attempts=COMMIT_ATTEMPTS)

    def load_within(self, session: ClientSession | None, keys: Iterable[Key]) -> Loaded:
        """Read in a transaction (or in none). Raises PyMongoError."""
        found = {}
        for mapping, ids in self._mappings.by_collection(keys).items():
            collection = self.database[mapping.collection]
            documents = collection.find({"_id": {"$in": ids}}, session=session, batch_size=READ_BATCH)
            found.update({Key(mapping.kind, one["_id"]): mapping.from_document(one) for one in documents})
        return Loaded(found)

    def prepare(self, gathered: Gathered) -> Prepared:
        """Mint all documents. Raises ValueError and TypeError for what can't be stored."""
        answer = None
        if gathered.answer is not None:
            if self._answers is None:
                raise ValueError("this unit of work was made without a place for answers")
            answer = self._answers.row(*gathered.answer)
        return Prepared(
            self._mappings.writes(gathered.states),
            tuple(event_row(self._stamp, fact, context) for fact, context in gathered.facts),
            job_operations(gathered.jobs.values(), lambda: uuid4().hex),
            answer,
        )

    def write_within(self, session: ClientSession, prepared: Prepared) -> None:
        """Write in a transaction of the caller's. Raises Conflict, AlreadyExists, PyMongoError; it is aborted then."""
        for writes in prepared.states:
            self._save(session, writes)
        try:
            if prepared.events:
                self.database["events"].insert_many(list(prepared.events), session=session)
            if prepared.jobs:
                self.database["jobs"].bulk_write(list(prepared.jobs), session=session)
        except PyMongoError as fault:
            if duplicate_fields(fault) is not None:
                raise Conflict("somebody else told this version") from fault
            raise
        if prepared.answer is not None:
            self._keep_answer(session, prepared.answer)

    def _save(self, session: ClientSession, writes: CollectionWrites) -> None:
        try:
            done = self.database[writes.collection].bulk_write(list(writes.operations), ordered=False, session=session)
        except PyMongoError as fault:
            fields = duplicate_fields(fault)
            if fields is not None:
                raise AlreadyExists(fields) from fault
            raise
        if not writes.proved:
            return
        # A filter that names an outdated version matches nothing and raises nothing (trap 7).
        if done.inserted_count != writes.inserts or done.matched_count != writes.replaces:
            raise Conflict(f"{writes.collection}: changed by somebody else since it was read")

    def _keep_answer(self, session: ClientSession, row: Document) -> None:
        try:
            self.database[ANSWERS].insert_one(row, session=session)
        except PyMongoError as fault:
            if duplicate_fields(fault) is not None:
                raise AlreadyExists(KEY_FIELDS) from fault
            raise
