"""Forms of the review: days in three fields, faults to their fields, the choices of officers and procedures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from services.intake.domain.errors import InvalidRequest
from services.intake.web.parts import Parts
from shared.ui import display

Choice = dict[str, str]


def day_of(values: Mapping[str, str], name: str) -> str:
    """The day of three fields as a date is written; what is none stays none, and empty stays empty."""
    day, month, year = (values.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year"))
    return f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}" if day or month or year else ""


def days_typed(**days: date) -> dict[str, str]:
    """The three fields of each day."""
    return {
        f"{name}-{part}": str(value)
        for name, day in days.items()
        for part, value in (("day", day.day), ("month", day.month), ("year", day.year))
    }


def faults_of(wrong: InvalidRequest) -> dict[str, str]:
    """Each fault at its field (``/procedures/3`` at ``procedures``); the first of a field stays."""
    tongue = display.language()
    found: dict[str, str] = {}
    for fault in wrong.faults:
        found.setdefault(fault.pointer.lstrip("/").partition("/")[0], fault.words.in_language(tongue))
    return found


def officer_items(parts: Parts) -> list[Choice]:
    """Whoever a review may be given to."""
    tongue = display.language()
    return [
        {"value": one.username, "text": f"{one.display_name.in_language(tongue)} ({one.username})"}
        for one in parts.review.officers.reviewers(parts.ports.unit.code)
    ]
