"""The register of priority people as documents: what tells who somebody is is sealed, and found by keyed digests."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from services.intake.domain.errors import Words
from services.intake.domain.priority.imports import RegisterImport, RegisterRow, SentState
from services.intake.domain.priority.lists import Edition, ListState, Move, Moved, PriorityList
from services.intake.domain.priority.people import Entry, Facts, PriorityPerson
from services.intake.store.personal_fields import PersonalFields
from services.intake.use_cases.priority.ports import Keys
from shared.store.mapping import Mapping

Document = dict[str, Any]
PEOPLE, LISTS, IMPORTS, ROWS = "priority_people", "priority_lists", "priority_imports", "priority_rows"
KEPT_FOR = timedelta(days=30)


def person_mapping(fields: PersonalFields) -> Mapping:
    """``fields`` seals for the collection ``priority_people``."""
    keys = Keys(fields.digest)

    def write(one: PriorityPerson) -> Document:
        facts = one.facts
        return {
            "_id": one.id,
            "version": one.version,
            "facts": fields.seal_json(
                one.id,
                "facts",
                {
                    "name": facts.name,
                    "birth_date": facts.birth_date.isoformat() if facts.birth_date else None,
                    "identity_number": facts.identity_number,
                    "address": facts.address,
                },
            ),
            "who": keys.who(facts.name, facts.birth_date) if one.merged_into is None else None,
            "entries": [
                {"commune": each.commune, "group": each.group, "editions": sorted(each.editions)}
                for each in one.entries
            ],
            "named": sorted(f"{each.list_id}/{number}" for each in one.entries for number in each.editions),
            "merged_into": one.merged_into,
        }

    return Mapping(
        PriorityPerson,
        PEOPLE,
        write,
        lambda data: read_person(data, fields),
        (
            IndexModel([("who", ASCENDING)], name="who", partialFilterExpression={"who": {"$type": "string"}}),
            IndexModel([("named", ASCENDING), ("_id", ASCENDING)], name="named"),
        ),
    )


def read_person(data: Document, fields: PersonalFields) -> PriorityPerson:
    told = fields.open_json(data["_id"], "facts", data["facts"]) or {}
    born = told.get("birth_date")
    return PriorityPerson(
        data["_id"],
        data["version"],
        Facts(
            told.get("name", ""),
            date.fromisoformat(born) if born else None,
            told.get("identity_number"),
            told.get("address", ""),
        ),
        tuple(Entry(each["commune"], each["group"], frozenset(each["editions"])) for each in data["entries"]),
        data["merged_into"],
    )


def _write_list(one: PriorityList) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "commune": one.commune,
        "group": one.group,
        "editions": [
            {
                "number": each.number,
                "as_of": each.as_of.isoformat(),
                "begun_at": each.begun_at,
                "begun_by": each.begun_by,
                "base": list(each.base),
                "people": each.people,
                "state": each.state.value,
                "moves": [{"move": m.move.value, "at": m.at, "by": m.by, "note": m.note} for m in each.moves],
            }
            for each in one.editions
        ],
    }


def read_list(data: Document) -> PriorityList:
    return PriorityList(
        data["commune"],
        data["group"],
        data["version"],
        tuple(
            Edition(
                each["number"],
                date.fromisoformat(each["as_of"]),
                each["begun_at"],
                each["begun_by"],
                tuple(each["base"]),
                each["people"],
                ListState(each["state"]),
                tuple(Moved(Move(m["move"]), m["at"], m["by"], m["note"]) for m in each["moves"]),
            )
            for each in data["editions"]
        ),
    )


PRIORITY_LISTS = Mapping(PriorityList, LISTS, _write_list, read_list)


def import_mapping(fields: PersonalFields) -> Mapping:
    """``fields`` seals the file for the collection ``priority_imports``."""

    def write(one: RegisterImport) -> Document:
        content = base64.b64encode(one.content).decode("ascii") if one.content is not None else None
        return {
            "_id": one.id,
            "version": one.version,
            "file_name": fields.seal(one.id, "file_name", one.file_name),
            "sha256": one.sha256,
            "sent_at": one.sent_at,
            "sent_by": one.sent_by,
            "unit": one.unit,
            "as_of": one.as_of.isoformat(),
            "whole": one.whole,
            "commune": one.commune,
            "group": one.group,
            "content": fields.seal(one.id, "content", content),
            "state": one.state.value,
            "rows": one.rows,
            "done": one.done,
            "counts": dict(one.counts),
            "started_by": one.started_by,
            "fault": {"vi": one.fault.vi, "en": one.fault.en} if one.fault else None,
        }

    indexes = (
        IndexModel([("sent_at", DESCENDING)], name="latest"),
        IndexModel([("unit", ASCENDING), ("sent_at", DESCENDING)], name="latest_of_unit"),
    )
    return Mapping(RegisterImport, IMPORTS, write, lambda data: read_import(data, fields), indexes)


def read_import(data: Document, fields: PersonalFields) -> RegisterImport:
    """Without its content where the document was read without it."""
    content = fields.open(data["_id"], "content", data.get("content"))
    return RegisterImport(
        data["_id"],
        data["version"],
        fields.open(data["_id"], "file_name", data["file_name"]) or "",
        data["sha256"],
        data["sent_at"],
        data["sent_by"],
        data["unit"],
        date.fromisoformat(data["as_of"]),
        data["whole"],
        data["commune"],
        data["group"],
        base64.b64decode(content) if content is not None else None,
        SentState(data["state"]),
        data["rows"],
        data["done"],
        data["counts"],
        data["started_by"],
        Words(**data["fault"]) if data["fault"] else None,
    )


def row_mapping(fields: PersonalFields) -> Mapping:
    """``fields`` seals for the collection ``priority_rows``, whose documents are forgotten after a while."""

    def write(one: RegisterRow) -> Document:
        return {
            "_id": one.id,
            "version": one.version,
            "import": one.import_id,
            "place": one.place,
            "told": fields.seal_json(one.id, "told", dict(one.told)),
            "report": dict(one.report),
            "written_at": datetime.now(UTC),
        }

    indexes = (
        IndexModel([("import", ASCENDING), ("place", ASCENDING)], name="in_order", unique=True),
        IndexModel([("written_at", ASCENDING)], name="forgotten", expireAfterSeconds=int(KEPT_FOR.total_seconds())),
    )
    return Mapping(RegisterRow, ROWS, write, lambda data: read_row(data, fields), indexes)


def read_row(data: Document, fields: PersonalFields) -> RegisterRow:
    told = fields.open_json(data["_id"], "told", data["told"]) or {}
    return RegisterRow(data["import"], data["place"], data["version"], told, data["report"])
