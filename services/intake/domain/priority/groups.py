"""The groups that come first, reasons for special cases and how old a list may be: data, each with its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.intake.domain.errors import Words


@dataclass(frozen=True, slots=True)
class Group:
    """``from_age``: that age gives priority without an entry; ``until``: the first day on which it holds no more."""

    code: str
    name: Words
    basis: str
    effective_from: date
    until: date | None = None
    from_age: int | None = None
    needs_entry: bool = True

    def holds_on(self, day: date) -> bool:
        return self.effective_from <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class SpecialReason:
    """Why an officer may give priority to somebody whom no list names."""

    code: str
    name: Words
    effective_from: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.effective_from <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class ListAge:
    """After how many days a list is to be looked at again, and after how many it is old."""

    effective_from: date
    ageing_days: int
    old_days: int


@dataclass(frozen=True, slots=True)
class Commune:
    """Who keeps lists of its own."""

    code: str
    name: Words


@dataclass(frozen=True, slots=True)
class PriorityRules:
    """Everything there ever was, in the order in which people are shown it; what holds is asked for with a day."""

    groups: tuple[Group, ...]
    reasons: tuple[SpecialReason, ...]
    ages: tuple[ListAge, ...]
    communes: tuple[Commune, ...]

    def groups_on(self, day: date) -> tuple[Group, ...]:
        return tuple(one for one in self.groups if one.holds_on(day))

    def listed_on(self, day: date) -> tuple[Group, ...]:
        """Those that communes keep lists of."""
        return tuple(one for one in self.groups_on(day) if one.needs_entry)

    def reasons_on(self, day: date) -> tuple[SpecialReason, ...]:
        return tuple(one for one in self.reasons if one.holds_on(day))

    def group(self, code: str) -> Group | None:
        """The latest group of this code, whether it holds or not."""
        found = [one for one in self.groups if one.code == code]
        return max(found, key=lambda one: one.effective_from, default=None)

    def reason(self, code: str) -> SpecialReason | None:
        found = [one for one in self.reasons if one.code == code]
        return max(found, key=lambda one: one.effective_from, default=None)

    def commune(self, code: str) -> Commune | None:
        return next((one for one in self.communes if one.code == code), None)

    def list_age(self, day: date) -> ListAge:
        """What holds on that day; before the first one, the first."""
        held = [one for one in self.ages if one.effective_from <= day]
        return held[-1] if held else self.ages[0]

    def by_age(self, age: int | None, day: date) -> Group | None:
        """The group that this age alone belongs to; None for an unknown age."""
        if age is None:
            return None
        return next((one for one in self.groups_on(day) if one.from_age is not None and age >= one.from_age), None)


def read_priority_rules(data: Mapping[str, Any]) -> PriorityRules:
    """The rules of a file's content. Raises KeyError, TypeError and ValueError for entries that are none."""
    rules = PriorityRules(
        tuple(
            Group(
                str(one["code"]),
                _words(one),
                str(one["basis"]),
                date.fromisoformat(one["effective_from"]),
                _day(one.get("until")),
                one.get("from_age"),
                bool(one.get("needs_entry", True)),
            )
            for one in data["groups"]
        ),
        tuple(
            SpecialReason(
                str(one["code"]), _words(one), date.fromisoformat(one["effective_from"]), _day(one.get("until"))
            )
            for one in data["special_reasons"]
        ),
        tuple(
            ListAge(date.fromisoformat(one["effective_from"]), int(one["ageing_days"]), int(one["old_days"]))
            for one in sorted(data["list_age"], key=lambda one: str(one["effective_from"]))
        ),
        tuple(Commune(str(one["code"]), _words(one)) for one in data["communes"]),
    )
    if not rules.groups or not rules.ages or any(not 0 < one.ageing_days < one.old_days for one in rules.ages):
        raise ValueError("there are groups, and a list is first ageing and then old")
    return rules


def _words(entry: Mapping[str, Any]) -> Words:
    return Words(str(entry["vi"]), str(entry["en"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
