"""What a review goes by: the desk's own time for a new dossier, and the kinds of reasons that refusals are told by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.intake.domain.errors import Words
from shared.text import search_key

OTHER = "other"


@dataclass(frozen=True, slots=True)
class ReasonKind:
    """A kind of reason, and the words (folded) that tell it in what an officer wrote."""

    id: str
    words: Words
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """``reception_hours``: working hours in which the desk looks at a new dossier. ``reasons``: the first kind that a
    text shows a sign of is its kind; the last kind is ``other`` and takes the rest. ``sample`` names what is invented.
    """

    effective_from: date
    reception_hours: int
    reasons: tuple[ReasonKind, ...]
    basis: str
    sample: frozenset[str] = frozenset()

    def reason_of(self, text: str) -> ReasonKind:
        """The kind of what an officer wrote, whatever marks and case it was written with."""
        folded = f" {search_key(text)} "
        return next((one for one in self.reasons if any(f" {sign} " in folded for sign in one.signs)), self.reasons[-1])

    def kind(self, id: str) -> ReasonKind:
        """The kind of this id; ``other`` where an older rule knew it and this one does not."""
        return next((one for one in self.reasons if one.id == id), self.reasons[-1])


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """Every version there was, oldest first."""

    versions: tuple[ReviewRule, ...]

    def on(self, day: date) -> ReviewRule:
        """The rule that holds on that day; before the first one, the first."""
        in_force = [one for one in self.versions if one.effective_from <= day]
        return in_force[-1] if in_force else self.versions[0]


def read_review_rules(entries: Sequence[dict[str, Any]]) -> ReviewRules:
    """The rules of a file's content. Raises KeyError, TypeError and ValueError for entries that are none."""
    found = sorted((_rule(one) for one in entries), key=lambda one: one.effective_from)
    if not found:
        raise ValueError("there is no rule")
    return ReviewRules(tuple(found))


def _rule(entry: dict[str, Any]) -> ReviewRule:
    kinds = [
        ReasonKind(one["id"], Words(one["vi"], one["en"]), tuple(search_key(sign) for sign in one["signs"]))
        for one in entry["reasons"]
    ]
    hours = int(entry["reception_hours"])
    if hours < 1 or not kinds or kinds[-1].id != OTHER or any(not one.signs for one in kinds[:-1]):
        raise ValueError("a rule gives an hour at least, and kinds of reasons of which the last is the rest")
    day = date.fromisoformat(entry["effective_from"])
    return ReviewRule(day, hours, tuple(kinds), entry["basis"], frozenset(entry.get("sample", "").split()))
