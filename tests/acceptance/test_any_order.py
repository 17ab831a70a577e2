"""Order, for the whole system: any shuffle and duplication of a history's deliveries ends in the same state.

People do the same things in every world. What follows is told by the services themselves and delivered in an order that
Hypothesis draws: any letter of any queue first, singly or in batches, again and again, deferred ones tried in between.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

import pytest
import time_machine
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from shared.bus.registry import load_registry
from tests.acceptance.house import House, build_house
from tests.acceptance.ordering import Choices, run
from tests.acceptance.standing import differences, standing
from tests.acceptance.story import (
    accept,
    apologise,
    ask_payment,
    calendar,
    code,
    correct,
    dossier,
    hand_over,
    pay,
    refuse,
    stop,
    supplement,
    withdraw,
)
from tests.acceptance.system import NOW, Act, System

# Enough for every letter of the story to be drawn out of its turn; see Choices for what follows behind them.
CHOICES = st.lists(st.integers(0, 255), min_size=300, max_size=300)
KEPT = {code(number) for number in (8, 9, 10, 11, 12)}  # whose agency takes them in hand and decides nothing
PHONE, EMAIL = {"phone": "0912345678"}, {"email": "dao@example.vn"}


def story() -> list[Act]:
    """Dossiers at two agencies, one whose result is not fetched, one that is not accepted, one with an apology, one
    whose procedure was the wrong one; the calendar changes."""
    return [
        *calendar(),
        *dossier(1, "1.012990", accept, hand_over, **PHONE, **EMAIL),
        *dossier(2, "1.014101", accept, hand_over, **PHONE),
        *dossier(3, "1.012990", accept),
        *dossier(4, "1.012990", **PHONE),
        *dossier(5, "2.000286", accept, hand_over, **PHONE),
        *dossier(6, "1.014104", accept, supplement, hand_over, **EMAIL),
        *dossier(7, "1.014101", refuse, **PHONE),
        *dossier(8, "1.014101", accept, withdraw, **PHONE),
        *dossier(9, "1.014101", accept, apologise, **PHONE, **EMAIL),
        *dossier(10, "1.014101", accept, lambda about: correct(about, "1.012990"), **PHONE),
        *dossier(11, "1.014101", accept, ask_payment, pay, **PHONE),
        *dossier(12, "1.014101", accept, stop, **EMAIL),
    ]


class Worlds:
    """One house and its reference world. Not a dataclass: Hypothesis would print all that it holds."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.reference = self.lived()
        self.expected = standing(self.reference)

    def lived(self, choices: Sequence[int] = ()) -> System:
        """A world after its story, in the order of these choices."""
        with time_machine.travel(NOW, tick=False):
            return run(System(self.house, story(), KEPT), Choices(choices))

    def differences(self, world: System) -> list[str]:
        """In what a world differs from the reference, a line each."""
        return list(differences(self.expected, standing(world)))


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    return Worlds(build_house(tmp_path_factory.mktemp("secrets")))


def test_the_natural_order_tells_the_whole_history(worlds: Worlds) -> None:
    told = Counter(
        row["type"] for service in worlds.reference.services.values() for row in service.work.events.values()
    )
    assert told == {
        "intake.calendar.changed.v1": 4,
        "intake.dossier.filed.v1": 12,
        "intake.dossier.accepted.v1": 10,
        "intake.dossier.due_changed.v1": 1,
        "intake.dossier.corrected.v1": 1,
        "intake.dossier.refused.v1": 1,
        "intake.dossier.supplement_requested.v1": 1,
        "intake.dossier.supplemented.v1": 1,
        "intake.dossier.withdrawn.v1": 1,
        "intake.dossier.payment_requested.v1": 1,
        "intake.dossier.paid.v1": 1,
        "intake.dossier.stopped.v1": 1,
        "intake.dossier.result_ready.v1": 5,
        "intake.dossier.returned.v1": 4,
        "routing.case.opened.v1": 11,
        "routing.task.dispatched.v1": 12,
        "routing.task.acknowledged.v1": 12,
        "routing.task.done.v1": 1,
        "routing.task.due_changed.v1": 2,
        "routing.supplement.requested.v1": 1,
        "routing.task.resumed.v1": 1,
        "routing.case.decided.v1": 5,
        "agency.task.assigned.v1": 12,
        "agency.task.due_changed.v1": 2,
        "agency.task.resumed.v1": 1,
        "agency.task.recalled.v1": 3,
        "notifications.message.recorded.v1": told["notifications.message.recorded.v1"],
    }
    assert told["notifications.message.recorded.v1"] > 0


def test_nothing_is_left_over_in_the_natural_order(worlds: Worlds) -> None:
    assert not worlds.reference.acts
    for service in worlds.expected.values():
        assert (service["parked"], service["deferred"], service["pending"]) == ([], [], [])


def test_all_that_is_told_is_valid_by_its_contract(worlds: Worlds) -> None:
    schemas = {one.type: one.schema for one in load_registry()}
    for service in worlds.reference.services.values():
        for row in service.work.events.values():
            data = json.loads(row["body"])["data"]
            Draft202012Validator(schemas[row["type"]], format_checker=FormatChecker()).validate(data)


# Not shrunk: that takes minutes, and the differences already say which handler it was.
@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(choices=CHOICES)
def test_any_shuffle_and_duplication_ends_in_the_same_state(worlds: Worlds, choices: list[int]) -> None:
    world = worlds.lived(choices)
    assert not world.acts
    assert worlds.differences(world) == []
