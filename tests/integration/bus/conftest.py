"""Fixtures of the bus: two databases, a vhost with the layout of the samples, and a look at both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest
from pymongo import MongoClient

from shared.bus.broker_admin import BrokerAdmin
from tests.integration.bus.kitchen import PASSWORDS, Addresses, Bench, World
from tests.support.stack import Broker, Mongo, Vhost, fresh_vhost


@pytest.fixture(scope="session")
def database_urls(mongo: Mongo) -> Iterator[list[str]]:
    """Two databases with their indexes, made once: making them takes longer than most tests."""
    names = [f"{service}_{uuid4().hex[:8]}" for service in PASSWORDS]
    world = World(Addresses("", *(mongo.url(name) for name in names)))
    world.prepare()
    world.close()
    yield [mongo.url(name) for name in names]
    with MongoClient[dict[str, object]](mongo.admin_url) as client:
        for name in names:
            client.drop_database(name)


@pytest.fixture
def world(database_urls: list[str], vhost: Vhost) -> Iterator[World]:
    """Two empty databases."""
    parts = urlsplit(vhost.admin_url)
    broker = urlunsplit(parts._replace(netloc=f"{{user}}@{parts.hostname}:{parts.port}"))
    world = World(Addresses(broker, *database_urls))
    try:
        yield world
        world.empty()
    finally:
        world.close()


@pytest.fixture
def bench(vhost: Vhost) -> Iterator[Bench]:
    """The layout declared by ``init`` on a fresh vhost."""
    with declared(vhost) as bench:
        yield bench


@pytest.fixture(scope="module")
def shared_bench(broker: Broker) -> Iterator[Bench]:
    """The same for a whole module, for tests that leave nothing behind that another could trip over."""
    with fresh_vhost(broker) as vhost, declared(vhost) as bench:
        yield bench


@contextmanager
def declared(vhost: Vhost) -> Iterator[Bench]:
    admin = BrokerAdmin(vhost.management_url, vhost.name)
    bench = Bench(admin, vhost.admin_url)
    bench.declare()
    vhost.users.extend(PASSWORDS)
    try:
        yield bench
    finally:
        admin.close()
