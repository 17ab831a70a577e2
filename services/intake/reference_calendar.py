"""Brings the working calendar up to date from the holidays library and the override table; told where it changed."""

from __future__ import annotations

import json

from services.intake.gateways.public_holidays import build_calendar
from services.intake.use_cases.keep_reference import keep_calendar
from shared.settings import Settings
from shared.store.change import AlreadyExists, Conflict, Context, Work

YEARS_BEHIND = 1


def load_calendar(work: Work, settings: Settings, context: Context) -> str:
    """The calendar of the years around ``context.at``, as the next version where that changes it; says what stands.

    Raises InvalidCalendar for a table that contradicts itself, StoreAway.
    """
    table = json.loads(settings.calendar_file.read_text(encoding="utf-8"))
    year = context.at.year
    years = range(year - YEARS_BEHIND, year + int(table["years_ahead"]) + 1)
    calendar = build_calendar({**table, "id": settings.calendar_id}, years)
    try:
        kept = keep_calendar(work, calendar, context)
    except (Conflict, AlreadyExists):  # another copy was a moment faster and did the same
        kept = keep_calendar(work, calendar, context)
    return f"calendar {kept.id}: version {kept.version}, {len(kept.special)} special days"
