"""A small world on a real broker and two real databases: a kitchen boils kettles, a dining room counts the litres.

Each boiled kettle changes one guest's tally by its litres and leaves the event's id in it, so a lost or doubled effect
shows. Child processes build the same world from the addresses in their environment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pika
from pika.exceptions import ChannelClosedByBroker

from shared.bus.__main__ import declare
from shared.bus.broker_admin import BrokerAdmin
from shared.bus.envelope import EnvelopeStamp
from shared.bus.reading import Never, NotYet, Order, Reading, Received
from shared.bus.worker import Part
from shared.store.change import Change, Fact, Key, Loaded
from shared.store.connection import connect
from shared.store.inbox import MongoInbox
from shared.store.indexes import ensure
from shared.store.mapping import Mapping as StoreMapping
from shared.store.outbox import MongoOutbox
from shared.store.work import MongoWork
from tests.support.waiting import wait_until
from tests.unit.bus.samples import BOILED, EMPTIED, POURED, BoiledSchema, PlainSealer, context, registry

PASSWORDS = {"kitchen": "kitchen-password", "dining": "dining-password"}


@dataclass(frozen=True, slots=True)
class Tally:
    """What one guest was poured: total litres, and the ids of the events that said so."""

    id: str
    version: int
    litres: int
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kettle:
    """Boiled so many times."""

    id: str
    version: int


TALLIES = StoreMapping(
    Tally,
    "tallies",
    lambda tally: {"_id": tally.id, "version": tally.version, "litres": tally.litres, "events": list(tally.events)},
    lambda row: Tally(row["_id"], row["version"], row["litres"], tuple(row["events"])),
)
KETTLES = StoreMapping(
    Kettle,
    "kettles",
    lambda kettle: {"_id": kettle.id, "version": kettle.version},
    lambda row: Kettle(row["_id"], row["version"]),
)


def pour(received: Received, loaded: Loaded) -> Change:
    """Add the litres to the guest's tally and tell that a cup was poured. Strange amounts show each kind of fault."""
    litres = received.data["litres"]
    if litres == -1:
        raise NotYet("the cup is not there")
    if litres == -2:
        raise Never("no cup takes this")
    if litres == -3:
        raise KeyError("Nguyễn Thị Lan")
    tally = loaded.get(Tally, received.subject) or Tally(received.subject, 0, 0, ())
    if received.id in tally.events:
        raise AssertionError("an event took effect twice")
    tally = replace(tally, version=tally.version + 1, litres=tally.litres + litres, events=(*tally.events, received.id))
    return Change(saved=(tally,), facts=(Fact(POURED, tally.id, tally.version, {"litres": litres}),))


READINGS = (Reading(BOILED, BoiledSchema, lambda received: (Key(Tally, received.subject),), pour, Order.COMMUTES),)


@dataclass(frozen=True, slots=True)
class Addresses:
    """All that a child process needs to build the same world."""

    broker: str  # amqp://{user}@host:port/vhost, the user left open
    kitchen_database: str
    dining_database: str

    def amqp(self, service: str) -> str:
        return self.broker.replace("{user}", f"{service}:{PASSWORDS[service]}")

    def to_json(self) -> str:
        return json.dumps([self.broker, self.kitchen_database, self.dining_database])

    @classmethod
    def from_json(cls, text: str) -> Addresses:
        return cls(*json.loads(text))


class World:
    """Both services' stores, and a look at the broker as its administrator."""

    def __init__(self, addresses: Addresses) -> None:
        self.addresses = addresses
        self.registry = registry()
        self.kitchen = connect(addresses.kitchen_database, "kitchen")
        self.dining = connect(addresses.dining_database, "dining")
        stamp = EnvelopeStamp("kitchen", PlainSealer(), sign=lambda _body: "signed")
        self.kitchen_work = MongoWork(self.kitchen, (KETTLES,), stamp=stamp)
        self.dining_work = MongoWork(self.dining, (TALLIES,), stamp=EnvelopeStamp("dining", PlainSealer()))
        self.outbox = MongoOutbox(self.kitchen)
        self.inbox = MongoInbox(self.dining_work, service="dining")

    def prepare(self) -> None:
        ensure(self.kitchen)
        ensure(self.dining)

    def empty(self) -> None:
        """Take out every document, as if nothing had ever happened."""
        for database in (self.kitchen, self.dining):
            for name in database.list_collection_names():
                database[name].delete_many({})

    def close(self) -> None:
        self.kitchen.client.close()
        self.dining.client.close()

    def boil(self, count: int, *, guests: int = 5, litres: int = 1, type: str = BOILED, first: int = 1) -> None:
        """That many kettles boil, for so many guests in turns, all in one transaction."""
        facts = tuple(
            Fact(type, f"guest-{number % guests}", number, {"litres": litres}) for number in range(first, first + count)
        )
        self.kitchen_work.commit(Change(facts=facts), context())

    def told(self) -> set[str]:
        """The ids of all that the kitchen has told or wants to tell."""
        return {row["_id"] for row in self.kitchen["events"].find({}, {"_id": 1})}

    def pending(self) -> int:
        return self.kitchen["events"].count_documents({"pending": True})

    def absorbed(self) -> list[str]:
        """Every event id in every tally, so that a double effect would show twice."""
        return [id for row in self.dining["tallies"].find() for id in row["events"]]

    def litres(self) -> int:
        return sum(row["litres"] for row in self.dining["tallies"].find())

    def parked(self) -> list[dict[str, Any]]:
        return list(self.dining["parked"].find().sort("parked_at"))

    def all_took_effect(self) -> bool:
        return len(self.absorbed()) == self.kitchen["events"].count_documents({})

    def check_exactly_once(self) -> None:
        """Every event told has taken effect once, and each effect has told on once."""
        absorbed = self.absorbed()
        assert sorted(absorbed) == sorted(self.told())
        assert self.dining["events"].count_documents({}) == len(absorbed)


class Bench:
    """The broker's side of a test: the vhost with its layout, an administrator's channel, and running parts."""

    def __init__(self, admin: BrokerAdmin, admin_url: str) -> None:
        self.admin = admin
        self.admin_url = admin_url

    def declare(self) -> None:
        declare(self.admin, registry(), PASSWORDS)

    @contextmanager
    def channel_of(self, user: str, password: str) -> Iterator[Any]:
        """A channel with this user's rights, confirms on."""
        parts = urlsplit(self.admin_url)
        url = urlunsplit(parts._replace(netloc=f"{user}:{password}@{parts.hostname}:{parts.port}"))
        connection = pika.BlockingConnection(pika.URLParameters(url))
        try:
            channel = connection.channel()
            channel.confirm_delivery()
            yield channel
        finally:
            if connection.is_open:
                connection.close()

    def refuses(self, user: str, password: str, action: Callable[[Any], object]) -> bool:
        """Whether the broker closes the channel over an action, for lack of rights."""
        with self.channel_of(user, password) as channel:
            try:
                action(channel)
                channel.basic_qos(prefetch_count=1)  # a refusal shows at the next question at the latest
            except ChannelClosedByBroker as closed:
                return closed.reply_code in (403, 406)
        return False

    @contextmanager
    def channel(self) -> Iterator[Any]:
        """A channel with all rights, confirms on."""
        connection = pika.BlockingConnection(pika.URLParameters(self.admin_url))
        try:
            channel = connection.channel()
            channel.confirm_delivery()
            yield channel
        finally:
            if connection.is_open:
                connection.close()

    def publish(
        self,
        *bodies: bytes,
        exchange: str = "kitchen.events",
        routing_key: str = BOILED,
        headers: Mapping[str, Any] | None = None,
    ) -> None:
        """Put bodies on the bus as a stranger would."""
        with self.channel() as channel:
            for body in bodies:
                channel.basic_publish(
                    exchange,
                    routing_key,
                    body,
                    pika.BasicProperties(delivery_mode=2, headers=dict(headers or {})),
                    mandatory=True,
                )

    def ready(self, queue: str) -> int:
        """How many messages wait in a queue, this very moment."""
        with self.channel() as channel:
            return int(channel.queue_declare(queue, passive=True).method.message_count)

    def drain(self, queue: str) -> list[Any]:
        """Take everything out of a queue: (method, properties, body)."""
        found: list[Any] = []
        with self.channel() as channel:
            while True:
                message = channel.basic_get(queue, auto_ack=True)
                if message[0] is None:
                    return found
                found.append(message)


class Running:
    """A part on a thread of its own."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.stop_event = Event()
        self.fault: BaseException | None = None
        self.thread = Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.part.run(self.stop_event)
        except BaseException as fault:
            self.fault = fault

    def stop(self) -> None:
        self.stop_event.set()
        self.thread.join(20)
        assert not self.thread.is_alive(), "the part did not end"
        if self.fault is not None:
            raise self.fault


@contextmanager
def running(*parts: Part) -> Iterator[list[Running]]:
    """Parts at work until the block ends."""
    started = [Running(part) for part in parts]
    try:
        yield started
    finally:
        for one in started:
            one.stop()


def until(condition: Callable[[], object], timeout: float = 20) -> None:
    """Wait for what should become true."""
    wait_until(condition, timeout)


def bodies_of(world: World, ids: Iterable[str]) -> list[bytes]:
    """The stored bodies of events."""
    return [bytes(row["body"]) for row in world.kitchen["events"].find({"_id": {"$in": list(ids)}}).sort("_id")]


__all__ = ["BOILED", "EMPTIED", "POURED"]
