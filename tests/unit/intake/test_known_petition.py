"""Rules of what intake knows of petitions: the first answer counts, by the date that it had, in any order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations

from services.intake.domain.known_petition import KnownPetition, Topic

NOW = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
DUE, MOVED, AGAIN = NOW + timedelta(days=9), NOW + timedelta(days=12), NOW + timedelta(days=30)


def test_one_that_was_reopened_was_answered_when_it_was_answered_first_in_any_order() -> None:
    steps: tuple[Callable[[KnownPetition], KnownPetition], ...] = (
        lambda one: one.received(Topic.LATENESS, None, NOW, DUE, 1),
        lambda one: one.answered(Topic.LATENESS, None, NOW + timedelta(days=10), 3, MOVED),
        lambda one: one.answered(Topic.LATENESS, None, NOW + timedelta(days=28), 5, AGAIN),
    )
    for order in permutations(steps):
        known = KnownPetition("PA-261005-0001")
        for step in order:
            known = step(known)
        assert (known.answered_at, known.answer_due_at) == (NOW + timedelta(days=10), MOVED)
        assert not known.answered_late  # its date had moved while somebody was waited for


def test_an_answer_that_names_no_date_is_held_to_the_one_that_was_promised() -> None:
    known = KnownPetition("PA-261005-0001").received(Topic.OTHER, None, NOW, DUE, 1)
    assert known.answered(Topic.OTHER, None, DUE + timedelta(hours=1), 2).answered_late
