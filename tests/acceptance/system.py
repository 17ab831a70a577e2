"""The whole system in memory: four services over fake stores, the broker's bindings, and whatever may happen next."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from services.intake.store.reference import CalendarStore
from services.notifications.domain.message import FOR_EVERYBODY, Receipt
from services.notifications.use_cases.choose_provider import Fleet
from services.notifications.use_cases.record_receipt import record_receipt
from services.notifications.use_cases.send_message import Sending, send_next
from services.routing.use_cases.dispatch_tasks import dispatch_tasks
from services.routing.use_cases.keep_agencies import give_key
from services.routing.use_cases.load_routes import load_routes
from shared.bus import topology
from shared.bus.absorbing import Absorber
from shared.bus.deferred_replay import DeferredReplay
from shared.bus.envelope import Unreadable, read_envelope
from shared.bus.reading import Received
from shared.security.caller import Caller
from shared.security.signatures import sign_detached
from shared.store.change import Address, Context, Fact
from tests.acceptance.house import Built, House
from tests.acceptance.outside import Agency, Provider, Queue, Waiting
from tests.support.fake_inbox import FakeInbox
from tests.support.fake_outbox import FakeOutbox
from tests.support.fake_store import FakeWork
from tests.unit.intake.fake_files import FakePapers
from tests.unit.intake.fakes import FakeCatalogue

# Monday 12 October 2026, 08:00 in Viet Nam: what machines' clocks show in every world, from its first moment on.
NOW = datetime(2026, 10, 12, 1, 0, tzinfo=UTC)
# The last pause is a day: behind it every deferred event is due.
LATER = NOW + timedelta(days=2)
NAMES = uuid.UUID("0c8f8a1e-7a4b-5d57-9a55-0d6f4a2f3c11")


@dataclass(frozen=True, slots=True)
class Act:
    """What a person does once, as soon as ``may`` allows it; acts ``about`` the same thing keep their order."""

    about: str
    do: Callable[[System], object]
    may: Callable[[System], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way to one queue."""

    queue: str
    body: bytes
    headers: Mapping[str, Any]
    routing_key: str
    user: str | None


class NamedStamp:
    """The real envelope with an id that follows from what is told, so that two worlds can be laid side by side.

    The n-th telling of the same thing gets an id of its own: told twice is never taken for told once.
    """

    def __init__(self, house: House, service: str) -> None:
        self._stamp = house.stamp(service, lambda: self._id)
        self._told: Counter[tuple[str, ...]] = Counter()
        self._id = ""

    def __call__(self, fact: Fact, context: Context) -> dict[str, Any]:
        place = fact.type, fact.subject, str(fact.data.get("task_id")), str(fact.data.get("status"))
        self._told[place] += 1
        self._id = str(uuid.uuid5(NAMES, " ".join((*place, str(self._told[place])))))
        return self._stamp(fact, context)


@dataclass
class GivenNumbers:
    """Implements Numbers: the next number is the one that the story gives, whoever comes first."""

    next: int = 0

    def take(self, series: str) -> int:
        return self.next


class Service:
    """One service: its readings, use cases and mappings are the real ones, its store is not."""

    def __init__(self, house: House, built: Built) -> None:
        self.built = built
        self.name = built.name
        self.opener = house.opener(built.name)
        self.work = FakeWork(stamp=NamedStamp(house, built.name), clock=lambda: NOW)
        self.inbox = FakeInbox(self.work, service=built.name, actor=self._actor)
        self.outbox = FakeOutbox(self.work)
        self.has_news = False

    def take(self, queue: str, letters: Sequence[Letter]) -> None:
        """As the consumer does: a batch in one transaction, what cannot be read is parked."""
        self.has_news = True
        readings, opener = self.built.readings[queue], self._opener(queue)
        batch = []
        for one in letters:
            try:
                received = read_envelope(
                    one.body, one.headers, readings=readings, opener=opener, routing_key=one.routing_key, user=one.user
                )
            except Unreadable as fault:
                self.inbox.park(one.body, fault.reason, headers=one.headers, routing_key=one.routing_key)
            else:
                batch.append((received, readings[received.type]))
        Absorber(self.inbox, _no_waiting).take_in(batch)

    def try_again(self) -> bool:
        """As the timers do; False where nothing came in since the last time, so that no attempt is wasted."""
        if not (self.inbox.deferred and self.has_news):
            return False
        self.has_news = False
        replies = self.built.readings.get(topology.replies_queue(self.name), {})
        DeferredReplay(
            self.inbox,
            self.built.readings[topology.inbox_queue(self.name)].values(),
            replies=replies.values(),
            opener=self.opener,
            clock=lambda: LATER,
        ).run_once(_no_waiting)
        return True

    def _opener(self, queue: str) -> Any:
        return self.opener if queue == topology.inbox_queue(self.name) else None

    def _actor(self, received: Received) -> str:
        key = topology.agency_of_user(received.user)
        return f"agency:{key}" if key else f"service:{self.name}"


class System:
    """All of it. ``under_way`` are letters that were not yet delivered, ``arrived`` those that were (they may come
    again), ``acts`` what people are still going to do, ``owners`` who holds the token of which dossier."""

    def __init__(self, house: House, acts: Iterable[Act], keeps: Iterable[str] = ()) -> None:
        self.house = house
        self.services = {name: Service(house, built) for name, built in house.services.items()}
        self.numbers = GivenNumbers()
        self.owners: dict[str, Caller] = {}
        self.acts = list(acts)
        self.queues = [queue for service in self.services.values() for queue in service.built.readings]
        self.under_way: list[Letter] = []
        self.arrived: list[Letter] = []
        self.receipts_seen: list[Receipt] = []
        self._routes = _routes(house)
        self._wire(frozenset(keeps))

    def _wire(self, keeps: frozenset[str]) -> None:
        intake, routing, notifications = (self.services[name] for name in ("intake", "routing", "notifications"))
        self.intake = replace(
            intake.built.parts.ports,
            work=intake.work,
            numbers=self.numbers,
            catalogue=FakeCatalogue(self.house.procedures),
            calendars=CalendarStore(intake.work, intake.built.parts.settings.calendar_id, unit="H99.11"),
            clock=lambda: NOW,
            papers_of=FakePapers(intake.work).of_dossier,
        )
        start = Context("service:routing", NOW, "init")
        load_routes(routing.work, start, self.house.routes)
        codes = [one["code"] for one in self.house.routes["agencies"]]
        for code in codes:
            give_key(routing.work, start, code, self.house.agency_key.as_dict(private=False))
        keys = [topology.agency_key(code) for code in codes]
        self.agencies = {topology.agency_queue(key): Agency(key, self.house, keeps) for key in keys}
        self.waiting = Waiting(routing.work)
        self.providers = {channel: Provider(channel.value, NOW) for channel in FOR_EVERYBODY}
        self.sendings = tuple(
            Sending(channel, Fleet.of(provider), Queue(notifications.work), notifications.work, lambda: NOW)
            for channel, provider in self.providers.items()
        )

    def relay(self) -> None:
        """What was told goes on its way, by the bindings of the real layout."""
        for service in self.services.values():
            pending = service.outbox.pending(1000)
            for one in pending:
                self._publish(one.exchange, one.routing_key, one.body, one.headers, None)
            service.outbox.confirm([one.id for one in pending])

    def deliver(self, letters: Sequence[Letter]) -> None:
        """One or more letters of one queue, together."""
        queue = letters[0].queue
        if queue in self.agencies:
            for letter in letters:
                self._answer(self.agencies[queue], letter)
        else:
            self.services[queue.partition(".")[0]].take(queue, letters)
        self.arrived.extend(letters)
        self.relay()

    def work(self) -> list[Callable[[], bool]]:
        """What services, providers and people may do by themselves now; each says whether it did anything."""
        receipts = (partial(self._receipt, one) for one in self.providers.values() if one.receipts)
        first = {act.about: act for act in reversed(self.acts)}
        acts = (partial(self._act, act) for act in reversed(first.values()))
        return [self._dispatch, *(partial(self._send, one) for one in self.sendings), *receipts, *acts]

    def repeat_receipt(self, pick: Callable[[int], int]) -> None:
        """A provider says once more what it said before."""
        if self.receipts_seen:
            self._record(self.receipts_seen[pick(len(self.receipts_seen))])

    def _act(self, act: Act) -> bool:
        if not act.may(self):
            return False
        act.do(self)
        self.acts.remove(act)
        self.relay()
        return True

    def _dispatch(self) -> bool:
        routing = self.services["routing"].work
        done = dispatch_tasks(routing, self.waiting, _address, lambda: NOW)
        self.relay()
        return done > 0

    def _send(self, sending: Sending) -> bool:
        sent = send_next(sending)
        self.relay()
        return sent is not None

    def _receipt(self, provider: Provider) -> bool:
        receipt = provider.receipts.pop(0)
        self.receipts_seen.append(receipt)
        self._record(receipt)
        return True

    def _record(self, receipt: Receipt) -> None:
        record_receipt(self.services["notifications"].work, receipt, lambda: NOW, "provider")
        self.relay()

    def _answer(self, agency: Agency, letter: Letter) -> None:
        for reply in agency.answers(letter.body, letter.headers):
            jws = sign_detached(reply.body, self.house.agency_key)
            self._publish(
                topology.agency_replies_exchange(),
                f"{agency.key}.{reply.type}",
                reply.body,
                {"jws": jws},
                topology.agency_user(agency.key),
            )

    def _publish(
        self, exchange: str, routing_key: str, body: bytes, headers: Mapping[str, Any], user: str | None
    ) -> None:
        queues = self._routes[exchange, routing_key] + self._routes[exchange, "#"]
        if exchange == topology.agency_tasks_exchange():
            queues = [topology.agency_queue(routing_key)]
        self.under_way += [Letter(queue, body, headers, routing_key, user) for queue in queues]


def _routes(house: House) -> dict[tuple[str, str], list[str]]:
    routes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for binding in house.layout.bindings:
        routes[binding.exchange, binding.routing_key].append(binding.queue)
    return routes


def _address(key: str) -> Address:
    return Address(topology.agency_tasks_exchange(), topology.checked_key(key))


def _no_waiting(_: float) -> None:
    """Between two tries nothing else happens here."""
