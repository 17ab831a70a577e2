"""The hotline's ports in memory, and people who call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from services.hotline import consumed
from services.hotline.access import ACCESS
from services.hotline.domain.contact import Contact
from services.hotline.domain.errors import TooManyAttempts, Words
from services.hotline.domain.kinds import Channel, Kind, Topic
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.petition import Petition
from services.hotline.gateways.rules_file import read_rules
from services.hotline.store.petition_documents import group_of
from services.hotline.use_cases.file_petition import Filed, file_petition
from services.hotline.use_cases.petition_request import Claim, PetitionRequest
from services.hotline.use_cases.ports import Group, PetitionQuery, Ports
from shared.bus.forgiving import forgiving
from shared.bus.reading import Reading, Received
from shared.security.caller import PUBLIC, Caller
from shared.store.change import Context, Key
from shared.working_time import Calendar
from tests.support.fake_store import FakeWork

NOW = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)  # Monday, 08:00 in Viet Nam
DOSSIER, PHONE, NAME = "H99.11-261005-0001", "+84912345678", "Nguyễn Thị Hồng Vân"
OPERATOR = Caller("staff", "operator", frozenset({"operator"}), "H99.11")
OFFICER = Caller("staff", "petition-officer", frozenset({"petition_officer"}), "H99.11")
LEADER = Caller("staff", "leader", frozenset({"leader"}), "H99.11")
ADMIN = Caller("staff", "admin", frozenset({"admin"}), "H99.11")
RULES = read_rules(Path(__file__).parents[3] / "services" / "hotline" / "data" / "rules.json")
READINGS: dict[str, Reading] = {one.type: one for one in consumed.READINGS}
PROCEDURE = {"code": "1.013817", "name": "Đăng ký hành nghề công tác xã hội", "name_en": "Register a social worker"}
TEXT = "Giấy hẹn thứ Sáu mà cô ở quầy nói thứ Năm, ngày nào đúng?"


def context(caller: Caller = PUBLIC, at: datetime = NOW) -> Context:
    return Context(caller.actor, at, "correlation")


def event(
    type: str,
    sequence: int,
    data: Mapping[str, Any],
    *,
    subject: str = DOSSIER,
    personal: Mapping[str, Any] | None = None,
    id: str = "",
) -> Received:
    """An event as the consumer hands it in, read by the hotline's own schema."""
    read = forgiving(READINGS[type].schema).load(dict(data))
    return Received(
        id=id or f"{type}-{sequence}-{data.get('task_id', '')}",
        type=type,
        source="/motcua/test",
        subject=subject,
        sequence=sequence,
        time=NOW,
        data=read,
        personal=dict(personal or {}),
        correlation_id="correlation",
    )


def at(hours: float) -> str:
    return (NOW + timedelta(hours=hours)).isoformat()


def life() -> list[Received]:
    """Everything that is told of one dossier, as it happened."""
    contact = {"name": NAME, "phone": PHONE, "email": None, "language": "vi"}
    first, second = f"{DOSSIER}:1", f"{DOSSIER}:2"
    place = {"agency": "H99.11.01", "agency_name": "Phòng Bảo trợ xã hội", "step": "appraisal"}
    other = {"agency": "H99.11.02", "agency_name": "Phòng Nghiệp vụ Y Dược", "step": "opinion"}
    return [
        event(
            "intake.dossier.filed.v1",
            1,
            {"procedure": PROCEDURE, "channel": "online", "filed_at": at(0)},
            personal={**contact, "phone": "+84900000000"},
        ),
        event(
            "intake.dossier.accepted.v1",
            2,
            {"procedure": PROCEDURE, "agency": "H99.11", "accepted_at": at(1), "due_at": at(168)},
            personal=contact,
        ),
        event("routing.case.opened.v1", 1, {"opened_at": at(1), "due_at": at(168), "steps": []}),
        event("routing.task.dispatched.v1", 2, {**place, "task_id": first, "dispatched_at": at(1.1), "due_at": None}),
        event("routing.task.acknowledged.v1", 3, {**place, "task_id": first, "acknowledged_at": at(2)}),
        event(
            "intake.dossier.supplement_requested.v1",
            3,
            {"procedure": PROCEDURE, "requested_at": at(3), "wanted": "Bằng", "respond_by": "2026-10-26"},
            personal=contact,
        ),
        event("intake.dossier.supplemented.v1", 4, {"supplemented_at": at(20), "due_at": at(190)}),
        event("routing.task.dispatched.v1", 4, {**other, "task_id": second, "dispatched_at": at(21)}),
        event("routing.task.acknowledged.v1", 5, {**other, "task_id": second, "acknowledged_at": at(22)}),
        event("routing.case.decided.v1", 6, {"decision": "granted", "decided_at": at(40), "agency_name": "Phòng"}),
        event("intake.dossier.result_ready.v1", 5, {"decision": "granted", "ready_at": at(40)}, personal=contact),
        event("intake.dossier.returned.v1", 6, {"returned_at": at(60), "method": "counter"}),
    ]


@dataclass
class FakeNumbers:
    taken: Counter[str] = field(default_factory=Counter)

    def take(self, series: str) -> int:
        self.taken[series] += 1
        return self.taken[series]


@dataclass
class FakeLimits:
    """Counts; ``most`` per kind and value, none where it is not named."""

    most: dict[str, int] = field(default_factory=dict)
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(self, kind: str, value: str) -> None:
        self.taken[kind, value] += 1
        if kind in self.most and self.taken[kind, value] > self.most[kind]:
            raise TooManyAttempts(60)


@dataclass
class FakeCallers:
    work: FakeWork

    def is_owner(self, dossier: str, digits: str) -> bool:
        known = self.work.load(Key(KnownDossier, dossier)).get(KnownDossier, dossier)
        phone = known.phone if known else None
        return phone is not None and digits in (phone, phone[-4:])


@dataclass
class FakePetitions:
    work: FakeWork

    def page(self, query: PetitionQuery) -> Sequence[Petition]:
        latest_first = not query.group.is_open
        found = sorted(self._found(query), key=lambda one: (one.listed_at, one.id), reverse=latest_first)
        return [replace(one, text="", claimed_dossier="") for one in found][: query.limit]

    def count(self, query: PetitionQuery) -> int:
        return len(self._found(query))

    def _found(self, query: PetitionQuery) -> list[Petition]:
        start, before = query.span
        return [
            one for one in self.work.all(Petition)
            if (one.proposal is not None if query.group is Group.TO_APPROVE else group_of(one) is query.group)
            and query.officer in (None, one.officer)
            and (start is None or one.listed_at >= start) and (before is None or one.listed_at < before)
        ]  # fmt: skip


@dataclass
class Desk:
    """The ports, with their fakes to look at and play with."""

    work: FakeWork = field(default_factory=FakeWork)
    limits: FakeLimits = field(default_factory=FakeLimits)
    now: datetime = NOW

    @property
    def ports(self) -> Ports:
        ids = iter(f"look-{number}" for number in range(len(self.work.all(KnownDossier)) + 10_000))
        return Ports(
            work=self.work, numbers=self._numbers, limits=self.limits, callers=FakeCallers(self.work),
            petitions=FakePetitions(self.work), access=ACCESS, rules=RULES,
            officers={"petition-officer": "Cán bộ phản ánh", "second-officer": "Cán bộ thứ hai"},
            unit=Words("Bộ phận phản ánh", "Petitions desk"), calendar=lambda: Calendar("test"),
            clock=lambda: self.now, new_id=lambda: f"{id(self)}-{len(self.work._states)}-{next(ids)}",
        )  # fmt: skip

    def __post_init__(self) -> None:
        self._numbers = FakeNumbers()

    def hear(self, *events: Received) -> None:
        """As the consumer does."""
        for one in events:
            reading = READINGS[one.type]
            change = reading.apply(one, self.work.load(*reading.needs(one)))
            self.work.commit(change, Context("service:hotline", NOW, one.correlation_id, one.id))

    def file(self, caller: Caller = PUBLIC, **changes: Any) -> Filed:
        """File a petition; ``changes`` to the request."""
        request = PetitionRequest(Kind.FEEDBACK, Topic.LATENESS, Channel.WEB, TEXT, Contact("Ông Tâm", "+84900000127"))
        return file_petition(
            self.ports, caller, replace(request, **changes), context(caller, self.now), address="192.0.2.1"
        )

    def petition(self, code: str) -> Petition:
        found = self.work.load(Key(Petition, code)).get(Petition, code)
        assert found is not None
        return found


def claim(digits: str = "5678", dossier: str = DOSSIER) -> Claim:
    return Claim(dossier, digits)
