"""An officer as routing knows one: the account, the agency, and who stands in while the officer is away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from services.routing.domain.refusals import wrong_value

LONGEST_ABSENCE_DAYS = 366
LONGEST_REASON = 500
MOST_KEPT = 20


@dataclass(frozen=True, slots=True)
class Absence:
    """Away from ``start`` to ``until``, both included; ``deputy`` is an account, empty where nobody stands in."""

    start: date
    until: date
    deputy: str
    why: str
    told_at: datetime
    told_by: str


@dataclass(frozen=True, slots=True)
class Officer:
    """``id`` is the account; ``unit`` the agency's code. ``absences`` are the told ones, the newest last."""

    id: str
    version: int
    unit: str
    absences: tuple[Absence, ...] = ()

    def away_on(self, day: date) -> Absence | None:
        """The absence that covers this day, the last that was told; None where the officer is there."""
        return next((one for one in reversed(self.absences) if one.start <= day <= one.until), None)

    def absence_to_come(self, day: date) -> Absence | None:
        """The absence that runs on this day, else the next one that was told."""
        return self.away_on(day) or next((one for one in self.absences if one.start > day), None)

    def moved(self, unit: str) -> Officer:
        """The officer in another agency, without the absences of the old one; itself where it is the same."""
        return self if unit == self.unit else replace(self, version=self.version + 1, unit=unit, absences=())

    def away(self, absence: Absence) -> Officer:
        """The officer who will be away; another absence that meets it is replaced. Raises Refused."""
        if absence.until < absence.start:
            raise wrong_value("until", "Ngày cuối phải từ ngày đầu trở đi", "The last day comes before the first")
        if (absence.until - absence.start).days > LONGEST_ABSENCE_DAYS:
            raise wrong_value("until", "Không quá một năm", "At most one year")
        if absence.until < absence.told_at.date():
            raise wrong_value("until", "Ngày này đã qua", "This day is over")
        if absence.deputy == self.id:
            raise wrong_value("deputy", "Chọn người khác làm thay", "Name somebody else as the deputy")
        if len(absence.why) > LONGEST_REASON:
            raise wrong_value("why", f"Không quá {LONGEST_REASON} chữ", f"At most {LONGEST_REASON} characters")
        kept = [one for one in self.absences if one.until < absence.start or one.start > absence.until]
        ordered = sorted((*kept, absence), key=lambda one: one.start)
        return replace(self, version=self.version + 1, absences=tuple(ordered[-MOST_KEPT:]))

    def back(self, day: date) -> Officer:
        """The officer who is here again: what has not ended by ``day`` is over; itself where nothing was told."""
        kept = tuple(
            replace(one, until=date.fromordinal(day.toordinal() - 1)) if one.start < day <= one.until else one
            for one in self.absences
            if one.start < day
        )
        return self if kept == self.absences else replace(self, version=self.version + 1, absences=kept)


def deputy_of(officer: Officer | None, day: date) -> str:
    """Who stands in for this officer on the day; empty where nobody does, or the officer is there."""
    absence = officer.away_on(day) if officer else None
    return absence.deputy if absence else ""
