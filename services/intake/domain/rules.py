"""Limits that the law sets for every procedure: data with the day from which they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Rule:
    """``no_answer_days``: working days of silence after which a dossier may be stopped; ``payment_days``: working days
    in which a fee is to be paid; ``basis`` is the legal text; ``sample`` names what is invented."""

    effective_from: date
    no_answer_days: int
    payment_days: int
    basis: str
    sample: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rules:
    """Every version there was, oldest first."""

    versions: tuple[Rule, ...]

    def on(self, day: date) -> Rule:
        """The rule that holds on that day; before the first one, the first. Raises LookupError where there is none."""
        if not self.versions:
            raise LookupError("no rules were loaded")
        in_force = [one for one in self.versions if one.effective_from <= day]
        return max(in_force, key=lambda one: one.effective_from) if in_force else self.versions[0]


def read_rules(entries: Sequence[dict[str, object]]) -> Rules:
    """The rules of a file's content. Raises KeyError, TypeError and ValueError for entries that are none."""
    found = [
        Rule(
            date.fromisoformat(str(one["effective_from"])),
            int(str(one["no_answer_days"])),
            int(str(one["payment_days"])),
            str(one["basis"]),
            frozenset(str(one.get("sample", "")).split()),
        )
        for one in entries
    ]
    if not found or any(one.no_answer_days < 1 or one.payment_days < 1 for one in found):
        raise ValueError("a rule gives at least one working day")
    return Rules(tuple(sorted(found, key=lambda one: one.effective_from)))
