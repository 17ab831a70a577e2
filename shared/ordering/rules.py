"""How far preference goes: two figures, as data with the day from which they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


class InvalidRules(ValueError):
    """The data is no rule of order; the message names the entry."""


@dataclass(frozen=True, slots=True)
class OrderRules:
    """``in_a_row``: preferred turns that may follow each other while somebody else waits; ``longest_delay``: who has
    waited that long is passed by nobody who came later. Raises InvalidRules for a bound that would bind nothing."""

    in_a_row: int
    longest_delay: timedelta

    def __post_init__(self) -> None:
        if self.in_a_row < 1:
            raise InvalidRules("in_a_row: at least one preferred turn goes before the others")
        if self.longest_delay < timedelta():
            raise InvalidRules("longest_delay: no time is shorter than none")


@dataclass(frozen=True, slots=True)
class RuleVersions:
    """Every version there was, oldest first; never empty."""

    versions: tuple[tuple[date, OrderRules], ...]

    def on(self, day: date) -> OrderRules:
        """The rules that hold on that day; before the first ones, the first."""
        in_force = [rules for start, rules in self.versions if start <= day]
        return in_force[-1] if in_force else self.versions[0][1]


def read_rules(entries: Sequence[Mapping[str, object]]) -> RuleVersions:
    """The versions of a file's content, each ``{effective_from, in_a_row, longest_delay_minutes}``.

    Raises InvalidRules for an entry that is no rule, for two of the same day and for none at all.
    """
    found: dict[date, OrderRules] = {}
    for place, one in enumerate(entries):
        try:
            start = date.fromisoformat(str(one["effective_from"]))
            minutes = int(str(one["longest_delay_minutes"]))
            rules = OrderRules(int(str(one["in_a_row"])), timedelta(minutes=minutes))
        except (KeyError, ValueError) as problem:
            raise InvalidRules(f"{place}: {problem!r}") from problem
        if start in found:
            raise InvalidRules(f"{place}: a second version for {start}")
        found[start] = rules
    if not found:
        raise InvalidRules("at least one version is needed")
    return RuleVersions(tuple(sorted(found.items(), key=lambda one: one[0])))
