"""Leases, answers, indexes, connections and counts against a real MongoDB."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pymongo.database import Database

from shared.store import indexes
from shared.store.answers import Answers
from shared.store.change import Answer, Change
from shared.store.connection import connect
from shared.store.counts import count_store
from shared.store.inbox import MongoInbox
from shared.store.leases import Leases
from shared.store.outbox import MongoOutbox
from shared.store.work import MongoWork
from tests.support.accounts import ACCOUNTS, TestClock, account, context, hopeless, job, opened, payment
from tests.support.waiting import wait_until


def test_a_lease_passes_on_when_its_time_is_up(own: Database[dict[str, Any]]) -> None:
    leases = Leases(own)
    assert leases.take("relay", "$one", 0.3)
    assert not leases.take("relay", "two", 60)
    wait_until(lambda: leases.take("relay", "two", 60), timeout=5)
    assert not leases.take("relay", "$one", 60)
    held = leases.holder_of("relay")
    assert held is not None
    assert (held.holder, (held.until - held.since).total_seconds()) == ("two", 60)


def test_a_renewed_lease_remembers_since_when_it_is_held(own: Database[dict[str, Any]]) -> None:
    leases = Leases(own)
    leases.take("relay", "one", 60)
    first = leases.holder_of("relay")
    leases.take("relay", "one", 120)
    again = leases.holder_of("relay")
    assert first is not None
    assert again is not None
    assert again.since == first.since
    assert again.until > first.until


def test_a_lease_that_is_given_back_is_free_at_once(own: Database[dict[str, Any]]) -> None:
    leases = Leases(own)
    leases.take("relay", "one", 60)
    leases.release("relay", "two")
    assert not leases.take("relay", "two", 60)
    leases.release("relay", "one")
    assert leases.take("relay", "two", 60)


def test_of_many_who_want_a_lease_at_once_one_gets_it(own: Database[dict[str, Any]]) -> None:
    leases = Leases(own)
    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(lambda who: leases.take("relay", f"holder {who}", 60), range(8)))
    assert sorted(got) == [False] * 7 + [True]


def test_an_answer_is_found_again_and_lies_sealed(own: Database[dict[str, Any]], work: MongoWork) -> None:
    answer = Answer("key", "fingerprint", 201, {"applicant": "Nguyễn Văn A", "code": "a"}, {"Location": "/a"})
    work.commit(Change((account("a"),), answer=answer), context())
    answers = Answers(own, lambda place, text: {}, lambda place, value: str(value["text"][::-1]))
    assert answers.find("key") == answer
    assert answers.find("other") is None
    assert "Nguyễn" not in str(own["answers"].find_one())


def test_a_change_with_an_answer_and_no_place_for_answers_is_a_fault_of_the_program(
    own: Database[dict[str, Any]],
) -> None:
    without = MongoWork(own, (ACCOUNTS,), stamp=lambda fact, context: {})
    with pytest.raises(ValueError, match="answers"):
        without.commit(Change((account("a"),), answer=Answer("key", "", 200, {})), context())


def test_a_kind_without_a_mapping_is_a_fault_of_the_program(own: Database[dict[str, Any]]) -> None:
    without = MongoWork(own, (), stamp=lambda fact, context: {})
    with pytest.raises(TypeError, match="Account"):
        without.commit(Change((account("a"),)), context())


def test_ensuring_indexes_again_and_by_several_at_once_changes_nothing(database: Database[dict[str, Any]]) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: indexes.ensure(database, (ACCOUNTS,)), range(4)))
    before = {name: database[name].index_information() for name in database.list_collection_names()}
    indexes.ensure(database, (ACCOUNTS,))
    assert {name: database[name].index_information() for name in database.list_collection_names()} == before
    assert {"events", "inbox", "deferred", "parked", "suspects", "leases", "jobs", "answers", "numbers"} < set(before)
    assert before["answers"]["forgotten"]["expireAfterSeconds"] == 7 * 24 * 3_600


def test_a_url_without_a_database_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="MONGO_URL"):
        connect("mongodb://127.0.0.1:1/", "test")


def test_what_waits_is_counted(own: Database[dict[str, Any]], work: MongoWork, clock: TestClock) -> None:
    inbox, outbox = MongoInbox(work, service="test"), MongoOutbox(own, clock=clock)
    for id in ("a", "b", "c"):
        work.commit(opened(account(id)), context())
    work.commit(Change(jobs=(job("open", "x"),)), context())
    first, second, _ = [outgoing.id for outgoing in outbox.pending(10)]
    outbox.confirm([first])
    outbox.hold_back([second], "returned")
    inbox.absorb([payment("none"), hopeless("a")])
    inbox.suspect("x")
    counts = count_store(own, clock=clock)
    assert (counts.pending, counts.held, counts.deferred, counts.parked, counts.suspects) == (2, 1, 1, 1, 1)
    assert (counts.jobs_overdue, counts.jobs_failing) == (1, 0)
    assert counts.oldest_pending_at == clock.now
