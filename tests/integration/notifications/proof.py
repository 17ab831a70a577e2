"""A world for the proof: events into the real broker, workers that are killed, two SMS providers that both misbehave.

What people got is counted at the providers' side.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

import pika
import requests
from pymongo.database import Database

from deploy.local.ports import free_ports
from shared.bus.envelope import EnvelopeStamp
from shared.store.change import Context, Fact
from tests.integration.notifications.outside import ACCOUNT, KEY, ROOT, SECRET, SEND, Outside
from tests.integration.notifications.worker_child import FileClock
from tests.support.waiting import wait_until
from tests.unit.notifications.samples import EVENTS

ACCEPTED = "intake.dossier.accepted.v1"
# The provider certainly did not take it, or may have: a lie about the first is what nobody could guard against.
CERTAIN = ("401", "404", "429", "503", "400", "code_99", "code_999")
UNSURE = ("500", "502", "nothing", "silent", "garbage", "html", "slow")
RECEIPTS = ("delivered", "delivered", "twice", "failed", "lost", "none", "forged")
MAIL = ("421", "451", "552", "nothing", "silent", "slow")
MOST_FAULTS = 8  # five in a row close a provider off
TOO_SLOW = 0.9  # seconds; the workers wait for 0.6
WAITING = {"$gt": datetime(2000, 1, 1, tzinfo=UTC)}


@dataclass(frozen=True, slots=True)
class Person:
    """One event's owner; nobody else has this number or address."""

    event: str
    phone: str
    email: str | None

    @property
    def dialled(self) -> str:
        return "0" + self.phone.removeprefix("+84")


@dataclass(frozen=True, slots=True)
class SmsProvider:
    """A gateway in a process of its own."""

    name: str
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{SEND}"

    def order(self, **order: Any) -> None:
        requests.post(f"http://127.0.0.1:{self.port}/control", json=order, timeout=30).raise_for_status()

    def asked(self) -> int:
        """Messages that it took, the repeated ones as well."""
        return int(requests.get(f"http://127.0.0.1:{self.port}/control", timeout=30).json()["requests"])

    def messages(self, most: int) -> list[dict[str, Any]]:
        """Each RequestId once."""
        found = requests.get(f"http://127.0.0.1:{self.port}/messages", params={"limit": most}, timeout=60)
        return list(found.json()["items"])


@contextmanager
def sms_provider(name: str, keep: int) -> Iterator[SmsProvider]:
    """Runs until the block ends."""
    provider = SmsProvider(name, free_ports(1)[0])
    command = (
        sys.executable, "-m", "deploy.simulators.sms_gateway", "--port", str(provider.port), "--keep", str(keep),
        "--receipt-seconds", "0.05",
    )  # fmt: skip
    environment = {**os.environ, "SMS_API_KEY": ACCOUNT, "SMS_SECRET_KEY": KEY, "SMS_CALLBACK_SECRET": SECRET}
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_until(partial(_answers, f"http://127.0.0.1:{provider.port}/readyz"), 30, describe=name)
        yield provider
    finally:
        process.terminate()
        process.wait(10)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=1).ok
    except requests.RequestException:
        return False


def people(count: int) -> list[Person]:
    """So many: most with a mobile telephone, every seventh with a mailbox as well, every fifteenth with a landline."""
    found, first = [], uuid4().int % 10**8
    for number in range(count):
        digits = f"{(first + number) % 10**8:08}"
        phone = f"+84243{digits[1:]}" if number % 15 == 14 else f"+849{digits}"
        found.append(Person("", phone, f"nguoi{digits}@thu.example" if number % 7 == 6 else None))
    return found


def publish(amqp_url: str, stamp: EnvelopeStamp, owners: Sequence[Person], dice: random.Random) -> list[Person]:
    """One event for each, every tenth of them twice; the owners with their events' ids."""
    told = []
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        channel = connection.channel()
        for number, owner in enumerate(owners):
            personal = {"name": "Nguyễn Thị Bích Đào", "phone": owner.phone, "email": owner.email, "language": "vi"}
            fact = Fact(ACCEPTED, f"H99.11-{uuid4().hex[:12].upper()}", 1, EVENTS[ACCEPTED], personal)
            row = stamp(fact, Context("test", datetime.now(UTC), f"story {number}"))
            properties = pika.BasicProperties(content_type="application/cloudevents+json", delivery_mode=2)
            for _ in range(2 if dice.random() < 0.1 else 1):
                channel.basic_publish(row["exchange"], row["routing_key"], row["body"], properties)
            told.append(Person(row["_id"], owner.phone, owner.email))
    return told


@dataclass
class Workers:
    """Copies of the worker; one is killed as a power cut would, and started again."""

    environment: Mapping[str, str]
    clock: FileClock
    copies: int
    dice: random.Random
    kills: int = 0
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __enter__(self) -> Workers:
        self.running = [self._start() for _ in range(self.copies)]
        return self

    def __exit__(self, *_: object) -> None:
        for one in self.running:
            one.kill()
        for one in self.running:
            one.wait(10)

    def kill_one(self) -> None:
        """The next one starts at once."""
        place = self.dice.randrange(self.copies)
        self.running[place].kill()
        self.running[place].wait(10)
        self.running[place] = self._start()
        self.kills += 1

    def _start(self) -> subprocess.Popen[bytes]:
        command = (sys.executable, "-m", "tests.integration.notifications.worker_child", str(self.clock.file))
        environment = {**os.environ, **self.environment}
        return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)


def misbehave(providers: Sequence[SmsProvider], outside: Outside, dice: random.Random) -> None:
    """Each gets a new fault for its next requests, and another fate for what it took."""
    for provider in providers:
        certain = dice.random() < 0.4
        answer = dice.choice(CERTAIN if certain else UNSURE)
        accepted = not certain and dice.random() < 0.6
        provider.order(
            answer=answer, count=dice.randint(1, MOST_FAULTS), seconds=TOO_SLOW, accepted=accepted,
            receipts=dice.choice(RECEIPTS),
        )  # fmt: skip
    outside.order_mail(answer=dice.choice(MAIL), count=dice.randint(1, 3), seconds=TOO_SLOW)


def next_due(database: Database[Any], now: datetime) -> float | None:
    """In how many seconds something will fall due; 0 while something is, None where nothing ever will."""
    times = []
    message = database["messages"].find_one({"due_at": WAITING}, sort=[("due_at", 1)])
    job = database["jobs"].find_one({}, sort=[("next_try_at", 1)])
    if message:
        times.append(message["due_at"])
    if deferred := database["deferred"].find_one({}, sort=[("next_attempt_at", 1)]):
        times.append(deferred["next_attempt_at"])
    if job:
        times.append(job["next_try_at"])
    return max(0.0, (min(times) - now).total_seconds()) if times else None


@dataclass(frozen=True, slots=True)
class Count:
    """What one person got: messages on the phone, those of them that it showed, letters, calls asked and taken back."""

    sms: int
    shown: int
    letters: int
    calls: int
    taken_back: int

    @property
    def is_doubled(self) -> bool:
        return self.sms > 1 or self.letters > 1 or self.calls > 1 or self.taken_back > self.calls

    @property
    def was_told(self) -> bool:
        """By a message that arrived, or by somebody who will call."""
        return self.shown + self.letters > 0 or self.calls > self.taken_back


def counted(
    told: Sequence[Person], providers: Sequence[SmsProvider], outside: Outside, database: Database[Any]
) -> dict[Person, Count]:
    """At the providers' side; calls as events tell them."""
    found = [one for provider in providers for one in provider.messages(len(told) * 2)]
    sms = Counter(one["phone"] for one in found)
    shown = Counter(one["phone"] for one in found if one["became"] == "arrived")
    calls, back = (
        Counter(row["subject"] for row in database["events"].find({"type": type_}, {"subject": 1}))
        for type_ in ("notifications.person.not_reached.v1", "notifications.person.reached.v1")
    )
    letters = {one: len(outside.letters(one.email)) for one in told if one.email}
    return {
        one: Count(sms[one.dialled], shown[one.dialled], letters.get(one, 0), calls[one.event], back[one.event])
        for one in told
    }
