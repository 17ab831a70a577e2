"""Addresses that nothing is sent to: because they failed for good or too often, or because somebody said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.notifications.domain.message import Channel, Message, Status

# What the bounce guard does not count: our own test recipients, and what was never sent.
SIMULATED = "simulated"
MOST_REMEMBERED = 20


class Why(StrEnum):
    """Why an address is left alone."""

    NOBODY_THERE = "nobody_there"  # its server says that there is no such mailbox or number
    TOO_OFTEN = "too_often"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class BounceRule:
    """After so many failures in a row an address is left alone; ``at_once`` are reasons for which one is enough."""

    in_a_row: int
    at_once: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """What was decided by a person: ``what`` is blocked or released, ``why`` in their words."""

    what: str
    at: datetime
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Suppression:
    """One address of one channel; ``id`` is a digest of it. ``failed`` are the messages that failed in a row."""

    id: str
    version: int
    channel: Channel
    to_masked: str
    changed_at: datetime
    failed: tuple[str, ...] = ()
    why: Why | None = None
    since: datetime | None = None
    steps: tuple[Step, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether nothing is sent there."""
        return self.why is not None

    def fails(self, message: Message, rule: BounceRule, now: datetime) -> Suppression:
        """After this message failed for good; itself where it was counted before."""
        if message.id in self.failed or self.blocks:
            return self
        failed = (*self.failed, message.id)[-MOST_REMEMBERED:]
        why = Why.NOBODY_THERE if message.reason in rule.at_once else Why.TOO_OFTEN
        over = message.reason in rule.at_once or len(failed) >= rule.in_a_row
        return replace(
            self, version=self.version + 1, failed=failed, changed_at=now, why=why if over else None,
            since=now if over else None,
        )  # fmt: skip

    def arrives(self, now: datetime) -> Suppression:
        """After one arrived: what failed before counts no more. A block stays until somebody releases it."""
        if not self.failed or self.blocks:
            return self
        return replace(self, version=self.version + 1, failed=(), changed_at=now)

    def block(self, step: Step) -> Suppression:
        """Nothing is sent there from now on; itself where that is so already."""
        if self.blocks:
            return self
        return replace(
            self,
            version=self.version + 1,
            why=Why.BY_HAND,
            since=step.at,
            changed_at=step.at,
            steps=(*self.steps, step),
        )

    def release(self, step: Step) -> Suppression:
        """It may be written to again, and is counted anew; itself where nothing is blocked."""
        if not self.blocks:
            return self
        return replace(
            self, version=self.version + 1, why=None, since=None, failed=(), changed_at=step.at,
            steps=(*self.steps, step),
        )  # fmt: skip


def counts(message: Message) -> bool:
    """Whether its failure says something of its address."""
    simulated = bool(message.attempts) and message.attempts[-1].provider == SIMULATED
    return message.status is Status.PERMANENTLY_FAILED and message.recipient is not None and not simulated


def read_bounce_rules(content: Mapping[str, Mapping[str, object]]) -> dict[Channel, BounceRule]:
    """By channel, as the data says. Raises KeyError, ValueError, TypeError."""
    found = {}
    for channel in Channel:
        row = content[channel.value]["suppress"]
        if not isinstance(row, Mapping) or not isinstance(row["in_a_row"], int) or row["in_a_row"] < 1:
            raise ValueError(f"{channel.value}: suppress: in_a_row is a whole number from 1")
        found[channel] = BounceRule(row["in_a_row"], frozenset(str(one) for one in row["at_once"]))
    return found
