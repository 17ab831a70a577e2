"""Questions over many dossiers, each answered from one index, so that they stay flat however many there are."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database

from services.intake.domain.channel import Channel
from services.intake.domain.dossier_code import DossierCode, InvalidCode
from services.intake.domain.errors import Words
from services.intake.domain.personal import (
    ApplicantKind,
    InvalidValue,
    read_identity_number,
    read_phone,
    read_tax_code,
)
from services.intake.domain.standing import SOON, Lateness
from services.intake.domain.status import CLOSED, PAUSED, RUNNING, Status
from services.intake.store.dossier_documents import COLLECTION
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.work_order import Behind, page_in_order
from services.intake.use_cases.ports import MOST_COUNTED, Counts, DossierPage, DossierQuery, DossierRow
from shared.ordering import RuleVersions
from shared.store.faults import store_faults
from shared.working_time import Calendar, due
from shared.working_time.calendar import local

Document = dict[str, Any]
ROW = {
    "status": 1,
    "procedure.code": 1,
    "procedure.name": 1,
    "applicant.name": 1,
    "applicant.kind": 1,
    "channel": 1,
    "filed_at": 1,
    "due_at": 1,
    "acceptance.due_at": 1,
    "progress.decision.decided_at": 1,
    "first": 1,
    "holder": 1,
    "order_at": 1,
    "arrival.parent": 1,
}
FROM_AGENCIES = {"arrival.parent": {"$exists": True}}
UNFINISHED = tuple(status for status in Status if status not in CLOSED)
# The other groups are those with a running clock, told apart by the due date.
STATUSES_OF = {
    Lateness.NEW: frozenset({Status.FILED}),
    Lateness.READY: frozenset({Status.DONE}),
    Lateness.PAUSED: PAUSED,
    Lateness.CLOSED: CLOSED,
}
MOVABLE = tuple(status for status in UNFINISHED if status is not Status.DONE)
COUNTED_FOR = timedelta(seconds=5)


class DossierQueries:
    """Implements ``use_cases.ports.Dossiers`` on the collection ``dossiers``."""

    def __init__(self, database: Database[Document], fields: PersonalFields, order: RuleVersions) -> None:
        """``order`` bounds how far the preferred go first in the lists of work."""
        self._collection = database[COLLECTION]
        self._order = order
        self._fields = fields
        self._counts: dict[str, Counts] = {}

    def page(self, query: DossierQuery, now: datetime, calendar: Calendar) -> DossierPage:
        """In the order of turns, each line of it by due date; the closed ones and what was searched for latest first.

        Raises ValueError for a cursor that is none.
        """
        wanted, order = self._filter(query, now, calendar)
        if order == ASCENDING:
            return self._work(query, wanted, now)
        # Named, as a young collection has no statistics that would lead the planner to the index that stays flat.
        index = "_id_" if "_id" in wanted else "search" if "blind" in wanted else "lists"
        if query.cursor:
            wanted = {"$and": [wanted, _after(query.cursor, order)]}
        with store_faults():
            found = list(
                self._collection.find(wanted, ROW)
                .sort([("order_at", order), ("_id", order)])
                .limit(query.limit + 1)
                .hint(index)
            )
        shown = found[: query.limit]
        return DossierPage(
            tuple(read_row(one, self._fields) for one in shown),
            _cursor(shown[-1]) if len(found) > query.limit else None,
        )

    def _work(self, query: DossierQuery, wanted: Document, now: datetime) -> DossierPage:
        behind = Behind.read(query.cursor) if query.cursor else Behind(now)
        rules = self._order.on(local(behind.now).date())
        with store_faults():
            shown, cursor = page_in_order(self._collection, wanted, ROW, behind, rules, query.limit)
        return DossierPage(tuple(read_row(one, self._fields) for one in shown), cursor)

    def lateness_counts(self, unit: str, now: datetime, calendar: Calendar) -> Mapping[Lateness, int]:
        with store_faults():
            return {
                group: self._collection.count_documents(_group(unit, group, now, calendar), limit=MOST_COUNTED)
                for group in Lateness
                if group is not Lateness.CLOSED
            }

    def to_move(self, procedure: str, version: int, limit: int) -> Sequence[str]:
        """Implements ``use_cases.ports.Movable``."""
        wanted = {
            "procedure.code": procedure,
            "status": {"$in": [int(one) for one in MOVABLE]},
            "procedure.version": {"$lt": version},
            "progress.decision": None,
            "handovers": {"$not": {"$elemMatch": {"procedure": procedure, "procedure_version": {"$gte": version}}}},
        }
        with store_faults():
            found = self._collection.find(wanted, {"_id": 1}).sort("_id", ASCENDING).limit(limit).hint("by_procedure")
            return [one["_id"] for one in found]

    def code_of_owner(self, token_digest: str) -> str | None:
        with store_faults():
            found = self._collection.find_one({"owner": token_digest}, {"_id": 1})
        return found["_id"] if found else None

    def existing(self, codes: Sequence[str]) -> Iterable[str]:
        """Those of the codes that dossiers have. Raises StoreAway."""
        with store_faults():
            return [one["_id"] for one in self._collection.find({"_id": {"$in": list(codes)}}, {"_id": 1})]

    def open_codes(self, unit: str, due_from: datetime | None = None) -> Sequence[str]:
        """From the index alone."""
        running: Document = {"unit": unit, "status": {"$in": sorted(int(one) for one in RUNNING)}}
        if due_from is not None:
            running["order_at"] = {"$gte": due_from}
        waiting = {"unit": unit, "status": {"$in": sorted(int(one) for one in PAUSED)}}
        with store_faults():
            found = [
                one["_id"]
                for wanted in (running, waiting)
                for one in self._collection.find(wanted, {"_id": 1}).hint("lists")
            ]
        return sorted(set(found))

    def counts(self, unit: str, now: datetime) -> Counts:
        """Counted afresh when the last count is older than COUNTED_FOR."""
        known = self._counts.get(unit)
        if known is None or not timedelta() <= now - known.counted_at < COUNTED_FOR:
            with store_faults():
                known = self._counts[unit] = self._count(unit, now)
        return known

    def _count(self, unit: str, now: datetime) -> Counts:
        late = {"unit": unit, "status": {"$in": [int(one) for one in RUNNING]}, "order_at": {"$lt": now}}
        return Counts(
            by_status={status: self._own({"unit": unit, "status": int(status)}) for status in Status},
            late=self._own(late),
            finished=self._own({"unit": unit, "in_time": {"$in": [True, False]}}),
            finished_in_time=self._own({"unit": unit, "in_time": True}),
            counted_at=now,
            from_agencies=self._collection.count_documents({"unit": unit, **FROM_AGENCIES}, hint="from_agencies"),
        )

    def _own(self, wanted: Document) -> int:
        """How many there are but for those of other agencies: two counts from their indexes, however many there are."""
        elsewhere = self._collection.count_documents({**wanted, **FROM_AGENCIES}, hint="from_agencies")
        return self._collection.count_documents(wanted) - elsewhere

    def silent(self, unit: str, now: datetime, limit: int) -> Sequence[str]:
        """Codes of dossiers that still wait though the applicant's time is over, and that nobody noted yet."""
        waiting = {"$in": sorted(int(one) for one in PAUSED)}
        wanted = {"unit": unit, "status": waiting, "order_at": {"$lt": now}, "may_stop_since": None}
        with store_faults():
            found = self._collection.find(wanted, {"_id": 1}).hint("lists")
            return [one["_id"] for one in found.sort("order_at", ASCENDING).limit(limit)]

    def may_be_stopped(self, unit: str, limit: int) -> Sequence[DossierRow]:
        """Those that were noted, the longest silent first."""
        wanted = {"unit": unit, "may_stop_since": {"$type": "date"}}
        with store_faults():
            found = self._collection.find(wanted, ROW).sort([("may_stop_since", ASCENDING), ("_id", ASCENDING)])
            return [read_row(one, self._fields) for one in found.limit(limit).hint("may_stop")]

    def _filter(self, query: DossierQuery, now: datetime, calendar: Calendar) -> tuple[Document, int]:
        if query.search:
            wanted: Document = {"unit": query.unit, **self._search(query.search)}
            if query.statuses:
                wanted["status"] = {"$in": [int(one) for one in query.statuses]}
            return wanted, DESCENDING
        if query.lateness is not None:
            wanted = _group(query.unit, query.lateness, now, calendar)
            if query.statuses:
                wanted = {"$and": [wanted, {"status": {"$in": [int(one) for one in query.statuses]}}]}
            return wanted, DESCENDING if query.lateness is Lateness.CLOSED else ASCENDING
        statuses = query.statuses or UNFINISHED
        newest_first = all(one in CLOSED for one in statuses)
        wanted = {"unit": query.unit, "status": {"$in": [int(one) for one in statuses]}}
        return wanted, DESCENDING if newest_first else ASCENDING

    def _search(self, text: str) -> Document:
        """A code, else whatever whole value the text can be read as."""
        try:
            return {"_id": str(DossierCode.read(text))}
        except InvalidCode:
            pass
        digests = [self._fields.name_digest(text)]
        readers: tuple[tuple[str, Callable[[str], str]], ...] = (
            ("phone", read_phone),
            ("identity", read_identity_number),
            ("tax", read_tax_code),
        )
        for kind, read in readers:
            try:
                digests.append(self._fields.digest(kind, read(text)))
            except InvalidValue:
                continue
        return {"blind": {"$in": digests}}


def read_row(document: Document, fields: PersonalFields) -> DossierRow:
    """One line of a list from a document with the fields of ``ROW``."""
    code, applicant = document["_id"], document["applicant"]
    acceptance, progress = document.get("acceptance") or {}, document.get("progress") or {}
    return DossierRow(
        code=code,
        status=Status(document["status"]),
        procedure_code=document["procedure"]["code"],
        procedure_name=Words(**document["procedure"]["name"]),
        applicant_name=fields.open(code, "applicant.name", applicant["name"]) or "",
        applicant_kind=ApplicantKind(applicant["kind"]),
        channel=Channel(document["channel"]),
        filed_at=document["filed_at"],
        due_at=document.get("due_at") or acceptance.get("due_at"),
        finished_at=(progress.get("decision") or {}).get("decided_at"),
        priority=document["first"],
        holder=document["holder"],
        parent=(document.get("arrival") or {}).get("parent"),
    )


def _group(unit: str, group: Lateness, now: datetime, calendar: Calendar) -> Document:
    statuses = STATUSES_OF.get(group, RUNNING)
    wanted: Document = {"unit": unit, "status": {"$in": sorted(int(one) for one in statuses)}}
    if group in STATUSES_OF:
        return wanted
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    soon, _ = due(calendar, now, SOON // timedelta(minutes=1))
    wanted["order_at"] = {
        Lateness.LATE: {"$lt": now},
        Lateness.TODAY: {"$gte": now, "$lt": midnight},
        Lateness.SOON: {"$gte": midnight, "$lte": soon},
        Lateness.IN_TIME: {"$gt": max(soon, midnight)},
    }[group]
    return wanted


def _cursor(document: Document) -> str:
    place = [int(document["order_at"].timestamp() * 1000), document["_id"]]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _after(cursor: str, order: int) -> Document:
    """Filters what lies behind the place; its first condition bounds the index, the second cuts exactly."""
    try:
        milliseconds, code = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(milliseconds))
        id = str(DossierCode.read(code))
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise ValueError("not a cursor of this list") from None
    beyond, from_here = ("$gt", "$gte") if order == ASCENDING else ("$lt", "$lte")
    return {"order_at": {from_here: moment}, "$or": [{"order_at": {beyond: moment}}, {"_id": {beyond: id}}]}
