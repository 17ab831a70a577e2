"""The exchange over states in memory: replies are kept as the worker keeps them, parked messages as the inbox does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from services.routing.domain.exchange import ExchangeEntry
from services.routing.use_cases import exchange_facts, unread_messages
from services.routing.use_cases.keep_exchange import kept
from services.routing.use_cases.refusing import Keeping
from services.routing.use_cases.unread_messages import Raw
from shared.bus import topology
from shared.bus.reading import Never, NotYet, Received
from shared.store.change import Address, Context, Fact
from tests.unit.routing.world import READINGS, World


@dataclass
class ExchangeWorld(World):
    """``letters`` are the error messages that were told."""

    again: list[str | None] = field(default_factory=list)

    @property
    def keeping(self) -> Keeping:
        return Keeping(lambda key: Address("agency.tasks", key), topology.agency_of_user, lambda: self.now)

    @property
    def letters(self) -> list[Fact]:
        return [fact for fact in self.told if fact.type == exchange_facts.MESSAGE_REFUSED]

    def entries(self) -> list[ExchangeEntry]:
        return [state for state in self.states.values() if isinstance(state, ExchangeEntry)]

    def receive(self, received: Received) -> None:
        """Replies are kept; a refusal writes what it tells together with the parked message."""
        reading = READINGS[received.type]
        if not received.type.startswith("agency."):
            super().receive(received)
            return
        if received.id in self.seen:
            self.repeat(received)
            return
        reading = kept(reading, self.keeping)
        context = Context("service:routing", self.now, "correlation", received.id)
        try:
            change = reading.apply(received, self.load(*reading.needs(received)))
        except NotYet:
            self.deferred.append(received)
            return
        except Never as reason:
            self.parked.append((received, str(reason)))
            change = reason.change
        self.seen.add(received.id)
        self.commit(change, context)

    def repeat(self, received: Received) -> None:
        """As the inbox does with an id that it knows."""
        raw = raw_of(received)
        loaded = self.load(*unread_messages.needs(raw, self.keeping))
        found = unread_messages.repeated(raw, loaded, self.keeping)
        if found is None:
            return
        if found[1]:
            self.parked.append((received, found[1]))
        self.commit(found[0], Context("service:routing", self.now, "correlation"))

    def park(self, raw: Raw, why: str, *, waited: bool = False) -> None:
        """As the inbox does with what no handler takes."""
        loaded = self.load(*unread_messages.needs(raw, self.keeping))
        change = unread_messages.parked(raw, why, waited, loaded, self.keeping)
        self.commit(change, Context("service:routing", self.now, "correlation"))


def raw_of(received: Received, **changed: Any) -> Raw:
    """The message that a reply came in."""
    jws = received.headers.get("jws")
    given = {
        "body": received.raw,
        "routing_key": received.routing_key,
        "user": received.user,
        "jws": jws if isinstance(jws, str) else "",
        "event_id": received.id,
        "type": received.type,
        "subject": received.subject,
    }
    return Raw(**{**given, **changed})
