"""Every order and every duplication of the events ends in the same state."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.routing.domain.case import CaseStatus
from services.routing.use_cases import facts
from shared.bus.reading import Received
from shared.security.keys import new_signing_key
from tests.unit.routing.world import (
    DOSSIER,
    World,
    accepted,
    acknowledgement,
    agency,
    asking,
    calendar_changed,
    decision,
    returned,
    route,
    supplemented,
    two_steps,
    withdrawn,
)

SECOND_KEY = new_signing_key()
SECOND: dict[str, Any] = {"key": "H99-11-01", "signing_key": SECOND_KEY, "task_id": f"{DOSSIER}:2"}


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


def live_long(order: random.Random, copies: int, *, withdrawn_at_the_end: bool) -> World:
    """Two steps, papers asked for by the first: causes come before effects, all else in any order, several times."""
    world = World.ready(two_steps(), agency("H99.11.01", SECOND_KEY))
    on_the_way: list[Received] = []
    send(on_the_way, order, copies, accepted())
    sent: set[str] = set()
    while on_the_way or world.deferred or len(sent) < (4 if withdrawn_at_the_end else 5):
        if on_the_way:
            world.receive(on_the_way.pop(order.randrange(len(on_the_way))))
        if order.random() < 0.5 or not on_the_way:
            world.retry_deferred()
            world.dispatch()
        told = world.types_told()
        if "first" not in sent and facts.TASK_ASSIGNED in told:
            sent.add("first")
            send(on_the_way, order, copies, acknowledgement(sequence=1), asking(sequence=2))
        if "papers" not in sent and facts.SUPPLEMENT_REQUESTED in told:
            sent.add("papers")
            send(on_the_way, order, copies, supplemented())
        if "done" not in sent and facts.AGENCY_TASK_RESUMED in told:
            sent.add("done")
            send(on_the_way, order, copies, decision(outcome="done", sequence=3))
        if "second" not in sent and told.count(facts.TASK_ASSIGNED) == 2:
            sent.add("second")
            answers = (acknowledgement(id="a2", sequence=1, **SECOND), decision(id="d2", sequence=2, **SECOND))
            send(on_the_way, order, copies, *([withdrawn()] if withdrawn_at_the_end else answers))
        if "returned" not in sent and facts.CASE_DECIDED in told:
            sent.add("returned")
            send(on_the_way, order, copies, returned())
    return world


def send(on_the_way: list[Received], order: random.Random, copies: int, *events: Received) -> None:
    on_the_way += [one for one in events for _ in range(order.randint(1, copies))]


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(min_value=1, max_value=3), st.booleans())
def test_two_steps_with_papers_asked_for_end_in_the_same_state_in_any_order(
    order: random.Random, copies: int, withdrawn_at_the_end: bool
) -> None:
    plain = live_long(random.Random(1), 1, withdrawn_at_the_end=withdrawn_at_the_end)
    world = live_long(order, copies, withdrawn_at_the_end=withdrawn_at_the_end)
    assert world.case() == plain.case()
    assert world.case().status is (CaseStatus.WITHDRAWN if withdrawn_at_the_end else CaseStatus.CLOSED)
    assert sorted(world.types_told()) == sorted(plain.types_told())
    assert world.parked == []


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(min_value=1, max_value=3))
def test_any_order_and_any_duplication_ends_in_the_same_state(order: random.Random, copies: int) -> None:
    plain = live([accepted(), returned()], random.Random(1), 1)
    world = live([accepted(), returned(), calendar_changed(1)], order, copies)
    assert world.case() == plain.case()
    assert world.case().status is CaseStatus.CLOSED
    assert sorted(world.types_told()) == sorted(plain.types_told())
    assert world.parked == []
