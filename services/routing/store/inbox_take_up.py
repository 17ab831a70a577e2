"""Gives the cases that were written before there was an inbox their lines in it, once."""

from __future__ import annotations

from itertools import islice
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from services.routing.store.case_documents import case_from_document
from services.routing.store.collections import CASES
from services.routing.store.inbox_rows import INBOX, rows_of
from shared.store.faults import store_faults

DONE = "all cases are taken up"
AT_ONCE = 500


class MongoInboxRows:
    """The lines that follow from cases, as far as the cases did not write them themselves."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._cases, self._inbox = database[CASES], database[INBOX]

    def take_up(self) -> int:
        """How many lines were written; begins again where it was cut short. A line that is there is newer: it stays.

        Raises StoreAway.
        """
        written = 0
        with store_faults():
            if self._inbox.find_one({"_id": DONE}) is not None:
                return 0
            cases = iter(self._cases.find())
            while some := list(islice(cases, AT_ONCE)):
                lines = [row for one in some for row in rows_of(case_from_document(one))]
                new = [UpdateOne({"_id": row["_id"]}, {"$setOnInsert": row}, upsert=True) for row in lines]
                written += self._inbox.bulk_write(new, ordered=False).upserted_count if new else 0
            self._inbox.update_one({"_id": DONE}, {"$set": {"marks": []}}, upsert=True)
        return written
