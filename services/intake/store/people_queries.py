"""Questions over accounts, what they own, and the guidance desk, each answered from one index."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping as Fields
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database

from services.intake.domain.business import MemberRole
from services.intake.domain.contact_log import Contact
from services.intake.domain.dossier_code import DossierCode, InvalidCode
from services.intake.domain.draft import Draft
from services.intake.domain.guidance import Booking, at
from services.intake.domain.personal import Applicant, InvalidValue, read_phone
from services.intake.domain.reach import Reach
from services.intake.domain.status import CLOSED, Status
from services.intake.store.dossier_documents import COLLECTION as DOSSIERS
from services.intake.store.dossier_queries import ROW, read_row
from services.intake.store.guidance_documents import (
    BOOKINGS,
    CONTACTS,
    DRAFTS,
    read_booking,
    read_contact,
    read_draft,
)
from services.intake.store.people_documents import BUSINESSES, CITIZENS, reach_digest
from services.intake.store.personal_fields import PersonalFields
from services.intake.use_cases.people_ports import ContactPage, Membership
from services.intake.use_cases.ports import DossierPage
from shared.store.faults import store_faults

Document = dict[str, Any]
Sealing = Fields[str, PersonalFields]
OPEN = [int(status) for status in Status if status not in CLOSED]
MOST_ALIKE = 20
MOST_DRAFTS = 50


class AccountQueries:
    """Implements ``people_ports.Accounts``."""

    def __init__(self, database: Database[Document], fields: PersonalFields) -> None:
        self._citizens, self._businesses, self._fields = database[CITIZENS], database[BUSINESSES], fields

    def by_reach(self, reach: Reach) -> str | None:
        with store_faults():
            found = self._citizens.find_one({"reach": reach_digest(self._fields, reach)}, {"_id": 1})
        return found["_id"] if found else None

    def memberships(self, account: str) -> Sequence[Membership]:
        with store_faults():
            rows = list(self._businesses.find({"members.account": account}, {"members": 1}))
        return [
            Membership(row["_id"], MemberRole(one["role"]))
            for row in rows
            for one in row["members"]
            if one["account"] == account
        ]

    def invited_to(self, reaches: Sequence[Reach]) -> Sequence[str]:
        digests = [reach_digest(self._fields, one) for one in reaches]
        with store_faults():
            return [one["_id"] for one in self._businesses.find({"invitations.reach": {"$in": digests}}, {"_id": 1})]


class OwnedQueries:
    """Implements ``people_ports.Owned``; ``dossiers`` and ``drafts`` seal for these collections."""

    def __init__(self, database: Database[Document], dossiers: PersonalFields, drafts: PersonalFields) -> None:
        self._dossiers, self._drafts = database[DOSSIERS], database[DRAFTS]
        self._fields, self._draft_fields = dossiers, drafts

    def page(self, owners: Sequence[str], cursor: str | None, limit: int) -> DossierPage:
        wanted: Document = {"owners": {"$in": list(owners)}}
        if cursor:
            wanted = {"$and": [wanted, _before(cursor, "filed_at")]}
        with store_faults():
            rows = list(
                self._dossiers.find(wanted, ROW).sort([("filed_at", DESCENDING), ("_id", DESCENDING)]).limit(limit + 1)
            )
        shown = rows[:limit]
        more = _cursor(shown[-1], "filed_at") if len(rows) > limit else None
        return DossierPage(tuple(read_row(one, self._fields) for one in shown), more)

    def open_of(self, unit: str, procedure: str, applicant: Applicant) -> Sequence[str]:
        numbers = (("identity", applicant.identity_number), ("tax", applicant.tax_code), ("phone", applicant.phone))
        digests = [self._fields.digest(kind, value) for kind, value in numbers if value]
        wanted = {
            "unit": unit,
            "blind": {"$in": digests},
            "procedure.code": procedure,
            "status": {"$in": OPEN},
        }
        with store_faults():
            rows = self._dossiers.find(wanted, {"_id": 1}).hint("search").limit(MOST_ALIKE)
            return [one["_id"] for one in rows]

    def drafts(self, owners: Sequence[str], now: datetime) -> Sequence[Draft]:
        wanted = {"owner": {"$in": list(owners)}, "wiped": False, "expires_at": {"$gt": now}}
        with store_faults():
            rows = list(self._drafts.find(wanted).sort("saved_at", DESCENDING).limit(MOST_DRAFTS))
        return [read_draft(one, self._draft_fields) for one in rows]

    def helped_draft(self, digest: str) -> str | None:
        with store_faults():
            found = self._drafts.find_one({"help.digest": digest}, {"_id": 1}, sort=[("help.asked_at", DESCENDING)])
        return found["_id"] if found else None


class GuidanceQueries:
    """Implements ``people_ports.GuidanceDesk``; ``bookings`` and ``contacts`` seal for these collections."""

    def __init__(self, database: Database[Document], bookings: PersonalFields, contacts: PersonalFields) -> None:
        self._bookings, self._contacts = database[BOOKINGS], database[CONTACTS]
        self._booking_fields, self._contact_fields = bookings, contacts

    def bookings(self, unit: str, day: date) -> Sequence[Booking]:
        midnight = at(day, time())
        wanted = {"unit": unit, "starts_at": {"$gte": midnight, "$lt": midnight + timedelta(days=1)}}
        return self._found(wanted)

    def bookings_of(self, account: str, since: datetime) -> Sequence[Booking]:
        return self._found({"account": account, "starts_at": {"$gte": since}})

    def contacts(self, unit: str, search: str, cursor: str | None, limit: int) -> ContactPage:
        wanted: Document = {"unit": unit}
        if search:
            wanted["blind"] = {"$in": self._digests(search)}
        if cursor:
            wanted = {"$and": [wanted, _before(cursor, "at")]}
        with store_faults():
            rows = list(self._contacts.find(wanted).sort([("at", DESCENDING), ("_id", DESCENDING)]).limit(limit + 1))
        shown = rows[:limit]
        items: tuple[Contact, ...] = tuple(read_contact(one, self._contact_fields) for one in shown)
        return ContactPage(items, _cursor(shown[-1], "at") if len(rows) > limit else None)

    def _found(self, wanted: Document) -> list[Booking]:
        with store_faults():
            rows = list(self._bookings.find(wanted).sort([("starts_at", ASCENDING), ("_id", ASCENDING)]))
        return [read_booking(one, self._booking_fields) for one in rows]

    def _digests(self, text: str) -> list[str]:
        fields = self._contact_fields
        found = [fields.name_digest(text)]
        with suppress(InvalidCode):
            found.append(fields.digest("dossier", str(DossierCode.read(text))))
        with suppress(InvalidValue):
            found.append(fields.digest("phone", read_phone(text)))
        return found


def _cursor(document: Document, field: str) -> str:
    place = [int(document[field].timestamp() * 1000), document["_id"]]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _before(cursor: str, field: str) -> Document:
    try:
        milliseconds, id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(milliseconds))
    except (ValueError, TypeError, OverflowError):
        raise ValueError("not a cursor of this list") from None
    return {field: {"$lte": moment}, "$or": [{field: {"$lt": moment}}, {"_id": {"$lt": str(id)}}]}
