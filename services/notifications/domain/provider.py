"""Providers of one channel: which one a message goes to, and when one that fails is left alone and tried again.

A provider that fails again and again is closed off for a while (open). Then one single message tries it (half open);
if that goes well it comes back slowly, with a tenth of its weight at first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.notifications.domain.message import LEASE, Message, Outcome

MOST_FAILURES = 5
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=10)
WHOLE, STEP = 100, 10
FAULTS = frozenset({Outcome.FAILED, Outcome.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Provider:
    """``weight``: its part of the messages; ``per_second``: how many it may be given, 0 = any number."""

    name: str
    weight: int = 1
    per_second: int = 0


class Standing(StrEnum):
    """How a provider stands."""

    WELL = "well"
    RETURNING = "returning"
    TRIED = "tried"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Health:
    """What all copies know of one provider: faults in a row, until when it is left alone, its share in percent.

    ``closings`` counts how often in a row it was closed off; ``probing`` that its one trying message is under way.
    """

    id: str
    version: int = 0
    failures: int = 0
    open_until: datetime | None = None
    closings: int = 0
    probing: bool = False
    share: int = WHOLE
    changed_at: datetime | None = None

    def standing(self, now: datetime) -> Standing:
        """In words that people are shown."""
        if self.open_until is not None:
            return Standing.TRIED if self.probing or self.open_until <= now else Standing.AWAY
        return Standing.WELL if self.share == WHOLE else Standing.RETURNING

    def is_usable(self, now: datetime) -> bool:
        """Whether a message may go there; where ``needs_probe``, a single one."""
        return self.open_until is None or self.open_until <= now

    def needs_probe(self, now: datetime) -> bool:
        """Whether whoever calls it now must say so first."""
        return self.open_until is not None and self.open_until <= now

    def probe(self, now: datetime) -> Health:
        """With one trying message under way; if nothing is heard of it, the next one tries after a lease."""
        return replace(self, version=self.version + 1, open_until=now + LEASE, probing=True, changed_at=now)

    def hear(self, outcome: Outcome, now: datetime) -> Health:
        """After a call; itself where nothing changes. A refusal of one message is an answer like any other."""
        if outcome in FAULTS:
            return self._failed(now)
        if self.open_until is not None:
            if not self.probing:
                return self  # an answer to a call of before
            share, until = STEP, None
        else:
            share, until = min(WHOLE, self.share + STEP), None
        if (share, self.failures, self.open_until) == (self.share, 0, until):
            return self
        closings = 0 if share == WHOLE else self.closings
        return replace(
            self, version=self.version + 1, failures=0, open_until=until, closings=closings, probing=False, share=share,
            changed_at=now,
        )  # fmt: skip

    def _failed(self, now: datetime) -> Health:
        if self.open_until is not None and not self.probing:
            return self
        failures = self.failures + 1
        if failures < MOST_FAILURES and self.share == WHOLE and not self.probing:
            return replace(self, version=self.version + 1, failures=failures, changed_at=now)
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self.closings, 10))
        return replace(
            self, version=self.version + 1, failures=failures, open_until=now + pause, closings=self.closings + 1,
            probing=False, share=STEP, changed_at=now,
        )  # fmt: skip


def bound_to(message: Message) -> str | None:
    """The only provider that may be called again, where it may have the message already; None where none has."""
    unsure = [one.provider for one in message.attempts if one.outcome in (None, Outcome.UNKNOWN)]
    return unsure[-1] if unsure else None


def choose(
    providers: Sequence[Provider], healths: Mapping[str, Health], message: Message, now: datetime, point: float
) -> Provider | None:
    """Who is called with this message, by weight and share; ``point`` (0 ≤ point < 1) is the draw. None: it waits.

    A message that one provider may have goes to no other. One that a provider certainly did not take goes to another
    first, if there is one.
    """
    usable = [one for one in providers if healths.get(one.name, Health(one.name)).is_usable(now)]
    bound = bound_to(message)
    if bound is not None:
        return next((one for one in usable if one.name == bound), None)
    tried = {one.provider for one in message.attempts}
    last = message.attempts[-1].provider if message.attempts else None
    fresh = [one for one in usable if one.name not in tried] or [one for one in usable if one.name != last] or usable
    return _drawn(fresh, healths, point)


def has_another(providers: Sequence[Provider], healths: Mapping[str, Health], message: Message, now: datetime) -> bool:
    """Whether somebody else, well and not yet tried, may be given what nobody has."""
    tried: Collection[str] = {one.provider for one in message.attempts}
    others = [one for one in providers if one.name not in tried]
    usable = any(healths.get(one.name, Health(one.name)).is_usable(now) for one in others)
    return usable and bound_to(message) is None


def _drawn(providers: Sequence[Provider], healths: Mapping[str, Health], point: float) -> Provider | None:
    parts = [one.weight * healths.get(one.name, Health(one.name)).share for one in providers]
    mark = point * sum(parts)
    for provider, part in zip(providers, parts, strict=True):
        mark -= part
        if mark < 0:
            return provider
    return providers[-1] if providers else None
