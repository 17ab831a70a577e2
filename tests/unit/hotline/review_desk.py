"""A review desk in memory: the book over the fake store, events that make steps late, and a week of petitions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Topic
from services.hotline.domain.petition import Petition
from services.hotline.domain.review.decision import Decision
from services.hotline.domain.review.followed import Followed
from services.hotline.domain.review.material import dossier_then
from services.hotline.domain.review.review import WeeklyReview
from services.hotline.domain.review.week import Week, week_of
from services.hotline.gateways.review_files import ReviewFile
from services.hotline.gateways.review_rules_file import read_review_rules
from services.hotline.use_cases.review.review_ports import ReviewPorts
from shared.bus.reading import Received
from shared.store.change import Key
from tests.support.fake_store import FakeWork
from tests.unit.hotline import fakes
from tests.unit.hotline.fakes import NOW, PROCEDURE, Desk

RULES = read_review_rules(Path(__file__).parents[3] / "services" / "hotline" / "data" / "review.json")
WEEK = week_of(NOW)  # 2026-W41, which NOW begins
FIRST, SECOND = "H99.11-261001-0001", "H99.11-261001-0002"
SOCIAL = {"agency": "H99.11.01", "agency_name": "Phòng Bảo trợ xã hội", "step": "appraisal"}
MEDICAL = {"agency": "H99.11.02", "agency_name": "Phòng Nghiệp vụ Y Dược", "step": "licence"}
STEPS = [{"id": "appraisal", "name": "Thẩm định", "name_en": "Appraisal"},
         {"id": "licence", "name": "Cấp phép", "name_en": "Licence"}]  # fmt: skip


@dataclass
class FakeBook:
    work: FakeWork

    def newest(self, before: str = "") -> WeeklyReview | None:
        found = self.page(before or None, 1)
        return found[0] if found else None

    def page(self, before: str | None, limit: int) -> Sequence[WeeklyReview]:
        found = sorted(self.work.all(WeeklyReview), key=lambda one: one.id, reverse=True)
        return [one for one in found if before is None or one.id < before][:limit]

    def petitions(self, start: datetime, end: datetime) -> Sequence[Petition]:
        return [replace(one, text="") for one in self.work.all(Petition) if one.received_at < end]

    def petitions_about(self, dossiers: Collection[str], since: datetime) -> Sequence[Petition]:
        return [one for one in self.work.all(Petition) if one.dossier in dossiers and one.received_at >= since]

    def followed(self, since: datetime) -> Sequence[Followed]:
        return [one for one in self.work.all(Followed) if one.is_running or one.last_at >= since]

    def decisions(self, ended_since: datetime) -> Sequence[Decision]:
        return [one for one in self.work.all(Decision) if one.ended_at is None or one.ended_at >= ended_since]

    def decisions_of(self, review: str) -> Sequence[Decision]:
        return [one for one in self.work.all(Decision) if one.review == review]


@dataclass
class ReviewDesk(Desk):
    """The hotline's desk with the review beside it; ``hidden`` are petitions that a caller may not know of."""

    hidden: frozenset[str] = field(default_factory=frozenset)

    @property
    def review(self) -> ReviewPorts:
        return ReviewPorts(
            self.ports, FakeBook(self.work), ReviewFile(), RULES, Words("Sở Y tế", "Department of Health"),
            lambda _, codes: self.hidden & frozenset(codes),
        )  # fmt: skip

    def tell(self, dossier: str, at: datetime, topic: Topic = Topic.LATENESS, **changes: Any) -> Petition:
        """A petition about a dossier at a moment."""
        self.now = at
        code = self.file(topic=topic).petition.code
        named = replace(self.petition(code), dossier=dossier or None, version=2, **changes)
        self.work.commit(_change(named), _context(at))
        return named

    def made(self, week: Week = WEEK) -> WeeklyReview:
        found = self.work.load(Key(WeeklyReview, str(week))).get(WeeklyReview, str(week))
        assert found is not None
        return found


def _change(*saved: Any) -> Any:
    from shared.store.change import Change

    return Change(saved=saved)


def _context(at: datetime) -> Any:
    from shared.store.change import Context

    return Context("service:hotline", at, "correlation")


def moment(days: float, hour: float = 9) -> datetime:
    """So many days after the week's Monday, at an hour of Viet Nam."""
    return WEEK.start + timedelta(days=days, hours=hour)


def event(type: str, sequence: int, data: dict[str, Any], *, subject: str, **more: Any) -> Received:
    """An event with an id of its own."""
    return fakes.event(type, sequence, data, subject=subject, id=f"{type}-{subject}-{sequence}", **more)


def case(dossier: str, *, begun: datetime, due: datetime, ended: datetime | None = None,
         place: dict[str, str] = SOCIAL) -> list[Received]:  # fmt: skip
    """One task of a dossier, from its acceptance on."""
    task = f"{dossier}:1"
    told = [
        event("intake.dossier.accepted.v1", 2, {"procedure": PROCEDURE, "agency": "H99.11",
              "accepted_at": begun.isoformat()}, subject=dossier),
        event("routing.case.opened.v1", 1, {"opened_at": begun.isoformat(), "steps": STEPS}, subject=dossier),
        event("routing.task.dispatched.v1", 2, {**place, "task_id": task, "dispatched_at": begun.isoformat(),
              "due_at": due.isoformat()}, subject=dossier),
    ]  # fmt: skip
    if ended:
        told.append(event("routing.task.done.v1", 4, {**place, "task_id": task, "done_at": ended.isoformat()},
                          subject=dossier))  # fmt: skip
    return told


def alarm(type: str, dossier: str, at: datetime, place: dict[str, str] = SOCIAL, **data: Any) -> Received:
    """What routing says of a task."""
    whole = {"dossier": dossier, "task_id": f"{dossier}:1", **place, "at": at.isoformat(), **data}
    return event(type, 1, whole, subject=f"{dossier}:1:{type}:{at.timestamp():.0f}")


def silence(at: datetime) -> Received:
    data = {"agency": "H99.11.02", "agency_name": "Phòng Nghiệp vụ Y Dược", "since": at.isoformat(), "tasks": 3,
            "at": at.isoformat()}  # fmt: skip
    return event("routing.agency.silent.v1", 1, data, subject=f"H99-11-02:silent:{at.timestamp():.0f}")


def a_week() -> ReviewDesk:
    """Two late steps, one irregular, one forecast, a silence, and petitions about them and about nothing known."""
    desk = ReviewDesk()
    desk.hear(
        *case(FIRST, begun=moment(-6), due=moment(1)),
        *case(SECOND, begun=moment(-4), due=moment(2), ended=moment(3), place=MEDICAL),
        *case("H99.11-261001-0003", begun=moment(0), due=moment(9)),
        *case("H99.11-261001-0004", begun=moment(-12), due=moment(-9), ended=moment(-8)),
        alarm("routing.task.overdue.v1", FIRST, moment(1), due_at=moment(1).isoformat()),
        alarm("routing.task.forecast_late.v1", "H99.11-261001-0003", moment(4), due_at=moment(9).isoformat(), share=80),
        alarm("routing.step.irregular.v1", SECOND, moment(3), MEDICAL, kind="wrong_role", about="agency:H99-11-05"),
        silence(moment(2)),
    )
    desk.tell(FIRST, moment(-10))
    desk.tell(FIRST, moment(1, 10))
    desk.tell(FIRST, moment(2), Topic.BEHAVIOUR)
    desk.tell("", moment(3), Topic.FEES)
    desk.now = WEEK.end + timedelta(hours=7)
    return desk


__all__ = ["FIRST", "MEDICAL", "SECOND", "SOCIAL", "WEEK", "ReviewDesk", "a_week", "alarm", "case", "dossier_then",
           "moment"]  # fmt: skip
