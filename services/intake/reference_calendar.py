"""Brings the working calendars up to date from the holidays library and the override tables; told where one changed."""

from __future__ import annotations

from services.intake.gateways.calendar_file import CalendarFile
from services.intake.use_cases.edit_calendar import renew_calendar
from shared.settings import Settings
from shared.store.change import AlreadyExists, Conflict, Context, Work


def load_calendar(work: Work, settings: Settings, context: Context) -> str:
    """The calendars of the years around ``context.at``, each as the next version where that changes it; what stands.

    Raises InvalidCalendar for a table that contradicts itself, StoreAway.
    """
    source = CalendarFile(settings.calendar_file, settings.calendar_id)
    told = []
    for id in source.plan.names:
        try:
            kept = renew_calendar(work, source, id, context)
        except (Conflict, AlreadyExists):  # another copy was a moment faster and did the same
            kept = renew_calendar(work, source, id, context)
        told.append(f"calendar {kept.id}: version {kept.version}, {len(kept.special)} special days")
    return "; ".join(told)
