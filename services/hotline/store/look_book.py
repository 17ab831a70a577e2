"""The book of looks: who looked at what, and the chain that proves it whole; one keeper gives the numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pymongo import ASCENDING, DESCENDING, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.hotline.domain.contact import Look
from services.hotline.domain.doors.chain import Head, Linker, linked
from services.hotline.store import collections
from services.hotline.store.look_documents import read_look, why_digest
from services.hotline.store.sealing import Sealing
from services.hotline.store.veil import Veil
from services.hotline.use_cases.doors.door_ports import Place
from shared.security.fields import BlindIndex, FieldCipher
from shared.store.faults import store_faults
from shared.store.transactions import transact

Document = dict[str, Any]
# Longer than a transaction lives: what commits later than its neighbours still gets its number in order of time.
SETTLED = timedelta(seconds=5)
MOST_AT_ONCE = 500
HEAD = "looks"


class MongoLooks:
    """Implements ``use_cases.doors.door_ports.Looks``."""

    def __init__(self, database: Database[Document], cipher: FieldCipher, index: BlindIndex, veil: Veil) -> None:
        self._looks = database[collections.LOOKS]
        self._heads = database[collections.LOOK_HEADS]
        self._sealing = Sealing(cipher, collections.LOOKS)
        self._index = index
        self._veil = veil

    @property
    def linker(self) -> Linker:
        return partial(self._index.digest, "look-link")

    def why_digest(self, look: Look) -> str:
        return why_digest(self._index, look.id, look.why)

    def latest(self, after: Place | None, limit: int) -> Sequence[Look]:
        wanted = self._veil.without("about")
        if after is not None:
            wanted["$or"] = [{"at": {"$lt": after[0]}}, {"at": after[0], "_id": {"$lt": after[1]}}]
        with store_faults():
            found = self._looks.find(wanted).sort([("at", DESCENDING), ("_id", DESCENDING)]).limit(limit)
            return [read_look(one, self._sealing) for one in found]

    def of(self, about: str, limit: int) -> Sequence[Look]:
        wanted = {"$and": [{"about": about}, self._veil.without("about")]}
        with store_faults():
            found = self._looks.find(wanted).sort([("at", DESCENDING)]).limit(limit)
            return [read_look(one, self._sealing) for one in found]

    def in_order(self) -> Iterator[Look]:
        with store_faults():
            for one in self._looks.find({"number": {"$gt": 0}}).sort("number", ASCENDING):
                yield read_look(one, self._sealing)

    def head(self) -> Head:
        with store_faults():
            row = self._heads.find_one({"_id": HEAD})
        return Head(row["number"], row["link"]) if row else Head()

    def count_unchained(self, before: datetime) -> int:
        with store_faults():
            return self._looks.count_documents({"unchained": True, "at": {"$lt": before}})


class LookKeeper:
    """Gives numbers. One works at a time (a lease); were two to, the head's number would let only one of them write."""

    def __init__(
        self,
        database: Database[Document],
        looks: MongoLooks,
        sealing: Sealing,
        clock: Callable[[], datetime],
        settled: timedelta = SETTLED,
    ) -> None:
        self._database = database
        self._looks = looks
        self._sealing = sealing
        self._clock = clock
        self._settled = settled

    def ensure(self) -> None:
        """Looks of before there was a chain get their numbers too. Raises StoreAway."""
        kept = self._database[collections.LOOKS]
        with store_faults():
            for one in kept.find({"why_digest": {"$exists": False}}):
                digest = self._looks.why_digest(read_look(one, self._sealing))
                kept.update_one({"_id": one["_id"]}, {"$set": {"unchained": True, "why_digest": digest}})

    def chain(self) -> int:
        """Number the looks that have settled, in order of time; how many. Raises StoreAway."""
        head = self._looks.head()
        with store_faults():
            waiting = self._waiting()
            if not waiting:
                return 0
            last, writes = self._links(waiting, head)
            try:
                transact(self._database, lambda session: self._write(session, head, last, writes))
            except (_Overtaken, DuplicateKeyError):
                return 0
        return len(writes)

    def _waiting(self) -> list[Look]:
        wanted = {"unchained": True, "at": {"$lte": self._clock() - self._settled}}
        found = self._database[collections.LOOKS].find(wanted).sort([("at", ASCENDING), ("_id", ASCENDING)])
        return [read_look(one, self._sealing) for one in found.limit(MOST_AT_ONCE)]

    def _links(self, waiting: Sequence[Look], head: Head) -> tuple[Head, list[UpdateOne]]:
        writes = []
        for one in waiting:
            head = Head(head.number + 1, linked(one, head.number + 1, head.link, self._looks.linker))
            given = {"number": head.number, "link": head.link}
            writes.append(UpdateOne({"_id": one.id, "unchained": True}, {"$set": given, "$unset": {"unchained": 1}}))
        return head, writes

    def _write(self, session: ClientSession, before: Head, last: Head, writes: list[UpdateOne]) -> None:
        if self._database[collections.LOOKS].bulk_write(writes, session=session).modified_count != len(writes):
            raise _Overtaken
        heads, given = self._database[collections.LOOK_HEADS], {"number": last.number, "link": last.link}
        if before.number == 0:
            heads.insert_one({"_id": HEAD, **given}, session=session)
            return
        done = heads.update_one({"_id": HEAD, "number": before.number}, {"$set": given}, session=session)
        if done.matched_count != 1:
            raise _Overtaken


class _Overtaken(Exception):
    """Another keeper was a moment faster."""
