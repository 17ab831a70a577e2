"""Rules of what an agency may say, and what becomes of what it may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from marshmallow import ValidationError

from services.routing.consumed.replies import TaskDecided
from services.routing.domain.case import CaseStatus
from services.routing.domain.task import Outcome, TaskStatus
from services.routing.use_cases import facts
from tests.unit.routing.world import (
    AGENCY_KEY,
    DOSSIER,
    MONDAY,
    OTHER_KEY,
    World,
    accepted,
    acknowledgement,
    agency,
    decision,
    returned,
)


@pytest.fixture
def world() -> World:
    """A case whose task lies in the agency's queue."""
    world = World.ready(agency("H99.11.01", OTHER_KEY), agency("H99.11", OTHER_KEY))
    world.receive(accepted())
    world.dispatch()
    return world


def test_acknowledged_then_decided_decides_the_case(world: World) -> None:
    world.receive(acknowledgement())
    world.receive(decision())
    case = world.case()
    assert case.status is CaseStatus.DECIDED
    assert case.tasks[0].status is TaskStatus.DECIDED
    assert world.types_told()[-2:] == [facts.TASK_ACKNOWLEDGED, facts.CASE_DECIDED]
    assert world.told[-1].data["result"] == {"name": "Giấy phép", "number": "12/GP", "issued_at": "2026-10-06"}


def test_a_denial_decides_the_case_too(world: World) -> None:
    world.receive(acknowledgement())
    world.receive(decision(outcome="denied"))
    given = world.case().tasks[0].decision
    assert given is not None
    assert given.outcome is Outcome.DENIED


@pytest.mark.parametrize("make", [acknowledgement, decision])
def test_a_repeated_reply_changes_nothing(world: World, make: Any) -> None:
    world.receive(acknowledgement())
    world.receive(decision())
    before, told = world.case(), list(world.told)
    world.receive(make(id="the same again under another id"))
    assert (world.case(), world.told, world.parked) == (before, told, [])


def test_a_decision_that_overtakes_its_acknowledgement_waits_for_it(world: World) -> None:
    world.receive(decision())
    assert len(world.deferred) == 1
    world.receive(acknowledgement())
    world.retry_deferred()
    assert world.case().status is CaseStatus.DECIDED


def test_another_decision_than_the_first_is_parked(world: World) -> None:
    world.receive(acknowledgement())
    world.receive(decision())
    world.receive(decision(id="second thoughts", outcome="denied"))
    assert [reason for _, reason in world.parked] == [f"task {DOSSIER}:1 was decided otherwise before"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"user": None}, "the message has no user_id, so the broker has not checked who sent it"),
        ({"user": "agency.H99-11-01"}, "sent by user 'agency.H99-11-01' under the key of agency 'H99-11-02'"),
        (
            {"routing_key": "H99-11-02.agency.task.decided.v1"},
            "routing key 'H99-11-02.agency.task.decided.v1' does not fit type 'agency.task.acknowledged.v1'",
        ),
        ({"source": "/agency/H99-11-01"}, "source '/agency/H99-11-01' is not /agency/H99-11-02"),
        ({"source": "/motcua/intake"}, "source '/motcua/intake' is not /agency/H99-11-02"),
        ({"headers": {}}, "the message has no jws header, so it is not signed"),
        ({"headers": {"jws": b"bytes"}}, "the message has no jws header, so it is not signed"),
        ({"headers": {"jws": "x..y"}}, "bad signature: the signature does not fit the message or its sender's key"),
        ({"raw": b"other bytes"}, "bad signature: the signature does not fit the message or its sender's key"),
        ({"signing_key": OTHER_KEY}, "bad signature: the signature does not fit the message or its sender's key"),
        ({"subject": "H99.11-261005-7777"}, "no case of dossier 'H99.11-261005-7777'"),
        ({"task_id": f"{DOSSIER}:2"}, f"case {DOSSIER} has no task '{DOSSIER}:2'"),
        ({"key": "H99-11-77"}, "agency 'H99-11-77' is unknown"),
    ],
)
def test_a_dishonest_reply_is_parked_with_its_reason(world: World, changed: dict[str, Any], reason: str) -> None:
    before = world.case()
    world.receive(acknowledgement(**changed))
    assert [found for _, found in world.parked] == [reason]
    assert world.case() == before


@pytest.mark.parametrize("key", ["H99-11-01", "H99-11"])
def test_an_agency_cannot_answer_for_another_nor_a_parent_for_its_child(world: World, key: str) -> None:
    world.receive(acknowledgement(key=key, signing_key=OTHER_KEY))
    assert world.parked[0][1] == f"task {DOSSIER}:1 is not a task of agency {key.replace('-', '.')}"


def test_an_agency_without_a_key_is_not_believed(world: World) -> None:
    for key, state in list(world.states.items()):
        if key.id == "H99-11-02":
            world.states[key] = replace(state, public_keys=())
    world.receive(acknowledgement())
    assert world.parked[0][1] == "bad signature: the agency has no key yet"


def test_a_task_that_was_never_dispatched_cannot_be_answered() -> None:
    world = World.ready()
    world.receive(accepted())
    world.receive(acknowledgement())
    world.receive(decision())
    assert [reason for _, reason in world.parked] == [f"task {DOSSIER}:1 has not been dispatched"] * 2


def test_an_agency_whose_clock_is_slow_acknowledges_no_earlier_than_it_was_asked(world: World) -> None:
    world.receive(acknowledgement(time=MONDAY - timedelta(days=3)))
    task = world.case().tasks[0]
    assert task.acknowledged_at == task.dispatched_at


def test_a_second_key_is_believed_beside_the_first(world: World) -> None:
    both = agency().with_key(OTHER_KEY.as_dict(private=False))
    world.states = {key: both if state.id == both.id else state for key, state in world.states.items()}
    world.receive(acknowledgement(signing_key=OTHER_KEY))
    world.receive(decision(signing_key=AGENCY_KEY))
    assert world.case().status is CaseStatus.DECIDED


def test_a_denial_without_a_reason_is_refused_by_the_schema() -> None:
    with pytest.raises(ValidationError) as refused:
        TaskDecided().load({"task_id": "x:1", "decision": "denied", "note": "  "})
    assert refused.value.messages == {"note": ["a denial needs its reason"]}


def test_a_returned_dossier_closes_its_decided_case_only(world: World) -> None:
    world.receive(returned())
    assert len(world.deferred) == 1
    world.receive(acknowledgement())
    world.receive(decision())
    world.retry_deferred()
    assert world.case().status is CaseStatus.CLOSED
