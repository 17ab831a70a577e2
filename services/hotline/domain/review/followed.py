"""What the review follows: the facts that routing tells of a dossier's steps (or of an agency), each kept as told.

Nothing is ever replaced, so facts commute, and how things stood at any moment can be read off them: the review of a
week says the same whenever it is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any

from services.hotline.domain.errors import Words


class Heard(Enum):
    """Kinds of facts."""

    OPENED = "opened"  # the route's steps, with their names
    DISPATCHED = "dispatched"
    ACKNOWLEDGED = "acknowledged"
    PAUSED = "paused"
    RESUMED = "resumed"
    REDATED = "redated"
    ENDED = "ended"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    FORECAST = "forecast"
    IRREGULAR = "irregular"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Fact:
    """``task`` is empty for what is of the whole case or of an agency; ``sequence`` orders facts of one case."""

    kind: Heard
    at: datetime
    sequence: int
    task: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskThen:
    """A task as it stood at a moment. ``ended_at`` is None while it ran; ``paused`` while papers were awaited."""

    id: str
    dossier: str
    step: str
    name: Words
    agency: str
    agency_name: str
    began_at: datetime
    taken_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    paused: bool

    def late_until(self, moment: datetime) -> datetime | None:
        """Up to when its lateness runs, as of a moment; None where it was not late."""
        end = min(self.ended_at or moment, moment)
        return end if self.due_at and not self.paused and self.due_at < end else None


@dataclass(frozen=True, slots=True)
class Followed:
    """``id`` is a dossier's code, or ``agency:<code>``; ``facts`` by a name that is the same however often told."""

    id: str
    version: int = 0
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", MappingProxyType(dict(sorted(self.facts.items()))))

    def hearing(self, told: Mapping[str, Fact]) -> Followed:
        """With these facts; itself where all of them are known."""
        new = {name: one for name, one in told.items() if name not in self.facts}
        return replace(self, version=self.version + 1, facts={**self.facts, **new}) if new else self

    @property
    def last_at(self) -> datetime:
        """When the latest fact was. Raises ValueError where none is known."""
        return max(one.at for one in self.facts.values())

    @property
    def is_running(self) -> bool:
        """Whether a task runs by all that is known."""
        ended = {one.task for one in self.facts.values() if one.kind is Heard.ENDED}
        return any(one.kind is Heard.DISPATCHED and one.task not in ended for one in self.facts.values())

    def of(self, kind: Heard, *, before: datetime) -> list[Fact]:
        """The facts of a kind that were before a moment, in their order."""
        found = (one for one in self.facts.values() if one.kind is kind and one.at < before)
        return sorted(found, key=lambda one: (one.at, one.sequence))

    def tasks(self, moment: datetime) -> Iterator[TaskThen]:
        """The tasks that had been given out before a moment, as they stood then."""
        names = {
            step["id"]: Words(step["name"], step["name_en"])
            for one in self.of(Heard.OPENED, before=moment) for step in one.data["steps"]
        }  # fmt: skip
        for begun in self.of(Heard.DISPATCHED, before=moment):
            dated = [begun, *self._of_task(begun.task, moment, Heard.RESUMED, Heard.REDATED)]
            ended = self._of_task(begun.task, moment, Heard.ENDED)
            taken = self._of_task(begun.task, moment, Heard.ACKNOWLEDGED)
            waits = self._of_task(begun.task, moment, Heard.PAUSED, Heard.RESUMED)
            data = begun.data
            told = Words(data["name"], data["name_en"]) if data.get("name") else None
            yield TaskThen(
                begun.task, self.id, data["step"], told or names.get(data["step"]) or Words(data["step"], data["step"]),
                data["agency"], data["agency_name"], begun.at, taken[0].at if taken else None,
                max(dated, key=lambda one: one.sequence).data["due_at"], ended[0].at if ended else None,
                bool(waits) and waits[-1].kind is Heard.PAUSED,
            )  # fmt: skip

    def _of_task(self, task: str, before: datetime, *kinds: Heard) -> list[Fact]:
        found = (one for one in self.facts.values() if one.task == task and one.kind in kinds and one.at < before)
        return sorted(found, key=lambda one: one.sequence)
