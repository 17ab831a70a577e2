"""A list of work in the order of turns: the preferred and the others read side by side, a page at a time."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from pymongo import ASCENDING
from pymongo.collection import Collection

from services.intake.domain.dossier_code import DossierCode
from shared.ordering import OrderRules, Waiting, in_order

Document = dict[str, Any]
Place = tuple[datetime, str]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Behind:
    """Where a page ended: the last one read of each line, and what the next turn needs to know."""

    now: datetime
    in_a_row: int = 0
    preferred: Place | None = None
    others: Place | None = None

    def after(self, document: Document, in_a_row: int) -> Behind:
        place = document["order_at"], document["_id"]
        if document["first"]:
            return replace(self, preferred=place, in_a_row=in_a_row)
        return replace(self, others=place, in_a_row=in_a_row)

    def cursor(self) -> str:
        told = [_milliseconds(self.now), self.in_a_row, _plain(self.preferred), _plain(self.others)]
        return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")

    @classmethod
    def read(cls, cursor: str) -> Behind:
        """Raises ValueError for a cursor that is none."""
        try:
            now, row, preferred, others = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            return cls(_moment(now), int(row), _place(preferred), _place(others))
        except (ValueError, TypeError, AttributeError, OverflowError):
            raise ValueError("not a cursor of this list") from None


def page_in_order(
    collection: Collection[Document],
    wanted: Document,
    fields: Document,
    behind: Behind,
    rules: OrderRules,
    limit: int,
) -> tuple[list[Document], str | None]:
    """The documents of a page, and the next one's cursor. Both lines walk the index ``work``; raises PyMongoError."""
    lines = (
        _line(collection, {**wanted, "first": first}, fields, place, limit)
        for first, place in ((True, behind.preferred), (False, behind.others))
    )
    preferred, others = lines
    found: list[Document] = []
    for turn in islice(in_order(preferred, others, behind.now, rules, behind.in_a_row), limit + 1):
        if len(found) == limit:
            return found, behind.cursor()
        found.append(turn.waiting.key)
        behind = behind.after(turn.waiting.key, turn.in_a_row)
    return found, None


def _line(
    collection: Collection[Document], wanted: Document, fields: Document, place: Place | None, limit: int
) -> Iterator[Waiting[Document]]:
    if place is not None:
        wanted = {"$and": [wanted, beyond(place)]}
    found = collection.find(wanted, fields).sort([("order_at", ASCENDING), ("_id", ASCENDING)])
    for one in found.limit(limit + 1).hint("work"):
        yield Waiting(one, one["order_at"], one["first"])


def beyond(place: Place) -> Document:
    """What lies behind the place; the first condition bounds the index, the second cuts exactly."""
    moment, id = place
    return {"order_at": {"$gte": moment}, "$or": [{"order_at": {"$gt": moment}}, {"_id": {"$gt": id}}]}


def _milliseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


def _moment(milliseconds: Any) -> datetime:
    return EPOCH + timedelta(milliseconds=int(milliseconds))


def _plain(place: Place | None) -> list[Any] | None:
    return [_milliseconds(place[0]), place[1]] if place else None


def _place(told: Any) -> Place | None:
    return (_moment(told[0]), str(DossierCode.read(told[1]))) if told is not None else None
