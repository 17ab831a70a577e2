"""The hotline's ports with clocks in memory: officers, limits, and a timer that does what is due."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from services.hotline.composition.clocks import clock_handlers
from services.hotline.domain.clocks.escalation import Escalations, Matter
from services.hotline.domain.clocks.limits import read_limits
from services.hotline.domain.clocks.roster import Roster, read_roster
from services.hotline.use_cases.answers.approve_answer import approve_answer
from services.hotline.use_cases.clocks.clock_ports import ClockPorts, Place
from services.hotline.use_cases.clocks.watch_job import WATCH_JOB
from services.hotline.use_cases.settle_petition import answer_petition, assign_petition
from shared.security.caller import Caller
from shared.store.change import Context, Job, Key
from shared.working_time.calendar import local
from tests.support.fake_store import FakeWork
from tests.unit.hotline.fakes import LEADER, OFFICER, OPERATOR, Desk, context

DATA = Path(__file__).parents[3] / "services" / "hotline" / "data"
LIMITS = read_limits(json.loads((DATA / "clocks.json").read_text("utf-8"))["versions"])
SECOND = Caller("staff", "second-officer", frozenset({"petition_officer"}), "H99.11")
UNITS = [{"code": code, "name": code, "name_en": code} for code in ("petitions", "social", "medicine")]
OFFICERS = [
    {"account": "petition-officer", "unit": "petitions", "fields": []},
    {"account": "second-officer", "unit": "social", "fields": ["behaviour", "1.013817"]},
]
ACCOUNTS = {"petition-officer": "Cán bộ phản ánh", "second-officer": "Cán bộ thứ hai"}


@dataclass
class FakeBook:
    work: FakeWork

    def page(self, matter: Matter | None, after: Place | None, limit: int) -> Sequence[Escalations]:
        found = [one for one in self.work.all(Escalations) if self._holds(one, matter)]
        return sorted(found, key=lambda one: (min(each.since for each in one.open), one.id))[:limit]

    def count(self, matter: Matter | None) -> int:
        return len(self.page(matter, None, 1000))

    @staticmethod
    def _holds(one: Escalations, matter: Matter | None) -> bool:
        return any(matter in (None, each.matter) for each in one.open)


@dataclass
class ClockDesk(Desk):
    """With clocks that the tests move; ``officers`` as in the data file."""

    officers: list[dict[str, Any]] = field(default_factory=lambda: list(OFFICERS))

    @property
    def roster(self) -> Roster:
        return read_roster({"units": UNITS, "officers": self.officers}, ACCOUNTS)

    @property
    def clocks(self) -> ClockPorts:
        return ClockPorts(self.ports, LIMITS, self.roster, FakeBook(self.work))

    def tick(self, until: datetime | None = None) -> None:
        """Do every job that falls due until then, each at its own time, as a timer would."""
        until = until or self.now
        while True:
            due = [job for job in self.watched() if job.due_at and job.due_at <= until]
            if not due:
                self.now = max(self.now, until)
                return
            job = min(due, key=lambda one: (one.due_at, one.subject))
            self.now = max(self.now, job.due_at or self.now)
            del self.work.jobs[job.kind, job.subject]
            handler = clock_handlers(self.clocks)[job.kind]
            self.work.commit(handler(job, self.now), Context("service:hotline", self.now, "correlation"))

    def forward(self, **amounts: float) -> None:
        """Time goes by, and what falls due in it is done."""
        self.tick(self.now + timedelta(**amounts))

    def given(self, officer: str = "petition-officer", **changes: Any) -> str:
        """A petition in an officer's hands."""
        code = self.file(**changes).petition.code
        assign_petition(self.ports, OPERATOR, code, officer, self.by(OPERATOR))
        return code

    def watched(self) -> list[Job]:
        """The jobs that look at clocks; what others set is theirs."""
        return [job for job in self.work.jobs.values() if job.kind == WATCH_JOB]

    def answer(self, code: str, caller: Caller = OFFICER) -> None:
        answer_petition(self.ports, caller, code, "Giấy hẹn thứ Sáu là đúng.", self.by(caller))
        approve_answer(self.ports, LEADER, code, self.by(LEADER))

    def by(self, caller: Caller) -> Context:
        return context(caller, self.now)

    def escalations(self, code: str) -> Escalations:
        return self.work.load(Key(Escalations, code)).get(Escalations, code) or Escalations(code)

    def told(self) -> list[tuple[str, str]]:
        """Every telling so far: what is the matter, and to whom."""
        return [
            (one.data["matter"], one.data["to"])
            for one in self.work.facts
            if one.type == "hotline.petition.escalated.v1"
        ]


def shown(at: datetime | None) -> str:
    """A moment as Viet Nam's clocks show it, to the minute."""
    return f"{local(at):%a %d %H:%M}" if at else "never"


__all__ = ["LEADER", "OFFICER", "OPERATOR", "SECOND", "ClockDesk", "shown"]
