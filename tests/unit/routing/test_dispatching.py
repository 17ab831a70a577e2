"""Rules of the dispatcher: how much lies in an agency's queue, and in which order it gets there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from services.routing.domain.case import Case
from services.routing.domain.task import TaskStatus
from services.routing.use_cases import facts
from shared.store.change import Address, Change, Conflict, Context
from tests.unit.routing.world import DOSSIER, KEY, MONDAY, World, accepted, acknowledgement


def open_cases(world: World, count: int, **data: object) -> list[str]:
    """Cases numbered from 1001 on."""
    codes = [f"H99.11-261005-{1001 + number}" for number in range(count)]
    for code in codes:
        world.receive(replace(accepted(**data), id=code, subject=code))
    return codes


def test_a_dispatched_task_is_told_to_all_and_sent_to_its_agency_in_one_change() -> None:
    world = World.ready()
    world.receive(accepted())
    assert world.dispatch() == 1
    assert world.case().tasks[0].status is TaskStatus.DISPATCHED
    told, letter = world.told[1:]
    assert (told.type, told.sequence, told.address) == (facts.TASK_DISPATCHED, 2, None)
    assert (letter.type, letter.sequence, letter.address) == (facts.TASK_ASSIGNED, 2, Address("agency.tasks", KEY))
    assert letter.data["task_id"] == f"{DOSSIER}:1"
    assert letter.personal is None


def test_a_task_is_dispatched_once() -> None:
    world = World.ready()
    world.receive(accepted())
    assert [world.dispatch(), world.dispatch()] == [1, 0]


def test_an_agency_that_does_not_answer_is_given_no_more_than_the_limit() -> None:
    world = World.ready()
    open_cases(world, 25)
    assert world.dispatch() == 20
    assert world.dispatch() == 0


def test_an_acknowledgement_makes_room_for_one_more() -> None:
    world = World.ready()
    codes = open_cases(world, 3)
    assert world.dispatch(most=2) == 2
    world.receive(acknowledgement(f"{codes[0]}:1", subject=codes[0]))
    assert world.dispatch(most=2) == 1


def test_priority_goes_first_then_what_is_due_first() -> None:
    world = World.ready()
    late, soon = (MONDAY + timedelta(days=9)).isoformat(), (MONDAY + timedelta(days=2)).isoformat()
    world.receive(replace(accepted(due_at=late), id="a", subject="H99.11-261005-0011"))
    world.receive(replace(accepted(due_at=soon), id="b", subject="H99.11-261005-0012"))
    world.receive(replace(accepted(due_at=late, priority=True), id="c", subject="H99.11-261005-0013"))
    world.receive(replace(accepted(due_at=None, working_hours=None), id="d", subject="H99.11-261005-0014"))
    world.dispatch()
    letters = [fact.subject[-4:] for fact in world.told if fact.type == facts.TASK_ASSIGNED]
    assert letters == ["0013", "0012", "0011", "0014"]


def test_of_two_dispatchers_one_dispatches_and_the_other_goes_on() -> None:
    class Raced(World):
        """Somebody else dispatches the first case in the very moment."""

        def commit(self, change: Change, context: Context) -> None:
            if change.saved[0].id.endswith("1001") and isinstance(change.saved[0], Case):
                raise Conflict("raced")
            super().commit(change, context)

    world = World.ready()
    open_cases(world, 2)
    raced = Raced(world.states, world.told)
    assert raced.dispatch() == 1


def test_the_dispatch_keeps_the_thread_of_the_acceptance() -> None:
    contexts: list[Context] = []

    class Listening(World):
        def commit(self, change: Change, context: Context) -> None:
            contexts.append(context)
            super().commit(change, context)

    world = World.ready()
    world.receive(accepted())
    Listening(world.states).dispatch()
    assert [(one.actor, one.correlation_id, one.causation_id) for one in contexts] == [
        ("service:routing", "correlation", "accepted")
    ]


def test_a_case_that_changes_in_the_very_moment_keeps_its_turn() -> None:
    class Interrupted(World):
        lost = 0

        def commit(self, change: Change, context: Context) -> None:
            if self.lost < 2:
                self.lost += 1
                raise Conflict("changed meanwhile")
            super().commit(change, context)

    world = World.ready()
    world.receive(accepted())
    interrupted = Interrupted(world.states, world.told)
    assert interrupted.dispatch() == 1
    assert interrupted.lost == 2
