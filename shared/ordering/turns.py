"""Whose turn is next: one decision, from the two who stand at the head of their lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from shared.ordering.rules import OrderRules

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Waiting(Generic[Key]):
    """One who waits: since when, and whether among the preferred. ``key`` is whatever the caller knows it by."""

    key: Key
    since: datetime
    first: bool


def choose(
    preferred: Waiting[Key] | None, other: Waiting[Key] | None, in_a_row: int, now: datetime, rules: OrderRules
) -> Waiting[Key] | None:
    """Whose turn it is, of the first in line of the preferred and the first in line of the others; None for two empty
    lines.

    The preferred one goes first, unless as many preferred turns as the rules allow have just followed each other
    (``in_a_row``, see ``row_after``), or the other has waited as long as the rules allow and came before.
    """
    if preferred is None or other is None:
        return preferred or other
    if in_a_row >= rules.in_a_row:
        return other
    waited_enough = now - other.since >= rules.longest_delay
    return other if waited_enough and other.since < preferred.since else preferred


def row_after(in_a_row: int, chosen: Waiting[Key], *, another_waits: bool) -> int:
    """How many preferred turns have followed each other after this one; turns that held nobody up do not count."""
    return in_a_row + 1 if chosen.first and another_waits else 0
