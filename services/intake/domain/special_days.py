"""The days that an administrator set apart from the library's holidays: who set which, when and why; none is erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from shared.working_time import Calendar, Interval, Off, Reason, SpecialDay
from shared.working_time.calendar import DEFAULT_DAY

LONGEST_REASON = 200


class DayKind(Enum):
    """What an edit makes of a day. ``AS_WEEK`` overrules a holiday; ``TAKEN_BACK`` leaves the day to the library."""

    HOLIDAY = "holiday"
    SWAPPED_OFF = "swapped_off"
    WORKED = "worked"
    AS_WEEK = "as_week"
    TAKEN_BACK = "taken_back"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS = {
    DayKind.HOLIDAY: Words("Nghỉ lễ", "Public holiday"),
    DayKind.SWAPPED_OFF: Words("Nghỉ hoán đổi", "Swapped day off"),
    DayKind.WORKED: Words("Làm việc", "Worked"),
    DayKind.AS_WEEK: Words("Như mọi tuần", "As in any week"),
    DayKind.TAKEN_BACK: Words("Bỏ ngày đã đặt", "Taken back"),
}


@dataclass(frozen=True, slots=True)
class DayEdit:
    """One entry of the table; of one day's, the last holds. ``hours`` for a worked day only."""

    day: date
    kind: DayKind
    reason: Words
    edited_at: datetime
    edited_by: str
    hours: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """The override table of one calendar; ``id`` is the calendar's."""

    id: str
    version: int = 0
    edits: tuple[DayEdit, ...] = ()

    def with_edit(self, edit: DayEdit) -> SpecialDays:
        """The table with one more entry."""
        return replace(self, version=self.version + 1, edits=(*self.edits, edit))

    def in_force(self) -> Mapping[date, DayEdit]:
        """Of each day the last entry, without the days that were taken back."""
        last = {one.day: one for one in self.edits}
        return {day: one for day, one in sorted(last.items()) if one.kind is not DayKind.TAKEN_BACK}

    def applied(self, base: Calendar) -> Calendar:
        """The calendar with these days, which have the last word."""
        special = dict(base.special)
        for day, edit in self.in_force().items():
            if edit.kind is DayKind.AS_WEEK:
                special.pop(day, None)
            else:
                special[day] = _special(edit, base)
        return replace(base, special=special)


def _special(edit: DayEdit, base: Calendar) -> SpecialDay:
    reason = Reason(edit.reason.vi, edit.reason.en)
    if edit.kind is DayKind.WORKED:
        return SpecialDay(edit.day, reason, None, edit.hours or _usual_hours(base, edit.day))
    return SpecialDay(edit.day, reason, Off.SWAPPED if edit.kind is DayKind.SWAPPED_OFF else Off.HOLIDAY)


def _usual_hours(base: Calendar, day: date) -> tuple[Interval, ...]:
    """The hours of the week's first worked day: those of a day that is worked in exchange."""
    return next((hours for hours in base.week(day) if hours), DEFAULT_DAY)


def read_edit(
    day: date, kind: DayKind, reason: Words, known: Calendar, table: SpecialDays, at: datetime, by: str
) -> DayEdit:
    """An entry that says something. Raises InvalidRequest, each fault at its field."""
    faults: list[FieldFault] = []
    for pointer, text in (("/reason/vi", reason.vi), ("/reason/en", reason.en)):
        if not text.strip():
            faults.append(FieldFault(pointer, Words("Ghi lý do, người dân sẽ đọc", "Give the reason; people read it")))
        elif len(text) > LONGEST_REASON:
            told = Words(f"Ghi không quá {LONGEST_REASON} chữ", f"Write no more than {LONGEST_REASON} characters")
            faults.append(FieldFault(pointer, told))
    worked = bool(known.hours(day))
    if kind is DayKind.WORKED and worked:
        faults.append(FieldFault("/kind", Words("Ngày này vốn đã làm việc", "This day is worked already")))
    if kind in (DayKind.HOLIDAY, DayKind.SWAPPED_OFF) and not worked and day not in known.special:
        faults.append(FieldFault("/kind", Words("Ngày này vốn đã nghỉ", "This day is off already")))
    if kind is DayKind.AS_WEEK and day not in known.special:
        faults.append(FieldFault("/kind", Words("Ngày này vốn như mọi tuần", "This day is as in any week already")))
    if kind is DayKind.TAKEN_BACK and day not in table.in_force():
        told = Words("Chưa ai đặt ngày này, không có gì để bỏ", "Nobody set this day, there is nothing to take back")
        faults.append(FieldFault("/kind", told))
    if faults:
        raise InvalidRequest(tuple(faults))
    return DayEdit(day, kind, Words(reason.vi.strip(), reason.en.strip()), at, by)


def changed_days(before: Calendar, after: Calendar, days: Iterable[date]) -> tuple[date, ...]:
    """Those of the days that are worked at other hours by the other calendar."""
    return tuple(day for day in days if before.hours(day) != after.hours(day))
