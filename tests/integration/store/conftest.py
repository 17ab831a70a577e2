"""A service's database with its indexes, reached as services reach it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pymongo.database import Database

from shared.store import indexes
from shared.store.answers import Answers
from shared.store.connection import connect
from shared.store.work import MongoWork
from tests.support.accounts import ACCOUNTS, TestClock
from tests.support.fake_store import plain_stamp
from tests.support.stack import Mongo


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def connected(mongo: Mongo, database: Database[dict[str, Any]]) -> Iterator[Callable[..., Database[dict[str, Any]]]]:
    """Makes connections to the test's database, as services do; closes them at the end."""
    made = []

    def reach(timeout_ms: int = 8_000) -> Database[dict[str, Any]]:
        made.append(connect(mongo.url(database.name), "test", timeout_ms=timeout_ms))
        return made[-1]

    yield reach
    for one in made:
        one.client.close()


@pytest.fixture
def own(connected: Callable[..., Database[dict[str, Any]]]) -> Database[dict[str, Any]]:
    """The test's database with all collections and indexes."""
    made = connected()
    indexes.ensure(made, (ACCOUNTS,))
    return made


@pytest.fixture
def work(own: Database[dict[str, Any]], clock: TestClock) -> MongoWork:
    return make_work(own, clock)


def make_work(database: Database[dict[str, Any]], clock: TestClock) -> MongoWork:
    """A unit of work whose answers are sealed in a way that anybody can open."""
    answers = Answers(database, lambda place, text: {"place": place, "text": text[::-1]}, _open)
    return MongoWork(database, (ACCOUNTS,), stamp=plain_stamp, answers=answers, clock=clock)


def _open(place: str, value: Any) -> str:
    assert value["place"] == place
    return str(value["text"][::-1])
