"""The outbox in memory; see ``fake_store``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.bus.ports import Outgoing
from shared.store.pauses import hold_seconds
from tests.support.fake_store import FakeWork


@dataclass(frozen=True, slots=True)
class _Held:
    reason: str
    tries: int
    until: datetime


class FakeOutbox:
    """Implements Outbox over a FakeWork's events; ``held`` (by id) can be looked at."""

    def __init__(self, work: FakeWork) -> None:
        self._work = work
        self.held: dict[str, _Held] = {}
        self.leader: str | None = None
        self._lead_until = work.clock()

    def pending(self, limit: int) -> list[Outgoing]:
        self._work.check_away()
        now = self._work.clock()
        with self._work.lock:
            rows = sorted((row for row in self._work.events.values() if row["pending"]), key=lambda row: row["_id"])
        due = [row for row in rows if row["_id"] not in self.held or self.held[row["_id"]].until <= now]
        return [_outgoing(row) for row in due[:limit]]

    def confirm(self, ids: Sequence[str]) -> None:
        self._work.check_away()
        for id in ids:
            if id in self._work.events:
                self._work.events[id]["pending"] = False
                self.held.pop(id, None)

    def hold_back(self, ids: Sequence[str], reason: str) -> None:
        self._work.check_away()
        for id in ids:
            if self._work.events.get(id, {}).get("pending"):
                tries = self.held[id].tries + 1 if id in self.held else 1
                self.held[id] = _Held(reason, tries, self._work.clock() + timedelta(seconds=hold_seconds(tries)))

    def arrivals(self, timeout: float) -> Iterator[None]:
        """Yields at once, then after every change that tells facts, and at the latest after ``timeout`` seconds."""
        told = -1
        while True:
            with self._work.written:
                if len(self._work.events) == told:
                    self._work.written.wait(timeout)
                told = len(self._work.events)
            yield

    def lead(self, holder: str, seconds: float) -> bool:
        self._work.check_away()
        now = self._work.clock()
        if self.leader not in (None, holder) and now < self._lead_until:
            return False
        self.leader, self._lead_until = holder, now + timedelta(seconds=seconds)
        return True


def _outgoing(row: Mapping[str, Any]) -> Outgoing:
    return Outgoing(
        row["_id"],
        row["exchange"],
        row["routing_key"],
        row["body"],
        row.get("content_type", "application/cloudevents+json"),
        row["correlation_id"],
        row["headers"],
    )
