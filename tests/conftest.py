"""Fixtures that every room of tests may use: real servers, a fresh database, a fresh vhost."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any
from uuid import uuid4

import hypothesis
import pluggy
import pytest
import structlog
from pymongo import MongoClient
from pymongo.database import Database

from tests.support import ways
from tests.support.containers import logs_of_servers, remove
from tests.support.side_by_side import ByFile, own_ports, put_in_order, scheduler
from tests.support.stack import (
    Broker,
    Mongo,
    Motcua,
    Vhost,
    fresh_vhost,
    running_broker,
    running_mongo,
    running_motcua,
)
from tests.support.ways import Way

# Without this a failing test prints the local variables of every frame, as structlog does by default.
structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])

# How long an example takes is the machine's affair, not a property of what is tested.
hypothesis.settings.register_profile("motcua", deadline=None)
hypothesis.settings.load_profile("motcua")


def pytest_configure(config: pytest.Config) -> None:
    """Choose where servers run; a worker of several keeps to its own ports."""
    config.addinivalue_line("markers", ways.MARK)
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker:
        own_ports(worker["workerid"], worker["workercount"])
    else:
        ways.settle()


def pytest_report_header() -> str:
    """Say which way was chosen."""
    return ways.told()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run with these servers; where there are several workers, begin with what takes longest."""
    ways.skip_others(items)
    if hasattr(config, "workerinput"):
        put_in_order(items)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """How several workers share the tests."""
    return scheduler(config, log)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pluggy.Result[pytest.TestReport], None]:
    """Where a test fails that used servers in containers, their last lines are shown with it."""
    made = yield
    report = made.get_result()
    if report.failed and {"mongo", "broker"} & set(getattr(item, "fixturenames", ())):
        report.sections += logs_of_servers()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing is left behind, however a run or one of its workers ended."""
    if not hasattr(config, "workerinput") and ways.chosen() is Way.CONTAINERS:
        remove(ways.run())


@pytest.fixture(scope="session")
def mongo() -> Iterator[Mongo]:
    """A real replica set with access control: ``.admin_url``, ``.url(database)``, ``.stop()``, ``.start()``."""
    with running_mongo() as server:
        yield server


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker]:
    """A real RabbitMQ: ``.management_url``, ``.admin_url(vhost)``, ``.stop()``, ``.start()``."""
    with running_broker() as server:
        yield server


@pytest.fixture
def database(mongo: Mongo) -> Iterator[Database[dict[str, Any]]]:
    """A fresh database with administrator's rights, dropped at the end; times come back with a time zone."""
    name = f"test_{uuid4().hex[:12]}"
    with MongoClient[dict[str, Any]](
        mongo.url(name), tz_aware=True, w="majority", serverSelectionTimeoutMS=5000, uuidRepresentation="standard"
    ) as client:
        yield client[name]
        client.drop_database(name)


@pytest.fixture
def vhost(broker: Broker) -> Iterator[Vhost]:
    """A fresh vhost: ``.name``, ``.admin_url``, ``.user(name, configure, write, read) -> AMQP URL``, ``.manage``."""
    with fresh_vhost(broker) as fresh:
        yield fresh


@pytest.fixture(scope="session")
def motcua(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Motcua]:
    """The whole system as ``make run`` starts it: ``.url``, ``.accounts``, ``.home``; its agencies work in 0.2 s."""
    with running_motcua(tmp_path_factory.mktemp("motcua")) as system:
        yield system
