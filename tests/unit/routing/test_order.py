"""Every order and every duplication of the events ends in the same state."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from services.routing.domain.case import CaseStatus
from services.routing.use_cases import facts
from shared.bus.reading import Received
from tests.unit.routing.world import World, accepted, acknowledgement, calendar_changed, decision, returned, route


def live(first: list[Received], order: random.Random, copies: int) -> World:
    """Deliver events in some order, each up to ``copies`` times; the agency answers once it has the letter."""
    world = World.ready(route(hand_back_hours=4))
    on_the_way = [one for one in first for _ in range(order.randint(1, copies))]
    answered = False
    while on_the_way or world.deferred:
        if on_the_way:
            world.receive(on_the_way.pop(order.randrange(len(on_the_way))))
        if order.random() < 0.5 or not on_the_way:
            world.retry_deferred()
        if order.random() < 0.5 or not on_the_way:
            world.dispatch()
        if not answered and facts.TASK_ASSIGNED in world.types_told():
            answered = True
            on_the_way += [one for one in (acknowledgement(), decision()) for _ in range(order.randint(1, copies))]
    return world


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(min_value=1, max_value=3))
def test_any_order_and_any_duplication_ends_in_the_same_state(order: random.Random, copies: int) -> None:
    plain = live([accepted(), returned()], random.Random(1), 1)
    world = live([accepted(), returned(), calendar_changed(1)], order, copies)
    assert world.case() == plain.case()
    assert world.case().status is CaseStatus.CLOSED
    assert sorted(world.types_told()) == sorted(plain.types_told())
    assert world.parked == []
