"""A worker in a process of its own, for tests that kill or pause it; optionally it kills itself at a chosen point.

``python -m tests.integration.bus.child ADDRESSES ROLE BATCH FAULT``
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shared.bus.consumer import Consumer
from shared.bus.parts import bus_parts
from shared.bus.reading import Reading, Received
from shared.bus.relay import Relay
from shared.bus.topology import inbox_queue
from shared.bus.worker import Part, Worker
from shared.store.inbox import MongoInbox
from shared.store.outbox import MongoOutbox
from tests.integration.bus.kitchen import READINGS, Addresses, World
from tests.support.waiting import wait_until

ROOT = Path(__file__).resolve().parents[3]
POISON = 666


def die() -> None:
    """As a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


class DiesAfterCommit(MongoInbox):
    """Dies between commit and acknowledgement."""

    def absorb(self, batch: Sequence[tuple[Received, Reading]]) -> None:
        super().absorb(batch)
        die()


class DiesOfPoison(MongoInbox):
    """Dies over one message before anything is committed."""

    def absorb(self, batch: Sequence[tuple[Received, Reading]]) -> None:
        if any(received.data["litres"] == POISON for received, _ in batch):
            die()
        super().absorb(batch)


class DiesBeforeMark(MongoOutbox):
    """Dies between the broker's confirm and the mark."""

    def confirm(self, ids: Sequence[str]) -> None:
        if ids:
            die()


INBOXES = {"after-commit": DiesAfterCommit, "poison": DiesOfPoison}


def part(world: World, role: str, batch: int, fault: str) -> dict[str, Part]:
    if role == "relay":
        outbox = DiesBeforeMark(world.kitchen) if fault == "before-mark" else world.outbox
        return {
            "relay": Relay(
                world.addresses.amqp("kitchen"), "kitchen", outbox, heartbeat=2, must_arrive=world.registry.must_arrive
            )
        }
    inbox = INBOXES.get(fault, MongoInbox)(world.dining_work, service="dining")
    if role == "worker":
        return bus_parts(
            "dining",
            world.addresses.amqp("dining"),
            MongoOutbox(world.dining),
            inbox,
            world.registry,
            readings=READINGS,
            batch=batch,
        ).worker
    return {"inbox": Consumer(world.addresses.amqp("dining"), inbox_queue("dining"), READINGS, inbox, batch=batch)}


class Child:
    """The process as the test sees it."""

    def __init__(
        self, world: World, role: str, *, batch: int = 50, fault: str = "", health: Path | None = None
    ) -> None:
        command = [
            sys.executable,
            "-m",
            "tests.integration.bus.child",
            world.addresses.to_json(),
            role,
            str(batch),
            fault,
            str(health or ""),
        ]
        self.process = subprocess.Popen(command, cwd=ROOT)

    def died(self) -> bool:
        return self.process.poll() is not None

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def wait(self, timeout: float = 30) -> int:
        return self.process.wait(timeout)

    def end(self) -> None:
        if not self.died():
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        self.process.wait(10)


@contextmanager
def child(world: World, role: str, **options: Any) -> Iterator[Child]:
    """A child that is gone when the block ends."""
    one = Child(world, role, **options)
    try:
        yield one
    finally:
        one.end()


def until_dead(one: Child) -> None:
    wait_until(one.died, 30, describe="the child should have killed itself")
    assert one.process.returncode == -signal.SIGKILL


def main() -> int:
    addresses, role, batch, fault, health = sys.argv[1:6]
    world = World(Addresses.from_json(addresses))
    return Worker(
        part(world, role, int(batch), fault), drain_seconds=15, health_file=Path(health) if health else None
    ).run()


if __name__ == "__main__":
    sys.exit(main())
