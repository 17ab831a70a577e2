"""Clocks over a real database: whatever number of workers look, however they end, everything is told once."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from services.routing.app import Parts, build, initialise
from services.routing.domain.alarm import AlarmKind
from services.routing.domain.calendar import Calendars
from services.routing.domain.case import Case
from services.routing.domain.task import Decision, Outcome
from services.routing.gateways.working_time import WORKING_TIME
from services.routing.settings import TABLE
from services.routing.store import collections
from services.routing.use_cases import alarm_facts
from services.routing.use_cases.clocks import CalendarClocks
from services.routing.use_cases.hear_silence import hear_silence
from services.routing.use_cases.watch_cases import look, watch_cases
from shared.security.make_secrets import make_secrets
from shared.settings import read
from shared.store.change import Change
from shared.working_time import Calendar
from tests.integration.agencies.centre import SERVICES, SIGNERS
from tests.integration.agencies.conftest import NOW
from tests.integration.agencies.test_lists import MEDICAL, open_case
from tests.support.stack import Mongo
from tests.unit.routing.clock_world import worked

CALENDAR = "ha-son"
MANY = 16
KEPT_OF_CASES = ("cases", "alarms", "step_times", "heard", "calendars")


@pytest.fixture(scope="module")
def settled(mongo: Mongo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """Routing with its agencies and routes, made once: making them takes longer than a test."""
    folder, name = tmp_path_factory.mktemp("clocks"), f"test_{uuid4().hex[:12]}"
    make_secrets(folder, SERVICES, SIGNERS)
    environ = {"MONGO_URL": mongo.url(name), "AMQP_URL": "amqp://nowhere", "SECRETS_DIR": str(folder / "routing")}
    with MongoClient[dict[str, Any]](mongo.url(name), tz_aware=True, w="majority") as client:
        settings = read(TABLE, environ)
        parts = build(settings, database=client[name], clock=lambda: NOW)
        parts = replace(parts, sessions=build(settings, database=client[name]).sessions)
        initialise(parts)
        yield parts
        client.drop_database(name)


@pytest.fixture
def parts(settled: Parts) -> Parts:
    """The same without a case."""
    for name in (*KEPT_OF_CASES, "events"):
        settled.database[name].delete_many({})
    return settled


@pytest.fixture
def calendars(parts: Parts) -> Calendars:
    """The agencies' calendar has arrived."""
    known = Calendars().with_calendar(CALENDAR, 1, Calendar(CALENDAR).to_data())
    parts.work.commit(Change(saved=(known,)), parts.context("test"))
    return known


def sent(parts: Parts, number: int) -> Case:
    """A case whose task lies in its agency's queue."""
    case = open_case(parts, number, MEDICAL)
    return save(parts, case.dispatched(case.tasks[0].id, NOW))


def save(parts: Parts, case: Case) -> Case:
    parts.work.commit(Change(saved=(case,)), parts.context("test"))
    return case


def told(parts: Parts) -> Counter[tuple[str, str]]:
    """How often each type was told of each task."""
    rows = parts.database["events"].find({"type": {"$regex": r"^routing\.(task|step|agency)\."}})
    return Counter((one["type"], one["subject"]) for one in rows)


def work(parts: Parts, now: datetime, workers: int) -> None:
    """So many workers look at all there is, side by side."""
    threads = [Thread(target=lambda: _until_nothing_is_left(parts, now)) for _ in range(workers)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
        assert not one.is_alive()


def _until_nothing_is_left(parts: Parts, now: datetime) -> None:
    while watch_cases(parts.clocks.watch, now, 3):
        pass


def test_any_number_of_workers_tells_everything_once(parts: Parts, calendars: Calendars) -> None:
    for number in range(1, MANY + 1):
        sent(parts, number)
    for hours in (0, 2, 4, 8, 8):
        work(parts, worked(hours), 4)
    found = told(parts)
    assert len(found) == MANY
    assert set(found.values()) == {3}  # officer, head, leader: one after the other
    letters = parts.database["events"].count_documents({"type": alarm_facts.AGENCY_TASK_REMINDED})
    assert letters == 2 * MANY
    assert parts.clocks.book.count((AlarmKind.UNACKNOWLEDGED,), "H99-11-02") == MANY


def test_a_case_that_two_look_at_at_the_same_moment_is_told_of_once(parts: Parts, calendars: Calendars) -> None:
    case = sent(parts, 1)
    watch, now = parts.clocks.watch, worked(2)
    threads = [Thread(target=look, args=(watch, case, now)) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert list(told(parts).values()) == [1]


def test_what_a_killed_worker_had_begun_is_done_by_the_next_one(parts: Parts, calendars: Calendars) -> None:
    for number in range(1, MANY + 1):
        sent(parts, number)
    now = worked(2)
    url, folder = parts.settings.mongo_url, str(parts.settings.secrets_dir)
    command = [sys.executable, "-m", "tests.integration.agencies.clock_child", url, folder, now.isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.read(3)  # it is in the midst of its work
        child.kill()
    assert 3 <= len(told(parts)) <= MANY
    work(parts, now, 2)
    work(parts, now + timedelta(minutes=1), 2)  # what was claimed is free again
    found = told(parts)
    assert (len(found), set(found.values())) == (MANY, {1})


def test_every_change_of_a_case_has_its_clocks_looked_at_and_an_ended_one_is_left_alone(
    parts: Parts, calendars: Calendars
) -> None:
    case = sent(parts, 1)
    look_at = parts.database[collections.CASES]
    assert watch_cases(parts.clocks.watch, NOW) == 1
    assert watch_cases(parts.clocks.watch, NOW) == 0
    assert look_at.find_one({"_id": case.id})["look_at"] == worked(2)  # type: ignore[index]
    case = save(parts, case.acknowledged(case.tasks[0].id, NOW, "Tổ thẩm định"))
    assert watch_cases(parts.clocks.watch, NOW) == 1
    clocks = CalendarClocks(calendars, WORKING_TIME)
    save(parts, case.decided(case.tasks[0].id, worked(3), Decision(Outcome.GRANTED), clocks))
    assert watch_cases(parts.clocks.watch, worked(3)) == 1
    assert look_at.find_one({"_id": case.id})["look_at"] is None  # type: ignore[index]
    assert watch_cases(parts.clocks.watch, worked(300)) == 0
    assert parts.clocks.book.times(f"{MEDICAL}/appraisal/H99-11-02", 10) == [3]


def test_a_case_that_changes_while_it_is_looked_at_is_looked_at_once_more(parts: Parts, calendars: Calendars) -> None:
    case = sent(parts, 1)
    claim = parts.clocks.cases.claim(NOW)
    assert claim is not None
    save(parts, case.acknowledged(case.tasks[0].id, NOW, ""))
    parts.clocks.cases.looked(claim, worked(100))
    again = parts.clocks.cases.claim(NOW)
    assert again is not None
    assert again.case.version == case.version + 1


def test_cases_of_before_the_clocks_are_taken_up(parts: Parts, calendars: Calendars) -> None:
    case = sent(parts, 1)
    parts.database[collections.CASES].update_one({"_id": case.id}, {"$unset": {"look_at": ""}})
    assert watch_cases(parts.clocks.watch, NOW) == 0
    assert parts.clocks.cases.take_up() == 1
    assert parts.clocks.cases.take_up() == 0
    assert watch_cases(parts.clocks.watch, NOW) == 1


def test_a_silent_agency_is_told_of_once_by_any_number_of_workers_and_heard_again(
    parts: Parts, calendars: Calendars
) -> None:
    case = sent(parts, 1)
    threads = [Thread(target=hear_silence, args=(parts.clocks.watch, worked(5))) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert [(type, count) for (type, _), count in told(parts).items()] == [(alarm_facts.AGENCY_SILENT, 1)]
    assert [one.count for one in parts.clocks.book.open_silences()] == [1]
    save(parts, case.acknowledged(case.tasks[0].id, worked(5), ""))
    watch_cases(parts.clocks.watch, worked(6))
    hear_silence(parts.clocks.watch, worked(6))
    assert parts.clocks.book.open_silences() == []


def test_lists_of_alarms_and_the_next_case_walk_an_index(parts: Parts) -> None:
    def stages(plan: dict[str, Any]) -> set[str]:
        below = plan.get("inputStage")
        return {plan["stage"]} | (stages(below) if below else set())

    alarms = parts.database[collections.ALARMS].find({"open": "*:overdue"}).sort([("since", 1), ("_id", 1)])
    assert stages(alarms.explain()["queryPlanner"]["winningPlan"]) == {"FETCH", "IXSCAN"}
    due = {"look_at": {"$gte": collections.LONG_AGO, "$lte": NOW}}
    cases = parts.database[collections.CASES].find(due).sort("look_at", 1)
    assert stages(cases.explain()["queryPlanner"]["winningPlan"]) == {"FETCH", "IXSCAN"}
    times = parts.database[collections.STEP_TIMES].find({"step": "x"}, {"_id": False, "hours": True})
    assert "FETCH" not in stages(times.sort("ended_at", -1).explain()["queryPlanner"]["winningPlan"])
