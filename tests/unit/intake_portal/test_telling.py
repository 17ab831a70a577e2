"""The portal is told of every change until it has taken it: whole lives, refusals, delays, absence, crashes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from deploy.simulators.portal.register import Register
from services.intake.domain.dossier import Dossier
from services.intake.domain.portal.mark import LINE, Known, PortalLine, PortalMark, Why
from services.intake.domain.progress import Progress
from services.intake.domain.status import Status
from services.intake.use_cases.portal.tell_portal import tell_portal
from services.intake.use_cases.portal_ports import PortalDesk
from shared.store.change import Change, Key
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import NOW, FakeClock, context
from tests.unit.intake.lives import ACCEPTED, AT, DONE, FILED, acceptance, asked
from tests.unit.intake.portal_world import FakePortal, portal_desk
from tests.unit.intake.test_life_machine import CODE, Life

STATUSES = [int(one) for one in Status]


class House:
    """One dossier, one portal, a clock."""

    def __init__(self, dossier: Dossier = FILED) -> None:
        self.clock = FakeClock(NOW + timedelta(days=90))
        self.work = FakeWork(dossier)
        self.portal = FakePortal()
        self.desk = portal_desk(self.work, self.portal, self.clock)

    def tell(self, **later: float) -> int:
        self.clock.forward(**later)
        return tell_portal(self.work, self.desk, context("service:intake", self.clock()))

    def change(self, dossier: Dossier) -> None:
        self.work.commit(Change(saved=(dossier,)), context())

    @property
    def mark(self) -> PortalMark:
        found = self.work.load(Key(PortalMark, CODE)).get(PortalMark, CODE)
        assert found is not None
        return found

    @property
    def line(self) -> PortalLine | None:
        return self.work.load(Key(PortalLine, LINE)).get(PortalLine, LINE)

    def held(self) -> dict[str, object]:
        found = self.portal.register.find(CODE)
        assert found is not None
        return found.data


@pytest.mark.parametrize("status", Status)
def test_a_dossier_at_any_status_is_taken_as_it_is(status: Status) -> None:
    house = House(AT[status])
    assert house.tell() == 1
    assert house.mark.problem is None
    assert house.held()["TrangThaiHoSo"] == str(int(status))
    assert house.mark.synced_version == AT[status].version
    assert house.mark.synced_status is status
    rows = house.portal.register.find(CODE).rows  # type: ignore[union-attr]
    assert len(rows) == len(house.mark.rows)
    assert rows[0]["TrangThai"] == "1"
    assert rows[-1]["TrangThai"] == str(int(status))
    assert not house.desk.behind.is_behind(CODE)


def test_a_taken_dossier_is_told_again_only_once_it_changes() -> None:
    house = House()
    house.tell()
    assert house.tell() == 0
    house.change(FILED.accept(acceptance()))
    assert house.desk.behind.is_behind(CODE)
    assert house.tell() == 1
    assert house.held()["TrangThaiHoSo"] == "2"
    assert [one["TrangThai"] for one in house.portal.register.find(CODE).rows] == ["1", "2"]  # type: ignore[union-attr]


def test_while_the_portal_is_away_everybody_waits_and_nothing_stays_behind_after_it() -> None:
    house = House(ACCEPTED)
    house.portal.away = "before"
    house.tell()
    problem, line = house.mark.problem, house.line
    assert problem is not None
    assert problem.why is Why.AWAY
    assert line is not None
    assert line.away_since == house.clock()
    told = house.portal.told
    assert house.tell() == 0  # not before the pause is over
    assert house.portal.told == told
    house.portal.away = ""
    assert house.tell(minutes=1) == 1
    assert house.mark.problem is None
    line = house.line
    assert line is not None
    assert line.away_since is None
    assert not house.desk.behind.is_behind(CODE)


def test_an_answer_that_never_came_is_looked_up_not_guessed() -> None:
    house = House(ACCEPTED)
    house.portal.away = "after"
    house.tell()
    assert house.mark.known is Known.ASKED
    house.portal.away = ""
    house.tell(minutes=1)
    assert house.mark.problem is None
    held = house.portal.register.find(CODE)
    assert held is not None
    assert (held.told, len(held.rows)) == (2, 2)


def test_rows_whose_answer_was_lost_are_there_once() -> None:
    house = House(ACCEPTED)
    house.tell()
    house.change(ACCEPTED.follow(Progress().with_opening(NOW, None, (), 1)))
    house.portal.register.take_rows(list(house.portal.register.find(CODE).rows))  # type: ignore[union-attr]
    house.tell()
    held = house.portal.register.find(CODE)
    assert held is not None
    assert [one["TrangThai"] for one in held.rows] == ["1", "2", "4"]


def test_a_refusal_is_kept_with_the_portals_words_and_tried_again_later() -> None:
    house = House(ACCEPTED)
    house.portal.refuses = True
    house.tell()
    problem = house.mark.problem
    assert problem is not None
    assert (problem.why, problem.told) == (Why.REFUSED, "as ordered")
    house.portal.refuses = False
    assert house.tell() == 0
    assert house.tell(minutes=1) == 1
    assert house.mark.problem is None


def test_a_portal_that_lost_a_dossier_is_told_all_of_it_again() -> None:
    house = House(ACCEPTED)
    house.tell()
    house.portal.register = Register()
    house.change(ACCEPTED.follow(Progress().with_opening(NOW, None, (), 1)))
    house.tell()
    problem = house.mark.problem
    assert problem is not None
    assert "Chưa có hồ sơ" in problem.told
    house.tell(minutes=1)
    assert house.mark.problem is None
    assert [one["TrangThai"] for one in house.portal.register.find(CODE).rows] == ["1", "2", "4"]  # type: ignore[union-attr]


def test_a_refused_dossier_that_changes_is_tried_at_once() -> None:
    house = House(ACCEPTED)
    house.portal.refuses = True
    house.tell()
    house.portal.refuses = False
    house.change(ACCEPTED.follow(Progress().with_opening(NOW, None, (), 1)))
    assert house.tell() == 1
    assert not house.desk.behind.is_behind(CODE)


def test_a_citizen_without_a_number_waits_and_no_number_is_made_up() -> None:
    house = House(replace(FILED, applicant=replace(FILED.applicant, identity_number=None)))
    house.tell()
    problem = house.mark.problem
    assert problem is not None
    assert (problem.why, problem.fields) == (Why.LACKING, ("DinhDanhCHS",))
    assert house.portal.told == 0


def test_a_change_while_it_is_told_stays_behind() -> None:
    house = House(FILED)
    real = house.portal.tell_progress
    grown = FILED.accept(acceptance())

    def meanwhile(rows: object) -> None:
        house.change(grown)
        house.portal.tell_progress = real  # type: ignore[method-assign]
        real(rows)  # type: ignore[arg-type]

    house.portal.tell_progress = meanwhile  # type: ignore[method-assign]
    house.tell()
    assert house.desk.behind.is_behind(CODE)
    house.tell()
    assert house.held()["TrangThaiHoSo"] == "2"
    assert not house.desk.behind.is_behind(CODE)


def test_who_died_at_it_is_succeeded_once_the_claim_is_over() -> None:
    house = House(ACCEPTED)
    claimed = PortalMark(CODE, 0).claim(house.clock(), NOW)
    house.work.commit(Change(saved=(claimed,)), context())
    house.tell()
    assert house.portal.told == 0
    house.tell(minutes=3)
    assert house.mark.problem is None
    assert not house.desk.behind.is_behind(CODE)


def test_a_fact_heard_of_late_takes_the_dossier_back_nowhere() -> None:
    house = House(DONE)
    house.tell()
    late = DONE.ask_for_agency(asked("task-1", NOW + timedelta(minutes=1)))
    house.change(late)
    house.tell()
    held = house.portal.register.find(CODE)
    assert held is not None
    assert held.rows[-1]["TrangThai"] == "9"
    assert held.rows[-1]["NoiDungXuLy"].startswith("Yêu cầu bổ sung")


def test_new_papers_are_told_without_a_change_of_the_dossier() -> None:
    house = House(ACCEPTED)
    house.tell()
    house.desk.behind.papers.add(CODE)  # type: ignore[attr-defined]
    assert house.tell() == 1
    held = house.portal.register.find(CODE)
    assert held is not None
    assert (held.told, len(held.rows)) == (2, 2)


class LifeAtPortal(Life):
    """Whatever happens to a dossier, and whenever the portal is there: it takes every status, none out of its order."""

    def __init__(self) -> None:
        super().__init__()
        self.portal = FakePortal()
        self.desk: PortalDesk | None = None
        self.watched: FakeWork | None = None

    @rule()
    def portal_is_told(self) -> None:
        self._tell()

    @rule(how=st.sampled_from(("before", "after", "refuses")))
    def portal_fails(self, how: str) -> None:
        self.portal.away, self.portal.refuses = ("", True) if how == "refuses" else (how, False)
        self._tell()
        self.portal.away, self.portal.refuses = "", False

    def teardown(self) -> None:
        if not hasattr(self, "ports"):
            return
        self._tell()
        mark = self.work.load(Key(PortalMark, CODE)).get(PortalMark, CODE)
        held = self.portal.register.find(CODE)
        assert mark is not None
        assert mark.problem is None, mark.problem
        assert held is not None
        assert held.data["TrangThaiHoSo"] == held.rows[-1]["TrangThai"] == str(int(self._dossier().status))
        assert mark.behind_since is None

    def _tell(self) -> None:
        self.clock.forward(hours=7)  # every pause is over
        if self.desk is None or self.watched is not self.work:
            self.desk, self.watched = portal_desk(self.work, self.portal, self.clock), self.work
        tell_portal(self.work, self.desk, self._now("service:intake"))


TestLifeAtPortal = LifeAtPortal.TestCase
TestLifeAtPortal.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
