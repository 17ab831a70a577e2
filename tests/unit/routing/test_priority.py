"""A dossier that goes first takes its case along, whenever routing hears of it."""

from __future__ import annotations

from services.routing.use_cases.questions import Turn
from shared.bus.reading import Received
from tests.unit.routing.world import MONDAY, World, accepted, event, returned, route


def prioritised(id: str = "prioritised") -> Received:
    return event("intake.dossier.prioritised.v1", {"prioritised_at": MONDAY.isoformat()}, id=id, sequence=4)


def test_a_case_goes_first_from_then_on_and_twice_is_once() -> None:
    world = World.ready(route())
    world.receive(accepted())
    assert not world.case().priority
    world.receive(prioritised())
    version = world.case().version
    world.receive(prioritised("again"))
    assert (world.case().priority, world.case().version) == (True, version)


def test_news_that_come_before_the_case_wait_for_it() -> None:
    world = World.ready(route())
    world.receive(prioritised())
    assert len(world.deferred) == 1
    world.receive(accepted())
    world.retry_deferred()
    assert world.case().priority


def test_what_ends_meanwhile_ends_the_same_in_either_order() -> None:
    one, other = World.ready(route()), World.ready(route())
    for world in (one, other):
        world.receive(accepted())
    one.receive(prioritised())
    other.receive(returned())
    one.receive(returned())
    other.receive(prioritised())
    assert one.case() == other.case()


def test_a_cursor_leads_back_to_its_turn() -> None:
    turn = Turn(MONDAY, 2).after((MONDAY, "a"), 3, first=True).after((MONDAY, "b"), 0, first=False)
    assert Turn.of(turn.values()) == turn
    assert Turn.of(Turn(MONDAY).values()) == Turn(MONDAY)
    assert Turn.of(None) is None
    assert Turn.of((None, 1, None, None, None, None)) is None
