"""Order, for the whole system: any shuffle and duplication of a history's deliveries ends in the same state.

People do the same things in every world. What follows is told by the services themselves and delivered in an order that
Hypothesis draws: any letter of any queue first, singly or in batches, again and again, deferred ones tried in between.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import time_machine
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from shared.bus.registry import load_registry
from tests.acceptance.house import House, build_house
from tests.acceptance.ordering import Choices, run
from tests.acceptance.standing import differences, standing
from tests.acceptance.story import accept, calendar, dossier, hand_over
from tests.acceptance.system import NOW, Act, System

# Enough for every letter of the story to be drawn out of its turn; see Choices for what follows behind them.
CHOICES = st.lists(st.integers(0, 255), min_size=400, max_size=400)
Compare = Callable[[System], list[str]]
PHONE, EMAIL = {"phone": "0912345678"}, {"email": "dao@example.vn"}


def story() -> list[Act]:
    """Dossiers at two agencies, one whose result is not fetched, one that is not accepted; the calendar changes."""
    return [
        *calendar(),
        *dossier(1, "1.012990", accept, hand_over, **PHONE, **EMAIL),
        *dossier(2, "1.014101", accept, hand_over, **PHONE),
        *dossier(3, "1.014104", accept),
        *dossier(4, "1.012990", **PHONE),
    ]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return build_house(tmp_path_factory.mktemp("secrets"))


def lived(house: House, choices: Sequence[int] = ()) -> System:
    """A world after its story, in the order of these choices."""
    with time_machine.travel(NOW, tick=False):
        return run(System(house, story()), Choices(choices))


@pytest.fixture(scope="module")
def reference(house: House) -> System:
    return lived(house)


@pytest.fixture(scope="module")
def expected(reference: System) -> dict[str, Any]:
    return standing(reference)


@pytest.fixture(scope="module")
def compared(expected: dict[str, Any]) -> Compare:
    """A function, for Hypothesis prints whole arguments."""
    return lambda world: list(differences(expected, standing(world)))


def test_the_natural_order_tells_the_whole_history(reference: System) -> None:
    told = Counter(row["type"] for service in reference.services.values() for row in service.work.events.values())
    assert told == {
        "intake.calendar.changed.v1": 3,
        "intake.dossier.filed.v1": 4,
        "intake.dossier.accepted.v1": 3,
        "routing.case.opened.v1": 3,
        "routing.task.dispatched.v1": 3,
        "agency.task.assigned.v1": 3,
        "routing.task.acknowledged.v1": 3,
        "routing.case.decided.v1": 3,
        "intake.dossier.result_ready.v1": 3,
        "intake.dossier.returned.v1": 2,
        "notifications.message.recorded.v1": told["notifications.message.recorded.v1"],
    }
    assert told["notifications.message.recorded.v1"] > 0


def test_nothing_is_left_over_in_the_natural_order(reference: System, expected: dict[str, Any]) -> None:
    assert not reference.acts
    for service in expected.values():
        assert (service["parked"], service["deferred"], service["pending"]) == ([], [], [])


def test_all_that_is_told_is_valid_by_its_contract(reference: System) -> None:
    schemas = {one.type: one.schema for one in load_registry()}
    for service in reference.services.values():
        for row in service.work.events.values():
            data = json.loads(row["body"])["data"]
            Draft202012Validator(schemas[row["type"]], format_checker=FormatChecker()).validate(data)


# Not shrunk: that takes minutes, and the differences already say which handler it was.
@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(choices=CHOICES)
def test_any_shuffle_and_duplication_ends_in_the_same_state(
    house: House, compared: Compare, choices: list[int]
) -> None:
    world = lived(house, choices)
    assert not world.acts
    assert compared(world) == []
