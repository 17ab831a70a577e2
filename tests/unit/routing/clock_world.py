"""The clocks over states in memory: cases that are looked at, alarms, histories, who was heard."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from services.routing.domain.agency import Agency
from services.routing.domain.alarm import Alarm, AlarmKind
from services.routing.domain.case import Case
from services.routing.domain.escalation import read_escalation
from services.routing.domain.forecast import StepTime
from services.routing.domain.task import TaskStatus
from services.routing.gateways.working_time import WORKING_TIME
from services.routing.settings import DATA
from services.routing.use_cases import alarm_facts
from services.routing.use_cases.hear_silence import hear_silence
from services.routing.use_cases.watch_cases import Watch, look
from services.routing.use_cases.watch_ports import AlarmPlace, Claim
from shared.store.change import Address, Fact
from shared.working_time import Calendar, due
from tests.unit.routing.world import DOSSIER, MONDAY, World

RULES = read_escalation(json.loads(Path(DATA / "escalation.json").read_text("utf-8")))
CALENDAR = Calendar("H99")
TOLD = {
    alarm_facts.TASK_DUE_SOON,
    alarm_facts.TASK_OVERDUE,
    alarm_facts.TASK_ESCALATED,
    alarm_facts.STEP_IRREGULAR,
    alarm_facts.AGENCY_SILENT,
}


def worked(hours: float, start: datetime = MONDAY) -> datetime:
    """So many working hours after Monday 08:00."""
    return due(CALENDAR, start, round(hours * 60))[0]


@dataclass
class Book:
    """Implements AlarmBook and Hearing over a world."""

    world: World
    doing: dict[str, str] = field(default_factory=dict)
    ears: dict[str, datetime] = field(default_factory=dict)

    def _alarms(self) -> list[Alarm]:
        return [one for one in self.world.states.values() if isinstance(one, Alarm)]

    def of_case(self, dossier: str) -> list[Alarm]:
        return [one for one in self._alarms() if one.dossier == dossier]

    def open(
        self, kinds: Sequence[AlarmKind], agency_key: str | None, after: AlarmPlace | None, limit: int
    ) -> list[Alarm]:
        found = [one for one in self._alarms() if one.is_open and one.kind in kinds]
        found = [one for one in found if agency_key in (None, one.agency_key)]
        found.sort(key=lambda one: (one.since, one.id))
        return [one for one in found if after is None or (one.since, one.id) > after][:limit]

    def count(self, kinds: Sequence[AlarmKind], agency_key: str | None) -> int:
        return len(self.open(kinds, agency_key, None, 1000))

    def times(self, step: str, newest: int) -> list[float]:
        found = [one for one in self.world.states.values() if isinstance(one, StepTime) and one.step == step]
        return [one.hours for one in found][-newest:]

    def doers(self, case: Case) -> Mapping[str, str]:
        return self.doing

    def heard(self, agency_key: str, at: datetime) -> None:
        self.ears[agency_key] = max(at, self.ears.get(agency_key, at))

    def last_heard(self, agency_key: str) -> datetime | None:
        return self.ears.get(agency_key)

    def lying(self, agency_key: str) -> list[datetime]:
        tasks = [task for case in self.world.cases() for task in case.tasks if task.agency_key == agency_key]
        return sorted(
            one.dispatched_at for one in tasks if one.status is TaskStatus.DISPATCHED and one.dispatched_at is not None
        )

    def open_silences(self) -> list[Alarm]:
        return self.open((AlarmKind.SILENT,), None, None, 100)

    def agencies(self) -> list[Agency]:
        return [one for one in self.world.states.values() if isinstance(one, Agency)]


class Never:
    """No case is claimed: the test says which one is looked at."""

    def claim(self, now: datetime) -> Claim | None:
        return None

    def looked(self, claim: Claim, again_at: datetime | None) -> None:
        return None


@dataclass
class Clocks:
    """A world whose clocks are looked at when the test says so; ``told`` are the alarms' events, ``letters`` theirs."""

    world: World
    book: Book

    @classmethod
    def of(cls, world: World) -> Clocks:
        return cls(world, Book(world))

    @property
    def watch(self) -> Watch:
        return Watch(
            self.world, Never(), self.book, self.book, RULES, WORKING_TIME, lambda key: Address("agency.tasks", key)
        )

    def look(self, at: datetime, dossier: str = DOSSIER) -> datetime | None:
        """Look at a case; when to look again."""
        return look(self.watch, self.world.case(dossier), at)

    def run(self, until: datetime, start: datetime = MONDAY, dossier: str = DOSSIER) -> None:
        """Look whenever it is time to, as the timer does."""
        now: datetime | None = start
        while now is not None and now <= until:
            again = self.look(now, dossier)
            assert again is None or again > now
            now = again
        self.look(until, dossier)

    def listen(self, at: datetime) -> int:
        """Look for silent agencies."""
        return hear_silence(self.watch, at)

    def told(self) -> list[tuple[str, str]]:
        """Type and who is told, of every event of an alarm."""
        return [(_short(one), str(one.data.get("to", ""))) for one in self.world.told if one.type in TOLD]

    def letters(self) -> list[tuple[str, str]]:
        """Reason and who is told, of every reminder."""
        found = [one.data for one in self.world.told if one.type == alarm_facts.AGENCY_TASK_REMINDED]
        return [(one["reason"], one["to"]) for one in found]

    def open(self) -> list[str]:
        """The kinds of the alarms that hold."""
        return sorted(one.kind.value for one in self.book._alarms() if one.is_open)


def _short(fact: Fact) -> str:
    kind = fact.data.get("kind")
    return f"{fact.type.split('.')[2]}{f' {kind}' if kind else ''}"


DAY = timedelta(days=1)
