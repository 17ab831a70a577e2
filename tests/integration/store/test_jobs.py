"""Jobs that fall due: done once with any number of workers, together with their removal; failures stay in sight."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from shared.store.change import Change, Conflict, Job, Key, StoreAway
from shared.store.jobs import Handler, Jobs
from shared.store.work import MongoWork
from tests.support.accounts import EPOCH, Account, TestClock, account, context, job, opened


@pytest.fixture
def jobs(work: MongoWork) -> Jobs:
    return Jobs(work, service="test")


def set_jobs(work: MongoWork, *ones: Job) -> None:
    work.commit(Change(jobs=ones), context())


def opens_account(due: Job, now: datetime) -> Change:
    return opened(account(due.subject))


def pays(work: MongoWork) -> Handler:
    def pay(due: Job, now: datetime) -> Change:
        there = work.load(Key(Account, due.subject)).get(Account, due.subject)
        assert there is not None
        return Change((there.receive(due.details["amount"]),))

    return pay


def breaks(due: Job, now: datetime) -> Change:
    raise ZeroDivisionError("secret words")


def left(database: Database[dict[str, Any]]) -> list[str]:
    return sorted(row["_id"] for row in database["jobs"].find())


def test_a_job_is_not_run_before_it_is_due(work: MongoWork, jobs: Jobs) -> None:
    set_jobs(work, job("open", "a", EPOCH + timedelta(seconds=5)))
    assert jobs.run_due({"open": opens_account}, EPOCH + timedelta(seconds=4)) == 0
    assert jobs.run_due({"open": opens_account}, EPOCH + timedelta(seconds=5)) == 1
    assert work.load(Key(Account, "a")).get(Account, "a") == account("a")


def test_a_job_is_gone_once_its_effect_is_written(own: Database[dict[str, Any]], work: MongoWork, jobs: Jobs) -> None:
    set_jobs(work, job("open", "a"))
    jobs.run_due({"open": opens_account}, EPOCH)
    assert left(own) == []
    (event,) = own["events"].find()
    assert (event["actor"], event["correlation_id"], event["why"]) == ("service:test", "correlation-1", "job open")


def test_setting_a_job_again_moves_it_and_none_cancels_it(
    own: Database[dict[str, Any]], work: MongoWork, jobs: Jobs
) -> None:
    set_jobs(work, job("open", "a"), job("open", "b"), job("other", "a"))
    set_jobs(work, job("open", "a", EPOCH + timedelta(hours=1)), job("open", "b", None))
    assert [due.job.kind for due in jobs.take_due(EPOCH, 10)] == ["other"]
    assert left(own) == ["open:a", "other:a"]


def test_every_job_takes_effect_once_with_many_workers(own: Database[dict[str, Any]], work: MongoWork) -> None:
    work.commit(Change(tuple(account(f"a{n}") for n in range(60))), context())
    set_jobs(work, *(job("pay", f"a{n}", amount=n) for n in range(60)))

    def drain(_: int) -> int:
        mine, done = Jobs(work, service="test"), 0
        while taken := mine.run_due({"pay": pays(work)}, EPOCH, limit=7):
            done += taken
        return done

    with ThreadPoolExecutor(6) as workers:
        assert sum(workers.map(drain, range(6))) == 60
    assert left(own) == []
    loaded = work.load(*(Key(Account, f"a{n}") for n in range(60)))
    for n in range(60):
        assert loaded.get(Account, f"a{n}") == account(f"a{n}").receive(n)


def test_a_job_whose_worker_died_comes_back_after_its_lease(work: MongoWork, jobs: Jobs) -> None:
    set_jobs(work, job("open", "a"))
    assert len(jobs.take_due(EPOCH, 10)) == 1
    assert Jobs(work, service="test").take_due(EPOCH + timedelta(seconds=59), 10) == []
    assert len(Jobs(work, service="test").take_due(EPOCH + timedelta(seconds=60), 10)) == 1


def test_a_worker_that_was_paused_past_its_lease_changes_nothing_any_more(work: MongoWork, jobs: Jobs) -> None:
    set_jobs(work, job("open", "a"))
    (paused,) = jobs.take_due(EPOCH, 10)
    jobs.run_due({"open": opens_account}, EPOCH + timedelta(minutes=2))
    with pytest.raises(Conflict):
        jobs.finish(paused, Change((account("b"),)), context())
    assert work.load(Key(Account, "b")).get(Account, "b") is None


def test_a_job_that_was_moved_while_it_ran_runs_again_and_the_first_run_left_nothing(
    own: Database[dict[str, Any]], work: MongoWork, jobs: Jobs
) -> None:
    set_jobs(work, job("open", "a"))
    (running,) = jobs.take_due(EPOCH, 10)
    set_jobs(work, job("open", "a", EPOCH + timedelta(hours=1)))
    with pytest.raises(Conflict):
        jobs.finish(running, opened(account("a")), context())
    assert own["events"].count_documents({}) == 0
    assert jobs.run_due({"open": opens_account}, EPOCH + timedelta(hours=1)) == 1


def test_a_handler_may_set_its_own_job_again(own: Database[dict[str, Any]], work: MongoWork, jobs: Jobs) -> None:
    def every_hour(due: Job, now: datetime) -> Change:
        return Change(jobs=(job(due.kind, due.subject, now + timedelta(hours=1)),))

    set_jobs(work, job("tick", "clock"))
    for hour in range(3):
        assert jobs.run_due({"tick": every_hour}, EPOCH + timedelta(hours=hour)) == 1
        assert left(own) == ["tick:clock"]


def test_a_failing_job_backs_off_stays_in_sight_and_holds_up_no_other(work: MongoWork, jobs: Jobs) -> None:
    set_jobs(work, job("break", "x"), job("open", "a"))
    heard: list[str] = []
    handlers: dict[str, Handler] = {"break": breaks, "open": opens_account}
    jobs.run_due(handlers, EPOCH, failed=lambda due, fault: heard.append(type(fault).__name__))
    assert heard == ["ZeroDivisionError"]
    assert work.load(Key(Account, "a")).get(Account, "a") is not None
    now = EPOCH
    for tries, pause in ((1, 1), (2, 2), (3, 4), (4, 8)):
        (failing,) = jobs.failing()
        assert (failing.tries, failing.reason, failing.next_try_at - now) == (
            tries, "ZeroDivisionError", timedelta(seconds=pause),
        )  # fmt: skip
        assert jobs.run_due(handlers, failing.next_try_at - timedelta(milliseconds=1)) == 0
        now = failing.next_try_at
        assert jobs.run_due(handlers, now) == 1


def test_a_job_that_nobody_handles_is_a_failing_one(work: MongoWork, jobs: Jobs) -> None:
    set_jobs(work, job("unknown", "x"))
    jobs.run_due({}, EPOCH)
    assert [failing.reason for failing in jobs.failing()] == ["LookupError"]


def test_while_the_store_is_away_no_failure_is_counted(work: MongoWork, jobs: Jobs, clock: TestClock) -> None:
    def away(due: Job, now: datetime) -> Change:
        raise StoreAway

    set_jobs(work, job("open", "a"))
    with pytest.raises(StoreAway):
        jobs.run_due({"open": away}, EPOCH)
    assert jobs.failing() == []
    assert jobs.run_due({"open": opens_account}, EPOCH + timedelta(minutes=1)) == 1
