"""Working calendars as the JSON that the API gives."""

from __future__ import annotations

from services.intake.api.shown.values import Json, moment, words
from services.intake.domain.special_days import DayEdit
from services.intake.use_cases.edit_calendar import CalendarView, Preview


def calendar_item(one: CalendarView) -> Json:
    return {
        "id": one.calendar.id,
        "version": one.calendar.version,
        "name": words(one.name),
        "agencies": [{"agency": each.agency, "from": each.since.isoformat()} for each in one.agencies],
    }


def calendar(one: CalendarView) -> Json:
    data = one.calendar.to_data()
    return {
        **calendar_item(one),
        "weekly": data["weekly"],
        "later": data.get("later", []),
        "special": data["special"],
        "edits": [edit(each) for each in reversed(one.table.edits)],
    }


def edit(one: DayEdit) -> Json:
    return {
        "day": one.day.isoformat(),
        "kind": one.kind.value,
        "reason": words(one.reason),
        "edited_at": moment(one.edited_at),
        "edited_by": one.edited_by,
    }


def preview(one: Preview) -> Json:
    """``complete`` is false where more dossiers are open than were counted anew."""
    return {
        "day": one.edit.day.isoformat(),
        "kind": one.edit.kind.value,
        "open": one.open,
        "looked_at": one.looked_at,
        "complete": one.looked_at == one.open,
        "moved": len(one.moved),
        "items": [
            {
                "code": each.code,
                "procedure": words(each.procedure),
                "due_before": moment(each.due_before),
                "due_at": moment(each.due_at),
                "paused": each.paused,
            }
            for each in one.moved
        ],
    }
