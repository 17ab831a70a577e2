"""Drafts, bookings and the contact log as documents; who somebody is and what they typed is sealed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from services.intake.domain.contact_log import Contact, Look, Means, Met
from services.intake.domain.draft import Draft, Help
from services.intake.domain.guidance import Booking, BookingState, GuidanceDay, Place
from services.intake.domain.reach import Reach, Way
from services.intake.store.personal_fields import PersonalFields
from shared.store.mapping import Mapping
from shared.working_time.calendar import local

Document = dict[str, Any]
DRAFTS, BOOKINGS, DAYS, CONTACTS, LOOKS = "drafts", "bookings", "guidance_days", "contacts", "contact_looks"
# What came of a booking stands in the contact log; the booking itself goes.
BOOKINGS_KEPT = timedelta(days=90)


def draft_mapping(fields: PersonalFields) -> Mapping:
    """``fields`` seals for the collection ``drafts``; MongoDB itself deletes what is over."""

    def write(one: Draft) -> Document:
        help = one.help
        return {
            "_id": one.id,
            "version": one.version,
            "owner": one.owner,
            "procedure": one.procedure,
            "kind": one.kind,
            "values": fields.seal_json(one.id, "values", dict(one.values)),
            "saved_at": one.saved_at,
            "expires_at": one.expires_at,
            "help": {
                "digest": help.digest,
                "asked_at": help.asked_at,
                "opened_by": help.opened_by,
                "opened_at": help.opened_at,
            }
            if help
            else None,
            "code": one.code,
            "wiped": one.wiped,
        }

    indexes = (
        IndexModel([("owner", ASCENDING), ("saved_at", DESCENDING)], name="owner"),
        IndexModel([("help.digest", ASCENDING)], name="help", sparse=True),
        IndexModel([("expires_at", ASCENDING)], name="forgotten", expireAfterSeconds=0),
    )
    return Mapping(Draft, DRAFTS, write, lambda data: read_draft(data, fields), indexes)


def read_draft(data: Document, fields: PersonalFields) -> Draft:
    """Raises Undecipherable."""
    return Draft(
        id=data["_id"],
        version=data["version"],
        owner=data["owner"],
        procedure=data["procedure"],
        kind=data["kind"],
        values=fields.open_json(data["_id"], "values", data["values"]) or {},
        saved_at=data["saved_at"],
        expires_at=data["expires_at"],
        help=Help(**data["help"]) if data["help"] else None,
        code=data["code"],
        wiped=data["wiped"],
    )


def booking_mapping(fields: PersonalFields) -> Mapping:
    """``fields`` seals for the collection ``bookings``."""

    def write(one: Booking) -> Document:
        personal = {"name": one.name, "way": one.reach.way.value, "reach": one.reach.value, "note": one.note}
        return {
            "_id": one.id,
            "version": one.version,
            "unit": one.unit,
            "starts_at": one.starts_at,
            "place": one.place.value,
            "procedure": one.procedure,
            "personal": fields.seal_json(one.id, "personal", personal),
            "booked_at": one.booked_at,
            "key_hash": one.key_hash,
            "account": one.account,
            "state": one.state.value,
            "ended_by": one.ended_by,
            "language": one.language,
            "forgotten_at": one.starts_at + BOOKINGS_KEPT,
        }

    indexes = (
        IndexModel([("unit", ASCENDING), ("starts_at", ASCENDING)], name="day"),
        IndexModel([("account", ASCENDING), ("starts_at", ASCENDING)], name="account"),
        IndexModel([("forgotten_at", ASCENDING)], name="forgotten", expireAfterSeconds=0),
    )
    return Mapping(Booking, BOOKINGS, write, lambda data: read_booking(data, fields), indexes)


def read_booking(data: Document, fields: PersonalFields) -> Booking:
    """Raises Undecipherable."""
    personal = fields.open_json(data["_id"], "personal", data["personal"])
    return Booking(
        id=data["_id"],
        version=data["version"],
        unit=data["unit"],
        starts_at=local(data["starts_at"]),
        place=Place(data["place"]),
        procedure=data["procedure"],
        name=personal["name"],
        reach=Reach(Way(personal["way"]), personal["reach"]),
        booked_at=data["booked_at"],
        key_hash=data["key_hash"],
        note=personal["note"],
        account=data["account"],
        state=BookingState(data["state"]),
        ended_by=data["ended_by"],
        language=data["language"],
    )


def contact_mapping(fields: PersonalFields) -> Mapping:
    """``fields`` seals for the collection ``contacts``."""

    def write(one: Contact) -> Document:
        found = [fields.name_digest(one.met.name)] if one.met.name else []
        found += [fields.digest("phone", one.met.phone)] if one.met.phone else []
        found += [fields.digest("dossier", one.code)] if one.code else []
        return {
            "_id": one.id,
            "version": one.version,
            "unit": one.unit,
            "at": one.at,
            "officer": one.officer,
            "means": one.means.value,
            "about": fields.seal(one.id, "about", one.about),
            "met": fields.seal_json(one.id, "met", {"name": one.met.name, "phone": one.met.phone}),
            "procedure": one.procedure,
            "code": one.code,
            "booking": one.booking,
            "account": one.account,
            "blind": found,
        }

    newest = [("at", DESCENDING), ("_id", DESCENDING)]
    indexes = (
        IndexModel([("unit", ASCENDING), *newest], name="newest"),
        IndexModel([("unit", ASCENDING), ("blind", ASCENDING), *newest], name="search"),
    )
    return Mapping(Contact, CONTACTS, write, lambda data: read_contact(data, fields), indexes)


def read_contact(data: Document, fields: PersonalFields) -> Contact:
    """Raises Undecipherable."""
    return Contact(
        id=data["_id"],
        unit=data["unit"],
        at=data["at"],
        officer=data["officer"],
        means=Means(data["means"]),
        about=fields.open(data["_id"], "about", data["about"]) or "",
        met=Met(**fields.open_json(data["_id"], "met", data["met"])),
        procedure=data["procedure"],
        code=data["code"],
        booking=data["booking"],
        account=data["account"],
        version=data["version"],
    )


def look_mapping(fields: PersonalFields) -> Mapping:
    """``fields`` seals for the collection ``contact_looks``."""

    def write(one: Look) -> Document:
        why = fields.seal(one.id, "why", one.why)
        return {
            "_id": one.id,
            "version": one.version,
            "contact": one.contact,
            "who": one.who,
            "at": one.at,
            "why": why,
        }

    def read(data: Document) -> Look:
        why = fields.open(data["_id"], "why", data["why"]) or ""
        return Look(data["_id"], data["contact"], data["who"], data["at"], why, data["version"])

    return Mapping(Look, LOOKS, write, read, (IndexModel([("contact", ASCENDING)], name="contact"),))


def _write_day(one: GuidanceDay) -> Document:
    return {"_id": one.id, "version": one.version, "taken": {hour: list(ids) for hour, ids in one.taken.items()}}


def _read_day(data: Document) -> GuidanceDay:
    return GuidanceDay(data["_id"], data["version"], {hour: tuple(ids) for hour, ids in data["taken"].items()})


GUIDANCE_DAYS = Mapping(GuidanceDay, DAYS, _write_day, _read_day)
