"""A worker restarts what fails, gives up on what cannot work, and drains when told to end."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from shared.bus import worker as module
from shared.bus.worker import Periodic, Worker
from shared.store.change import StoreAway
from tests.support.waiting import wait_until


@pytest.fixture(autouse=True)
def own_signals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test process gets its handlers back; pauses are cut short."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(module, "_RESTART_PAUSE", 0.0)
    monkeypatch.setattr(module, "_TICK_SECONDS", 0.01)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Scripted:
    """A part that does what each call in turn says, then works until it is stopped."""

    def __init__(self, *calls: Callable[[Event], None]) -> None:
        self.state = "ready"
        self.left = list(calls)
        self.started = 0
        self.drained = False

    def run(self, stop: Event) -> None:
        self.started += 1
        if self.left:
            self.left.pop(0)(stop)
            return
        stop.wait()
        self.drained = True


def fails(_stop: Event) -> None:
    raise RuntimeError("broken")


def once(condition: Callable[[], object], action: Callable[[], object]) -> Thread:
    """Do something as soon as something is true, beside the test."""

    def run() -> None:
        wait_until(condition)
        action()

    thread = Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_drains_every_part_and_ends_well(number: int) -> None:
    parts = {"one": Scripted(), "two": Scripted()}
    thread = once(lambda: all(part.started for part in parts.values()), lambda: os.kill(os.getpid(), number))
    assert Worker(parts).run() == 0
    thread.join()
    assert all(part.drained for part in parts.values())


def test_a_part_that_failed_begins_again() -> None:
    part = Scripted(fails, lambda stop: None, fails)
    worker = Worker({"one": part})
    thread = once(lambda: part.started == 4, worker.stop.set)
    assert worker.run() == 0
    thread.join()
    assert part.drained


def test_a_part_that_fails_for_ever_ends_the_worker_with_an_error() -> None:
    other = Scripted()

    def fails_beside_the_other(_stop: Event) -> None:
        wait_until(lambda: other.started)
        raise RuntimeError("broken")

    part = Scripted(fails_beside_the_other, *[fails] * 100)
    assert Worker({"one": part, "two": other}).run() == 1
    assert other.drained
    assert part.started < 20


def test_a_part_that_does_not_end_in_time_is_left_behind_with_an_error() -> None:
    release = Event()
    part = Scripted(lambda stop: (release.wait(20), None)[1])
    worker = Worker({"one": part}, drain_seconds=0.05)
    thread = once(lambda: part.started, worker.stop.set)
    assert worker.run() == 1
    release.set()
    thread.join()


def test_the_health_file_says_how_each_part_is_and_goes_with_the_worker(tmp_path: Path) -> None:
    file = tmp_path / "health.json"
    part = Scripted()
    worker = Worker({"one": part}, health_file=file)
    seen: list[object] = []

    def watch() -> None:
        for state in ("away", "ready"):
            part.state = state
            wait_until(lambda: file.exists() and json.loads(file.read_text())["parts"] == {"one": part.state})
            seen.append(json.loads(file.read_text())["ready"])
        worker.stop.set()

    thread = once(lambda: part.started, watch)
    assert worker.run() == 0
    thread.join()
    assert seen == [False, True]
    assert not file.exists()


def test_a_worker_without_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="without parts"):
        Worker({})


def test_a_periodic_action_waits_for_an_absent_store_and_goes_on() -> None:
    stop, calls, states = Event(), [], []

    def action() -> bool:
        calls.append(1)
        states.append(periodic.state)
        if len(calls) == 1:
            raise StoreAway("gone")
        if len(calls) == 3:
            stop.set()
        return True

    periodic = Periodic(0.001, action)
    periodic.run(stop)
    assert (len(calls), states[1]) == (3, "waiting for the store")
    assert periodic.state == "ready"
