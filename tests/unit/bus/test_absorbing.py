"""Each fault has its own answer, and none of them loses an event or blames an innocent one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from shared.bus.absorbing import JITTER_SECONDS, MOST_RACES, SPLIT_AFTER, Absorber, Item, fault_text
from shared.bus.hooks import Hooks
from shared.bus.ports import AlreadyReceived, HandlerFailed
from shared.bus.reading import Received
from shared.store.change import Conflict, StoreAway
from tests.unit.bus.samples import BOILED, NOON, reading


class ScriptedInbox:
    """Asks ``verdict(ids)`` what to raise; remembers what was absorbed and what was deferred."""

    def __init__(self, verdict: Callable[[list[str]], Exception | None]) -> None:
        self.verdict = verdict
        self.tried: list[list[str]] = []
        self.absorbed: list[str] = []
        self.deferred: list[tuple[str, str, int]] = []
        self.known: set[str] = set()

    def repeated(self, again: Sequence[Received]) -> None:
        """Changes nothing."""

    def absorb(self, batch: Sequence[Item]) -> None:
        ids = [received.id for received, _ in batch]
        self.tried.append(ids)
        fault = self.verdict(ids)
        if fault is not None:
            raise fault
        self.absorbed += ids

    def seen(self, ids: Sequence[str]) -> frozenset[str]:
        return frozenset(ids) & self.known

    def defer(self, received: Received, reason: str, attempt: int) -> None:
        self.deferred.append((received.id, reason, attempt))


class Waited(list[float]):
    """The seconds of every wait."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def items(count: int) -> list[Item]:
    return [
        (Received(f"event-{number}", BOILED, "/motcua/kitchen", "kettle-1", number, NOON, {}, {}, "tea"), reading())
        for number in range(1, count + 1)
    ]


def ids(count: int) -> list[str]:
    return [f"event-{number}" for number in range(1, count + 1)]


def absorber(inbox: Any, wait: Callable[[float], None] | None = None, hooks: Hooks | None = None) -> Absorber:
    return Absorber(inbox, Waited() if wait is None else wait, hooks or Hooks())


def in_turn(*faults: Exception | None) -> Callable[[list[str]], Exception | None]:
    """One fault for each call, then none."""
    left = list(faults)
    return lambda _ids: left.pop(0) if left else None


def test_a_store_that_is_away_is_waited_for_and_counts_as_nothing() -> None:
    inbox, waited = ScriptedInbox(in_turn(*[StoreAway("gone")] * 30)), Waited()
    absorber(inbox, waited).take_in(items(3))
    assert inbox.absorbed == ids(3)
    assert inbox.deferred == []
    assert len(waited) == 30
    assert max(waited) <= 2


def test_a_lost_race_runs_the_whole_batch_again_after_a_short_moment() -> None:
    inbox, waited = ScriptedInbox(in_turn(Conflict(), Conflict())), Waited()
    absorber(inbox, waited).take_in(items(4))
    assert inbox.tried == [ids(4)] * 3
    assert inbox.absorbed == ids(4)
    assert max(waited) <= JITTER_SECONDS


def test_a_batch_is_split_only_after_many_lost_races() -> None:
    inbox = ScriptedInbox(lambda batch: Conflict() if len(batch) > 1 else None)
    absorber(inbox).take_in(items(2))
    assert inbox.tried == [ids(2)] * SPLIT_AFTER + [["event-1"], ["event-2"]]


def test_an_event_that_always_loses_is_put_off_instead_of_holding_the_queue() -> None:
    inbox = ScriptedInbox(lambda batch: Conflict() if "event-1" in batch else None)
    absorber(inbox).take_in(items(2))
    assert inbox.absorbed == ["event-2"]
    ((id, reason, attempt),) = inbox.deferred
    assert (id, attempt) == ("event-1", 1)
    assert "faster" in reason
    assert len([tried for tried in inbox.tried if tried == ["event-1"]]) == MOST_RACES


def test_what_was_received_before_falls_out_and_the_rest_takes_effect() -> None:
    repeated: list[int] = []
    inbox = ScriptedInbox(lambda batch: AlreadyReceived(frozenset({"event-2"})) if "event-2" in batch else None)
    absorber(inbox, hooks=Hooks(repeated=repeated.append)).take_in(items(3))
    assert inbox.absorbed == ["event-1", "event-3"]
    assert repeated == [1]


def test_ids_that_the_store_did_not_name_are_looked_up() -> None:
    inbox = ScriptedInbox(lambda batch: AlreadyReceived() if "event-3" in batch else None)
    inbox.known = {"event-3"}
    absorber(inbox).take_in(items(3))
    assert inbox.absorbed == ["event-1", "event-2"]


def test_a_double_that_the_look_up_cannot_find_does_not_loop_for_ever() -> None:
    inbox = ScriptedInbox(lambda batch: AlreadyReceived())
    absorber(inbox).take_in(items(1))
    assert [id for id, _, _ in inbox.deferred] == ["event-1"]


def test_a_batch_of_doubles_alone_is_done() -> None:
    inbox = ScriptedInbox(in_turn(AlreadyReceived(frozenset(ids(3)))))
    absorber(inbox).take_in(items(3))
    assert (len(inbox.tried), inbox.absorbed, inbox.deferred) == (1, [], [])


@pytest.mark.parametrize("kind", [HandlerFailed, KeyError, OverflowError])
def test_one_failing_handler_is_found_singly_and_only_its_event_is_put_off(kind: type[Exception]) -> None:
    deferred: list[int] = []
    inbox = ScriptedInbox(lambda batch: kind("Nguyễn Thị Lan") if "event-2" in batch else None)
    absorber(inbox, hooks=Hooks(deferred=deferred.append)).take_in(items(3), attempt=4)
    assert inbox.absorbed == ["event-1", "event-3"]
    ((id, reason, attempt),) = inbox.deferred
    assert (id, attempt, deferred) == ("event-2", 4, [1])
    assert kind.__name__ in reason
    assert "Lan" not in reason


def test_putting_off_waits_for_the_store_too() -> None:
    inbox = ScriptedInbox(lambda batch: RuntimeError())
    answers = in_turn(StoreAway("gone"), None)
    plain = inbox.defer

    def defer(received: Received, reason: str, attempt: int) -> None:
        fault = answers([])
        if fault:
            raise fault
        plain(received, reason, attempt)

    inbox.defer = defer  # type: ignore[method-assign]
    absorber(inbox).take_in(items(1))
    assert len(inbox.deferred) == 1


@pytest.mark.parametrize("fault", [StoreAway("gone"), Conflict()])
def test_what_ends_the_waiting_is_no_fault_of_the_event(fault: Exception) -> None:
    class ConnectionGone(Exception):
        pass

    def wait(seconds: float) -> None:
        raise ConnectionGone

    inbox = ScriptedInbox(in_turn(fault))
    with pytest.raises(ConnectionGone):
        absorber(inbox, wait).take_in(items(2))
    assert inbox.deferred == []


def test_a_fault_is_told_by_kind_and_place_without_its_words() -> None:
    def handler() -> None:
        raise ValueError("0912345678")

    try:
        try:
            handler()
        except ValueError as cause:
            raise HandlerFailed("singly") from cause
    except HandlerFailed as fault:
        text = fault_text(fault)
    assert text.startswith("ValueError in handler (test_absorbing.py:")
    assert "0912" not in text
