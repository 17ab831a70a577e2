"""A service's database with its indexes, reached as services reach it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

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


@pytest.fixture(scope="session")
def connection(mongo: Mongo) -> Iterator[Database[dict[str, Any]]]:
    """One database for all tests of the room, for making one with all its indexes takes longer than most tests."""
    made = connect(mongo.url(f"test_store_{uuid4().hex[:8]}"), "test", timeout_ms=8_000)
    yield made
    made.client.drop_database(made.name)
    made.client.close()


@pytest.fixture
def own(connection: Database[dict[str, Any]]) -> Database[dict[str, Any]]:
    """The database as ``init`` leaves it: all collections and indexes, no documents."""
    for name in connection.list_collection_names():
        connection[name].delete_many({})
    indexes.ensure(connection, (ACCOUNTS,))
    return connection


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
