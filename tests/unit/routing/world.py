"""Routing's handlers over states in memory, with a dispatcher and an agency that answers: for tests of rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.routing.composition.opinions import opinion_rules
from services.routing.consumed import inbox_readings, question_readings, reply_readings, side_readings
from services.routing.domain.agency import Agency, new_agency
from services.routing.domain.case import Case
from services.routing.domain.route import Route, new_route
from services.routing.domain.step import Step
from services.routing.domain.task import TaskStatus
from services.routing.gateways.signatures import check_signature
from services.routing.gateways.working_time import WORKING_TIME
from services.routing.settings import DATA
from services.routing.use_cases import facts
from services.routing.use_cases.dispatch_tasks import dispatch_tasks
from shared.bus import topology
from shared.bus.reading import Never, NotYet, Received
from shared.security.keys import new_signing_key
from shared.security.signatures import sign_detached
from shared.store.change import Address, Aggregate, Change, Conflict, Context, Fact, Key, Loaded
from shared.store.deciding import Gathered
from shared.working_time import Calendar

MONDAY = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)  # 08:00 in Viet Nam
DOSSIER = "H99.11-261005-0001"
KEY = "H99-11-02"
AGENCY_KEY = new_signing_key()
OTHER_KEY = new_signing_key()


def _address(key: str) -> Address:
    return Address("agency.tasks", key)


RULES = opinion_rules(DATA / "opinions.json")
REPLIES = (
    *reply_readings(check_signature, topology.agency_user, WORKING_TIME, _address),
    *side_readings(check_signature, topology.agency_user, WORKING_TIME, _address, RULES),
)
READINGS = {
    one.type: one
    for one in (*inbox_readings(WORKING_TIME, _address), *question_readings(WORKING_TIME, RULES), *REPLIES)
}


def agency(code: str = "H99.11.02", key: Any = AGENCY_KEY) -> Agency:
    """A known agency that signs with ``key``."""
    return new_agency(code, "Phòng Nghiệp vụ Y Dược", "Medical Affairs", "H99").with_key(key.as_dict(private=False))


def route(**step: Any) -> Route:
    """A route of one step at ``H99.11.02``."""
    given = {
        "id": "appraisal",
        "agency": "H99.11.02",
        "agency_name": "Phòng Nghiệp vụ Y Dược",
        "agency_name_en": "Medical Affairs",
        "calendar": "H99",
        "name": "Thẩm định",
        "name_en": "Appraise",
    }
    return new_route("1.012278", "Giấy phép", [Step(**{**given, **step})])


def event(
    type: str,
    data: Mapping[str, Any],
    *,
    id: str = "e1",
    subject: str = DOSSIER,
    sequence: int = 2,
    at: datetime = MONDAY,
) -> Received:
    """An event of intake, as the consumer hands it in."""
    return Received(
        id=id,
        type=type,
        source="/motcua/intake",
        subject=subject,
        sequence=sequence,
        time=at,
        data=READINGS[type].schema().load(dict(data)),
        personal={},
        correlation_id="correlation",
    )


def accepted(**data: Any) -> Received:
    """The dossier was accepted on Monday 08:00 with five working days."""
    given = {
        "procedure": {"code": "1.012278", "name": "Giấy phép", "name_en": "Licence"},
        "agency": "H99.11",
        "accepted_at": MONDAY.isoformat(),
        "due_at": (MONDAY + timedelta(days=7)).isoformat(),
        "working_hours": 40,
        "priority": False,
        "applicant_kind": "business",
        "components": [{"name": "Đơn đề nghị", "original": True}],
    }
    return event("intake.dossier.accepted.v1", {**given, **data}, id="accepted")


def returned() -> Received:
    """The applicant has the result."""
    at = MONDAY + timedelta(days=3)
    return event("intake.dossier.returned.v1", {"returned_at": at.isoformat()}, id="returned", sequence=5, at=at)


def supplemented(task_id: str | None = f"{DOSSIER}:1", id: str = "supplemented", **data: Any) -> Received:
    """The applicant answered on Thursday 08:00; the dossier is due two working days later than before."""
    at = MONDAY + timedelta(days=3)
    given = {
        "task_id": task_id,
        "supplemented_at": at.isoformat(),
        "due_at": (MONDAY + timedelta(days=9)).isoformat(),
        "policy": "pause",
    }
    return event("intake.dossier.supplemented.v1", {**given, **data}, id=id, sequence=5, at=at)


def withdrawn(accepted: bool = True) -> Received:
    """The applicant took the dossier back."""
    at = MONDAY + timedelta(days=4)
    data = {"withdrawn_at": at.isoformat(), "accepted": accepted}
    return event("intake.dossier.withdrawn.v1", data, id="withdrawn", sequence=6, at=at)


def stopped(accepted: bool = True) -> Received:
    """The reception unit stopped the dossier."""
    at = MONDAY + timedelta(days=4)
    data = {"stopped_at": at.isoformat(), "accepted": accepted}
    return event("intake.dossier.stopped.v1", data, id="stopped", sequence=6, at=at)


def paid(due_at: datetime | None = MONDAY + timedelta(days=8)) -> Received:
    """The fee had been waited for on Tuesday, from 08:00 to 08:00 of Wednesday."""
    at = MONDAY + timedelta(days=2)
    data = {
        "requested_at": (MONDAY + timedelta(days=1)).isoformat(),
        "paid_at": at.isoformat(),
        "due_at": due_at.isoformat() if due_at else None,
        "due_revision": 2 if due_at else 0,
    }
    return event("intake.dossier.paid.v1", data, id="paid", sequence=5, at=at)


def calendar_changed(version: int = 1) -> Received:
    """The default calendar."""
    calendar = Calendar("H99", version).to_data()
    return event("intake.calendar.changed.v1", calendar, id=f"calendar-{version}", subject="H99", sequence=version)


def reply(
    type: str,
    data: Mapping[str, Any],
    *,
    id: str = "r1",
    key: str = KEY,
    signing_key: Any = AGENCY_KEY,
    subject: str = DOSSIER,
    **changed: Any,
) -> Received:
    """A reply of an agency, signed; ``changed`` are fields of Received that differ from an honest one."""
    raw = json.dumps({"id": id, "data": dict(data)}).encode()
    honest = {
        "id": id,
        "type": type,
        "source": f"/agency/{key}",
        "subject": subject,
        "sequence": 1,
        "time": MONDAY + timedelta(days=1),
        "data": READINGS[type].schema().load(dict(data)),
        "personal": {},
        "correlation_id": "correlation",
        "headers": {"jws": sign_detached(raw, signing_key)},
        "user": topology.agency_user(key),
        "routing_key": f"{key}.{type}",
        "raw": raw,
    }
    return Received(**{**honest, **changed})


def acknowledgement(task_id: str = f"{DOSSIER}:1", **changed: Any) -> Received:
    """The agency has it in hand."""
    return reply(
        facts.AGENCY_ACKNOWLEDGED,
        {"task_id": task_id, "officer_unit": "Tổ thẩm định"},
        **{"id": "acknowledged", **changed},
    )


def decision(task_id: str = f"{DOSSIER}:1", outcome: str = "granted", **changed: Any) -> Received:
    """The agency decided."""
    data = {
        "task_id": task_id,
        "decision": outcome,
        "note": "Đủ điều kiện",
        "result": {"name": "Giấy phép", "number": "12/GP", "issued_at": "2026-10-06"},
    }
    return reply(facts.AGENCY_DECIDED, data, **{"id": "decided", "time": MONDAY + timedelta(days=2), **changed})


def asking(task_id: str = f"{DOSSIER}:1", wanted: str = "Bản sao chứng chỉ", **changed: Any) -> Received:
    """The agency wants papers, on Tuesday 08:00."""
    data = {"task_id": task_id, "wanted": wanted, "reason": "Đã hết hạn"}
    return reply(facts.AGENCY_SUPPLEMENT_REQUESTED, data, **{"id": "asking", **changed})


def two_steps() -> Route:
    """First 16 hours at ``H99.11.02``, then what is left at ``H99.11.01``, less 4 hours for the front door."""
    first = route(hours=16).steps[0]
    second = replace(first, id="signing", agency="H99.11.01", hours=None, hand_back_hours=4, after=(first.id,))
    return new_route("1.012278", "Giấy phép", [first, second])


@dataclass
class World:
    """Implements Work and WaitingWork in memory; ``deferred`` and ``parked`` hold what handlers would not take."""

    states: dict[Key, Any] = field(default_factory=dict)
    told: list[Fact] = field(default_factory=list)
    deferred: list[Received] = field(default_factory=list)
    parked: list[tuple[Received, str]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    now: datetime = MONDAY + timedelta(seconds=1)

    @classmethod
    def ready(cls, *states: Aggregate) -> World:
        """With a route, its agency and the calendar."""
        world = cls()
        given: tuple[Aggregate, ...] = (agency(), route(), *states)
        world.states = {Key(type(one), one.id): one for one in given}
        world.receive(calendar_changed())
        return world

    def load(self, *keys: Key) -> Loaded:
        return Loaded({key: self.states[key] for key in keys if key in self.states})

    def commit(self, change: Change, context: Context) -> None:
        for one in change.saved:
            known = self.states.get(Key(type(one), one.id))
            if one.version != (known.version if known else 0) + 1:
                raise Conflict(one.id)
        Gathered().add(change, context, Loaded(dict(self.states)))  # what no store would keep is no change
        self.states.update({Key(type(one), one.id): one for one in change.saved})
        self.told.extend(change.facts)

    def receive(self, received: Received) -> None:
        """As the consumer does: doubles are dropped by id, then the handler is asked."""
        if received.id in self.seen:
            return
        reading = READINGS[received.type]
        try:
            change = reading.apply(received, self.load(*reading.needs(received)))
        except NotYet:
            self.deferred.append(received)
            return
        except Never as reason:
            self.parked.append((received, str(reason)))
            return
        self.seen.add(received.id)
        self.commit(change, Context("service:intake", self.now, received.correlation_id, received.id))

    def retry_deferred(self) -> None:
        """As the timer does."""
        again, self.deferred = self.deferred, []
        for received in again:
            self.receive(received)

    def dispatch(self, most: int = 20) -> int:
        """As the dispatcher does."""
        return dispatch_tasks(self, self, _address, lambda: self.now, most)

    def case(self, dossier: str = DOSSIER) -> Case:
        found = self.load(Key(Case, dossier)).get(Case, dossier)
        assert found is not None
        return found

    def cases(self) -> list[Case]:
        return [state for state in self.states.values() if isinstance(state, Case)]

    def agencies_waiting(self) -> list[str]:
        return sorted(
            {task.agency_key for case in self.cases() for task in case.tasks if task.status is TaskStatus.WAITING}
        )

    def unacknowledged(self, key: str) -> int:
        return sum(
            task.agency_key == key and task.status is TaskStatus.DISPATCHED
            for case in self.cases()
            for task in case.tasks
        )

    def next_cases(self, key: str, limit: int) -> list[str]:
        latest = datetime.max.replace(tzinfo=UTC)
        waiting = [case for case in self.cases() if case.waiting(key)]
        waiting.sort(key=lambda case: (not case.priority, case.tasks[0].due_at or latest, case.id))
        return [case.id for case in waiting[:limit]]

    def types_told(self) -> list[str]:
        return [fact.type for fact in self.told]
