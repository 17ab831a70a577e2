"""Wakes a reader when documents are inserted: a change stream, trusted to be early but never to be complete."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import PyMongoError

from shared.store.connection import Document

# The server waits so long for news; well below the connection's own timeout.
LONGEST_ASK_SECONDS = 1.0
# Names only; a reader looks for itself what there is.
PIPELINE: tuple[Document, ...] = (
    {"$changeStream": {}},
    {"$match": {"operationType": {"$in": ["insert", "invalidate"]}}},
    {"$project": {"_id": 1, "operationType": 1}},
)


def arrivals(database: Database[Document], collection: str, timeout: float) -> Iterator[None]:
    """Yields once after every opening (what came before is not told), then for every batch of inserts, and at the
    latest after ``timeout`` seconds; for ever. Never resumes by a token: a lost stream is opened afresh (trap 11).
    """
    while True:
        opened = time.monotonic()
        try:
            with database.client.start_session() as session:
                stream = _Stream(database, collection, session)
                yield
                while stream.alive:
                    stream.wait(timeout)
                    yield
        except PyMongoError:
            # Away, or the stream died: the reader looks for itself, and this tries again, but not in a tight loop.
            yield
            time.sleep(max(0.0, timeout - (time.monotonic() - opened)))


@dataclass(slots=True)
class _Stream:
    """A change stream by plain commands: one answer is one batch, so a thousand inserts wake the reader once.

    The driver's own ChangeStream gives changes one by one, and tells nobody how many it still has.
    """

    database: Database[Document]
    collection: str
    session: ClientSession
    alive: bool = True
    cursor: int = field(default=0)

    def __post_init__(self) -> None:
        opened = self.database.command(
            "aggregate", self.collection, pipeline=list(PIPELINE), cursor={}, session=self.session
        )
        self.cursor = opened["cursor"]["id"]

    def wait(self, timeout: float) -> None:
        """Returns at the next batch of inserts or after ``timeout`` seconds. Raises PyMongoError."""
        until = time.monotonic() + timeout
        while self.alive and (left := until - time.monotonic()) > 0:
            if self._next_batch(left):
                return

    def _next_batch(self, seconds: float) -> list[dict[str, Any]]:
        answer = self.database.command(
            "getMore",
            self.cursor,
            collection=self.collection,
            maxTimeMS=max(1, round(min(seconds, LONGEST_ASK_SECONDS) * 1_000)),
            session=self.session,
        )
        batch: list[dict[str, Any]] = answer["cursor"]["nextBatch"]
        self.alive = answer["cursor"]["id"] != 0
        return batch
