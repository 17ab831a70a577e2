"""What stands around the services: agencies at their desks, providers of messages, what a database is asked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from deploy.simulators.agency.desk import Desk
from deploy.simulators.agency.messages import NewDate, Recall, Reminder, read_letter
from deploy.simulators.agency.messages import Reply as Answer
from services.notifications.domain.lane import Lane
from services.notifications.domain.message import Channel, Message, Outcome, Receipt, Reply
from services.routing.domain.case import Case
from services.routing.domain.task import TaskStatus
from shared.security.signatures import verify_detached
from shared.store.change import Conflict, Key
from shared.store.deciding import Gathered
from tests.acceptance.house import House
from tests.support.fake_store import FakeWork

LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass
class Agency:
    """The simulated agency without its network: a letter in, the answers of the contract out.

    ``keeps`` are codes of dossiers that it acknowledges and never decides, so that something else may end them.
    """

    key: str
    house: House
    keeps: frozenset[str]
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk(self.key, "Tổ thẩm định", work_seconds=0, supplement_for=frozenset({"1.014104"}))

    def answers(self, body: bytes, headers: Any) -> Iterator[Answer]:
        """To one letter, the decision behind the acknowledgement; a letter that comes again is answered again."""
        verify_detached(headers["jws"], body, self.house.centre_keys)
        letter = read_letter(body)
        if isinstance(letter, Recall):
            self.desk.drop(letter)
            return
        if isinstance(letter, NewDate | Reminder):
            return
        acknowledged = self.desk.take(letter, 0, 0.0)
        if not letter.resumed:
            yield acknowledged
        decided = [reply for _, reply in self.desk.done(math.inf) if reply is not None]
        yield from () if letter.dossier in self.keeps else decided


@dataclass
class Waiting:
    """Implements routing's WaitingWork over the fake store."""

    work: FakeWork

    def agencies_waiting(self) -> list[str]:
        return sorted({task.agency_key for task in self._tasks() if task.status is TaskStatus.WAITING})

    def unacknowledged(self, key: str) -> int:
        return sum(task.agency_key == key and task.status is TaskStatus.DISPATCHED for task in self._tasks())

    def next_cases(self, key: str, limit: int) -> list[str]:
        found = [case for case in self.work.all(Case) if case.waiting(key)]
        found.sort(key=lambda case: (not case.priority, case.waiting(key)[0].due_at or LATEST, case.id))
        return [case.id for case in found[:limit]]

    def _tasks(self) -> Iterable[Any]:
        return (task for case in self.work.all(Case) for task in case.tasks)


@dataclass
class Queue:
    """Implements notifications' MessageQueue over the fake store."""

    work: FakeWork

    def due(self, channel: Channel, lane: Lane, now: datetime, limit: int) -> list[Message]:
        found = [
            one
            for one in self.work.all(Message)
            if (one.channel, one.lane) == (channel, lane) and one.due_at is not None and one.due_at <= now
        ]
        return found[:limit]

    def is_replaced(self, message: Message) -> bool:
        """Never: it would depend on how fast senders are, and what does is not compared between worlds."""
        return False

    def take(self, claimed: Message) -> bool:
        gathered = Gathered(states={Key(Message, claimed.id): (claimed.version - 1, claimed)})
        try:
            self.work.write(gathered)
        except Conflict:
            return False
        return True

    def news(self, timeout: float) -> Iterator[None]:
        yield from ()


@dataclass
class Provider:
    """Takes every message and tells later that it arrived; ``receipts`` are on their way."""

    name: str
    at: datetime
    receipts: list[Receipt] = field(default_factory=list)

    def send(self, message: Message) -> Reply:
        id = f"{self.name}-{message.id}"
        self.receipts.append(Receipt(message.id, delivered=True, at=self.at, provider_id=id))
        return Reply(Outcome.ACCEPTED, provider_id=id)
