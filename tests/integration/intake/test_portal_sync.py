"""The sync with the national portal on a real database, against the simulator: refusing, delaying and being away, it
ends with nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from deploy.simulators.portal.http import Portal
from services.intake.app import Parts
from services.intake.composition.portal import portal_handlers, portal_timers
from services.intake.domain.dossier import Dossier
from services.intake.domain.portal.catalogue_lists import Comparison, ComparisonState
from services.intake.domain.portal.mark import PortalMark, Why
from services.intake.domain.status import Status
from services.intake.gateways.national_portal import HttpPortal
from services.intake.use_cases.portal.compare_lists import ask_comparison, view_lists
from services.intake.use_cases.portal.tell_portal import tell_portal
from services.intake.use_cases.portal_ports import PortalDesk
from shared.security.caller import Caller
from shared.store.change import Change, Key
from tests.integration.intake.conftest import APPLICANT, MONDAY_EIGHT, Clock
from tests.integration.intake.test_whole_lives import CHANNELS, WHO, Desk, live
from tests.support.portal_server import PASSWORD, UNIT, USER, running_portal, url_of

ADMIN = Caller("staff", "admin", frozenset({"admin"}), UNIT)


@pytest.fixture
def portal() -> Iterator[Portal]:
    with running_portal() as found:
        yield found


class Office:
    """A desk whose dossiers are told to the portal by its own worker."""

    def __init__(self, parts: Parts, clock: Clock, portal: Portal, client: Any) -> None:
        self.parts, self.clock, self.portal = parts, clock, portal
        self.desk = Desk(client, parts, clock)
        gateway = HttpPortal(url_of(portal), USER, PASSWORD, UNIT, 5)
        self.told: PortalDesk = replace(parts.portal.desk, portal=gateway)

    def round(self, **later: float) -> int:
        self.clock.forward(**later)
        tried = 0
        while found := tell_portal(self.parts.work, self.told, self.parts.context("portal")):
            tried += found
        return tried

    def mark(self, code: str) -> PortalMark:
        found = self.parts.work.load(Key(PortalMark, code)).get(PortalMark, code)
        assert found is not None
        return found

    @property
    def behind(self) -> int:
        return self.told.behind.count(UNIT)


@pytest.fixture
def office(parts: Parts, clock: Clock, portal: Portal, client: Any) -> Office:
    return Office(parts, clock, portal, client)


def test_each_kind_of_applicant_is_told_over_its_whole_life_by_another_channel(office: Office) -> None:
    for channel, who in zip(CHANNELS[2:], WHO, strict=True):
        live(office.desk, channel, who)
        office.round(hours=1)
    assert office.behind == 0
    held = office.portal.register.all()
    assert len(held) == len(WHO)
    for one in held:
        assert one.data["TrangThaiHoSo"] == one.rows[-1]["TrangThai"] == "10"
        assert {row["TrangThai"] for row in one.rows} == {"1", "2", "4", "5", "6", "9", "10"}
        assert len(office.mark(one.data["MaHoSo"]).rows) == len(one.rows)


def test_each_save_puts_a_dossier_behind_in_its_own_transaction_and_telling_changes_no_version(office: Office) -> None:
    code, _ = office.desk.file("counter", APPLICANT)
    stored = office.parts.database["dossiers"]
    before = stored.find_one({"_id": code})
    assert before is not None
    assert before["portal"]["try_at"].year == 2000
    office.round()
    after = stored.find_one({"_id": code})
    assert after == {**before, "portal": {"synced_version": before["version"]}}
    office.desk.post(f"/dossiers/{code}/accept")
    assert office.behind == 1
    office.round()
    assert office.behind == 0
    assert office.mark(code).synced_status is Status.ACCEPTED


def test_a_portal_that_refuses_delays_and_goes_away_ends_with_nothing_behind(office: Office) -> None:
    codes = [office.desk.file("counter", {**APPLICANT, "identity_number": f"0011580{n:05}"})[0] for n in range(8)]
    orders: list[dict[str, Any]] = [
        {"answer": "refuse", "count": 3},
        {"answer": "nothing", "count": 1},
        {"answer": "503", "count": 1, "accepted": True},
        {"answer": "garbage", "count": 1, "accepted": True},
        {"answer": "slow", "count": 2, "seconds": 0.05},
        {"answer": "nothing", "count": 2, "accepted": True},
    ]
    for place, order in enumerate(orders):
        office.portal.faults.order(order)
        office.round(seconds=10)
        office.desk.post(f"/dossiers/{codes[place]}/accept")
    office.portal.faults.order({"answer": "well"})
    for code in codes:
        if office.desk.whole(code)["status"] == 1:
            office.desk.post(f"/dossiers/{code}/accept")
    rounds = 0
    while office.behind:
        rounds += 1
        assert rounds < 10
        office.round(minutes=30)
    for code in codes:
        held = office.portal.register.find(code)
        assert held is not None
        assert [row["TrangThai"] for row in held.rows] == ["1", "2"]
        assert office.mark(code).problem is None


def test_what_lacks_a_field_waits_with_its_reason_and_is_told_once_it_is_known(office: Office) -> None:
    code, _ = office.desk.file("counter", APPLICANT)
    work = office.parts.work
    dossier = work.load(Key(Dossier, code)).get(Dossier, code)
    assert dossier is not None
    bare = replace(dossier, version=2, applicant=replace(dossier.applicant, identity_number=None))
    work.commit(_saved(bare), office.parts.context("test"))
    office.round()
    problem = office.mark(code).problem
    assert problem is not None
    assert (problem.why, problem.fields) == (Why.LACKING, ("DinhDanhCHS",))
    assert office.portal.register.find(code) is None
    work.commit(_saved(replace(bare, version=3, applicant=dossier.applicant)), office.parts.context("test"))
    office.round()
    assert office.behind == 0


def test_new_papers_put_their_dossier_behind(office: Office) -> None:
    code, _ = office.desk.file("counter", APPLICANT)
    office.round()
    papers = office.parts.database["papers"]
    papers.insert_one({"_id": "p", "version": 1, "dossier": code, "portal_new": True})
    assert office.told.behind.gather_papers(10) == 1
    assert office.told.behind.gather_papers(10) == 0
    assert office.behind == 1
    papers.delete_one({"_id": "p"})


def test_a_change_that_comes_meanwhile_is_neither_settled_nor_put_off(office: Office) -> None:
    code, _ = office.desk.file("counter", APPLICANT)
    (seen,) = office.told.behind.due(office.clock(), 10)
    office.told.behind.hurry(code)  # nothing was put off: the same
    office.desk.post(f"/dossiers/{code}/accept")
    office.told.behind.settle(seen, 1)
    assert office.behind == 1
    (now,) = office.told.behind.due(office.clock(), 10)
    office.told.behind.put_off(now, office.clock() + timedelta(hours=1))
    assert office.told.behind.due(office.clock(), 10) == []
    page = office.told.behind.page(UNIT, None, 10)
    assert [one.next_try_at for one in page.items] == [office.clock() + timedelta(hours=1)]
    office.told.behind.hurry()
    assert [one.code for one in office.told.behind.due(office.clock(), 10)] == [code]


def test_dossiers_from_before_there_was_a_mark_are_told_too(office: Office) -> None:
    code, _ = office.desk.file("counter", APPLICANT)
    office.parts.database["dossiers"].update_one({"_id": code}, {"$unset": {"portal": ""}})
    assert office.behind == 0
    assert office.parts.portal.queries.mark_older() == 1
    office.round()
    assert office.portal.register.find(code) is not None


def test_the_queue_is_read_by_its_index(office: Office) -> None:
    wanted = {"portal.try_at": {"$type": "date", "$lte": MONDAY_EIGHT}}
    order = [("portal.try_at", 1), ("_id", 1)]
    plan = office.parts.database["dossiers"].find(wanted).sort(order).limit(20).explain()
    assert "'indexName': 'portal'" in str(plan["queryPlanner"]["winningPlan"])
    assert "SORT" not in str(plan["queryPlanner"]["winningPlan"])


def test_one_worker_tells_at_a_time(office: Office) -> None:
    timers = [portal_timers(office.parts.work, replace(office.parts.portal, desk=office.told), office.parts.context)
              for _ in range(2)]  # fmt: skip
    office.desk.file("counter", APPLICANT)
    first, second = (one["portal"]._action for one in timers)  # type: ignore[attr-defined]
    first()
    assert office.behind == 0
    office.desk.file("counter", {**APPLICANT, "identity_number": "001158099999"})
    second()
    assert office.behind == 1


def test_without_a_portal_nothing_is_told_and_nothing_is_forgotten(office: Office) -> None:
    office.desk.file("counter", APPLICANT)
    assert portal_timers(office.parts.work, office.parts.portal, office.parts.context) == {}
    assert office.behind == 1


def test_a_recorded_comparison_finds_the_simulators_differences(office: Office) -> None:
    parts = office.parts
    record = ask_comparison(parts.ports, office.told, ADMIN, parts.context("test"))
    handlers = portal_handlers(parts.ports, office.told)
    assert parts.jobs.run_due(handlers, office.clock()) == 1
    ended = parts.work.load(Key(Comparison, record.id)).get(Comparison, record.id)
    assert ended is not None
    assert ended.state is ComparisonState.DONE
    assert dict(ended.differences) == {"procedures": 4, "fields": 2, "agencies": 2}
    lists = view_lists(parts.ports, office.told, ADMIN)
    assert {kind.value: len(found) for kind, found in lists.found.items()} == dict(ended.differences)


def _saved(one: Dossier) -> Change:
    return Change(saved=(one,))
