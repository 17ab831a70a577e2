"""The database goes away, comes back, or answers into a broken connection: nothing is half done, nothing done twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from pymongo.database import Database

from shared.bus.ports import AlreadyReceived
from shared.store.change import Change, Conflict, Fact, Key, StoreAway
from shared.store.connection import connect
from shared.store.inbox import MongoInbox
from shared.store.jobs import Jobs
from shared.store.numbers import Numbers
from shared.store.outbox import MongoOutbox
from shared.store.work import MongoWork
from tests.integration.store.conftest import make_work
from tests.support.accounts import EPOCH, Account, TestClock, account, context, opened, payment
from tests.support.lossy_proxy import LossyProxy, lossy_proxy
from tests.support.stack import Mongo
from tests.support.waiting import wait_until

COMMIT = b"commitTransaction"


@dataclass
class BadLine:
    """The test's database over a connection that loses answers."""

    proxy: LossyProxy
    work: MongoWork
    inbox: MongoInbox


@pytest.fixture
def bad_line(mongo: Mongo, own: Database[dict[str, Any]], clock: TestClock) -> Iterator[BadLine]:
    parts = urlsplit(mongo.url(own.name))
    with lossy_proxy(str(parts.hostname), parts.port or 27017) as proxy:
        signed_in = parts.netloc.rpartition("@")[0]
        place = f"{signed_in}@127.0.0.1:{proxy.port}" if signed_in else f"127.0.0.1:{proxy.port}"
        query = "&".join(one for one in parts.query.split("&") if not one.startswith("replicaSet"))
        url = urlunsplit(parts._replace(netloc=place, query=f"{query}&directConnection=true".lstrip("&")))
        database = connect(url, "test", timeout_ms=1_500)
        work = make_work(database, clock)
        yield BadLine(proxy, work, MongoInbox(work, service="test"))
        database.client.close()


def test_a_batch_whose_commit_nobody_knows_of_is_tried_again_and_found_to_be_done(
    bad_line: BadLine, work: MongoWork
) -> None:
    work.commit(opened(account("a")), context())
    bad_line.proxy.loses = COMMIT
    with pytest.raises(Conflict):
        bad_line.inbox.absorb([payment("a", 5, id="once")])
    assert bad_line.proxy.lost > 0
    bad_line.proxy.loses = None
    with pytest.raises(AlreadyReceived) as repeated:
        bad_line.inbox.absorb([payment("a", 5, id="once")])
    assert repeated.value.ids == {"once"}
    assert work.load(Key(Account, "a")).get(Account, "a") == account("a").receive(5)


def test_a_lost_answer_to_a_single_commit_is_asked_for_again_and_nothing_is_done_twice(
    bad_line: BadLine, work: MongoWork, own: Database[dict[str, Any]]
) -> None:
    bad_line.proxy.loses = COMMIT
    with pytest.raises(StoreAway):
        bad_line.work.commit(opened(account("a")), context())
    bad_line.proxy.loses = None
    assert own["events"].count_documents({}) == 1
    assert work.load(Key(Account, "a")).get(Account, "a") == account("a")


def test_an_answer_lost_within_a_transaction_leaves_nothing_behind(
    bad_line: BadLine, own: Database[dict[str, Any]]
) -> None:
    bad_line.proxy.loses = b"test.account.opened.v1"
    with pytest.raises(StoreAway):
        bad_line.work.commit(opened(account("a")), context())
    bad_line.proxy.loses = None
    assert own["events"].count_documents({}) == 0
    assert own["accounts"].count_documents({}) == 0


def test_while_the_database_is_away_everything_says_so_in_time_and_goes_on_afterwards(
    mongo: Mongo, own: Database[dict[str, Any]], work: MongoWork, clock: TestClock
) -> None:
    inbox, outbox, numbers = MongoInbox(work, service="test"), MongoOutbox(own, clock=clock), Numbers(own)
    jobs = Jobs(work, service="test")
    work.commit(opened(account("a")), context())
    wakes = outbox.arrivals(0.2)
    next(wakes)
    mongo.stop()
    try:
        calls: tuple[Callable[[], object], ...] = (
            lambda: work.load(Key(Account, "a")),
            lambda: work.commit(Change((account("b"),), (Fact("test.account.opened.v1", "b", 1, {}),)), context()),
            lambda: inbox.absorb([payment("a", id="waits")]),
            lambda: inbox.suspect("x"),
            lambda: outbox.pending(10),
            lambda: outbox.lead("one", 10),
            lambda: numbers.take("series"),
            lambda: jobs.take_due(EPOCH, 10),
        )
        began = time.monotonic()
        with ThreadPoolExecutor(len(calls)) as threads:
            answers = [threads.submit(call) for call in calls]
        assert time.monotonic() - began < 6
        assert [type(answer.exception()) for answer in answers] == [StoreAway] * len(calls)
        for _ in range(3):
            next(wakes)
    finally:
        mongo.start()

    def is_back() -> bool:
        with suppress(StoreAway):
            return work.load(Key(Account, "a")).get(Account, "a") is not None
        return False

    wait_until(is_back, timeout=20)
    inbox.absorb([payment("a", id="waits")])
    work.commit(opened(account("b")), context())
    assert numbers.take("series") == 1
    next(wakes)
    assert len(outbox.pending(10)) == 3
