"""An alarm: something that is late, about to be, or not as it should be, and who was told of it, when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.routing.domain.agency import Agency
from services.routing.domain.case import Case
from services.routing.domain.escalation import Role
from services.routing.domain.task import NotAllowed, Task


class AlarmKind(Enum):
    """What is the matter."""

    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    UNACKNOWLEDGED = "unacknowledged"  # it lies in the agency's queue, and nobody took it in hand
    NOT_SENT = "not_sent"  # its turn has come, but there is no room in the agency's queue
    UNASSIGNED = "unassigned"  # its agency refused it, and no other one has it
    FORECAST = "forecast"  # by the step's own history it will probably be late
    BOUNCED = "bounced"  # it went to and fro between units
    SKIPPED = "skipped"  # the case went on without the step
    WRONG_ROLE = "wrong_role"  # somebody did the step whose step it was not
    SILENT = "silent"  # an agency was not heard while tasks lay in its queue


IRREGULAR = frozenset({AlarmKind.SKIPPED, AlarmKind.WRONG_ROLE})


@dataclass(frozen=True, slots=True)
class Told:
    """The ``level``-th of the chain (from 1) was told at ``at``."""

    level: int
    role: Role
    at: datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm. Its id says of what: a task, a kind, and the date (or the time) that it is about.

    So it is raised once, however many workers find it at the same time, and a task that got another date may be late
    anew. ``dossier``, ``task_id``, ``step`` are empty for a silent agency. ``since`` is when it began to be so;
    ``about`` is a word more: the step that was left out, the agency or person that did what was not theirs; ``count``
    is a figure more: moves to and fro, the share of a forecast in percent, tasks at a silent agency. ``ended_at`` is
    None as long as it holds; what is irregular stands until somebody looked into it: ``settled_by`` says who, ``why``
    what was found.
    """

    id: str
    version: int
    kind: AlarmKind
    agency: str
    agency_key: str
    agency_name: str
    raised_at: datetime
    since: datetime
    dossier: str = ""
    task_id: str = ""
    step: str = ""
    step_name: str = ""
    step_name_en: str = ""
    procedure: str = ""
    procedure_en: str = ""
    due_at: datetime | None = None
    about: str = ""
    count: int = 0
    told: tuple[Told, ...] = ()
    ended_at: datetime | None = None
    settled_by: str = ""
    why: str = ""

    @property
    def level(self) -> int:
        """How far up it went; 0 where nobody is told."""
        return self.told[-1].level if self.told else 0

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    def escalated(self, level: int, role: Role, at: datetime) -> Alarm:
        """The alarm once one more of the chain was told; itself where that one, or one above, was told before."""
        if level <= self.level:
            return self
        return replace(self, version=self.version + 1, told=(*self.told, Told(level, role, at)))

    def ended(self, at: datetime) -> Alarm:
        """The alarm that holds no more; itself where it had ended."""
        return self if self.ended_at else replace(self, version=self.version + 1, ended_at=at)

    def settled(self, by: str, why: str, at: datetime) -> Alarm:
        """The irregular step that somebody looked into; itself where that was done before. Raises NotAllowed for what
        ends by itself."""
        if self.kind not in IRREGULAR:
            raise NotAllowed(f"alarm {self.id} ends once it holds no more")
        if self.ended_at:
            return self
        return replace(self, version=self.version + 1, ended_at=at, settled_by=by, why=why)

    def again(self) -> Alarm:
        """The alarm that holds again, for the same date: nobody is told anew; itself where it is open."""
        return self if self.ended_at is None else replace(self, version=self.version + 1, ended_at=None)


def alarm_of(
    case: Case, task: Task, kind: AlarmKind, now: datetime, since: datetime, *, about: str = "", count: int = 0
) -> Alarm:
    """A new alarm of a task."""
    return Alarm(
        id=alarm_id(task.id, kind, _edition(task, kind, count)),
        version=1,
        kind=kind,
        agency=task.agency,
        agency_key=task.agency_key,
        agency_name=task.agency_name,
        raised_at=now,
        since=since,
        dossier=case.id,
        task_id=task.id,
        step=task.step,
        step_name=task.name,
        step_name_en=task.name_en,
        procedure=case.procedure.name,
        procedure_en=case.procedure.name_en,
        due_at=task.due_at,
        about=about,
        count=count,
    )


def alarm_id(subject: str, kind: AlarmKind, edition: str) -> str:
    """``<task id>:<kind>:<edition>``."""
    return f"{subject}:{kind.value}:{edition}"


def moment_name(at: datetime | None) -> str:
    """A moment as part of an id: its second."""
    return "never" if at is None else str(int(at.timestamp()))


def _edition(task: Task, kind: AlarmKind, count: int) -> str:
    if kind in (AlarmKind.DUE_SOON, AlarmKind.OVERDUE, AlarmKind.FORECAST):
        return moment_name(task.due_at)
    return str(count)


def silent_alarm(agency: Agency, since: datetime, now: datetime, tasks: int, role: Role) -> Alarm:
    """An agency that was not heard since ``since`` while ``tasks`` lay in its queue."""
    return Alarm(
        id=alarm_id(agency.id, AlarmKind.SILENT, moment_name(since)),
        version=1,
        kind=AlarmKind.SILENT,
        agency=agency.code,
        agency_key=agency.id,
        agency_name=agency.name,
        raised_at=now,
        since=since,
        count=tasks,
        told=(Told(1, role, now),),
    )
