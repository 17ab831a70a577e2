"""The providers of one channel as a sender uses them: one is chosen, called, and what was heard of it is shared."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.notifications.domain.message import Message, Reply
from services.notifications.domain.provider import Health, Provider, choose, has_another
from services.notifications.use_cases.ports import Gateway, Healths

TRIES = 5


@dataclass(frozen=True, slots=True)
class OneProcess:
    """Implements ``Healths`` for a process that stands alone."""

    known: dict[str, Health] = field(default_factory=dict)

    def of(self, names: Sequence[str]) -> Mapping[str, Health]:
        return {name: self.known[name] for name in names if name in self.known}

    def save(self, health: Health) -> bool:
        before = self.known.get(health.id)
        if (before.version if before else 0) != health.version - 1:
            return False
        self.known[health.id] = health
        return True


@dataclass(frozen=True, slots=True)
class Fleet:
    """Providers with the gateways of the same names."""

    providers: tuple[Provider, ...]
    gateways: Mapping[str, Gateway]
    healths: Healths = field(default_factory=OneProcess)

    @classmethod
    def of(cls, *gateways: Gateway) -> Fleet:
        """Each with the same weight."""
        return cls(tuple(Provider(one.name) for one in gateways), {one.name: one for one in gateways})

    def known(self) -> Mapping[str, Health]:
        """How they stand; a name is missing where nothing was ever wrong. Raises StoreAway."""
        return self.healths.of([one.name for one in self.providers])

    def chosen(self, message: Message, now: datetime) -> Provider | None:
        """Who takes the message now; None where nobody may. Of several that would try one, one wins.

        Raises StoreAway.
        """
        known = self.known()
        found = choose(self.providers, known, message, now, random.random())  # noqa: S311, a draw by weight
        if found is None:
            return None
        health = known.get(found.name, Health(found.name))
        if health.needs_probe(now) and not self.healths.save(health.probe(now)):
            return None
        return found

    def all_away(self, now: datetime) -> bool:
        """Whether no message at all can be sent now. Raises StoreAway."""
        known = self.known()
        return not any(known.get(one.name, Health(one.name)).is_usable(now) for one in self.providers)

    def back_at(self, name: str | None, now: datetime) -> datetime | None:
        """Until when this provider is left alone; None where it isn't. Raises StoreAway."""
        health = self.known().get(name or "")
        return health.open_until if health and health.open_until and health.open_until > now else None

    def hear(self, name: str, reply: Reply, now: datetime) -> None:
        """What a call came to; after many lost races it is let go: the next one tells. Raises StoreAway."""
        for _ in range(TRIES):
            health = self.healths.of([name]).get(name, Health(name))
            after = health.hear(reply.outcome, now)
            if after is health or self.healths.save(after):
                return

    def has_another(self, message: Message, now: datetime) -> bool:
        """Whether another one may be asked at once. Raises StoreAway."""
        return len(self.providers) > 1 and has_another(self.providers, self.known(), message, now)

    def send(self, provider: Provider, message: Message) -> Reply:
        """One call."""
        return self.gateways[provider.name].send(message)
