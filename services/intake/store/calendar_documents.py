"""Override tables of calendars, and how far the counting anew has come, as documents."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from services.intake.domain.errors import Words
from services.intake.domain.recounting import Recounting
from services.intake.domain.special_days import DayEdit, DayKind, SpecialDays
from services.intake.store.value_documents import write_words
from shared.store.mapping import Mapping
from shared.working_time import Calendar, Interval

Document = dict[str, Any]


def write_special_days(table: SpecialDays) -> Document:
    return {
        "_id": table.id,
        "version": table.version,
        "edits": [
            {
                "day": one.day.isoformat(),
                "kind": one.kind.value,
                "reason": write_words(one.reason),
                "edited_at": one.edited_at,
                "edited_by": one.edited_by,
                "hours": [[each.start.isoformat("minutes"), each.end.isoformat("minutes")] for each in one.hours],
            }
            for one in table.edits
        ],
    }


def read_special_days(document: Document) -> SpecialDays:
    return SpecialDays(
        document["_id"],
        document["version"],
        tuple(
            DayEdit(
                date.fromisoformat(one["day"]),
                DayKind(one["kind"]),
                Words(**one["reason"]),
                one["edited_at"],
                one["edited_by"],
                tuple(Interval(time.fromisoformat(start), time.fromisoformat(end)) for start, end in one["hours"]),
            )
            for one in document["edits"]
        ),
    )


def write_recounting(one: Recounting) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "counted_by": one.counted_by.to_data() if one.counted_by else None,
        "target": one.target.to_data(),
        "begun_at": one.begun_at,
        "again_at": one.again_at,
        "cursor": one.cursor,
        "round": one.round,
        "moved": one.moved,
        "finished_at": one.finished_at,
    }


def read_recounting(document: Document) -> Recounting:
    return Recounting(
        document["_id"],
        document["version"],
        Calendar.from_data(document["target"]),
        document["begun_at"],
        document["again_at"],
        Calendar.from_data(document["counted_by"]) if document["counted_by"] else None,
        document["cursor"],
        document["round"],
        document["moved"],
        document["finished_at"],
    )


SPECIAL_DAYS = Mapping(SpecialDays, "special_days", write_special_days, read_special_days)
RECOUNTINGS = Mapping(Recounting, "recountings", write_recounting, read_recounting)
