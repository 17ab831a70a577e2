"""Both sides on databases of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from tests.integration.conservation.two_sides import TwoSides
from tests.support.stack import Mongo


@pytest.fixture(scope="session")
def house(mongo: Mongo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoSides]:
    """Both services, initialised once for all tests."""
    name = f"test_{uuid4().hex[:12]}"
    with MongoClient[dict[str, Any]](mongo.url(name), tz_aware=True, w="majority") as client:
        try:
            folder = tmp_path_factory.mktemp("both")
            yield TwoSides.make(client[f"{name}_intake"], client[f"{name}_routing"], folder)
        finally:
            client.drop_database(f"{name}_intake")
            client.drop_database(f"{name}_routing")


@pytest.fixture
def both(house: TwoSides) -> TwoSides:
    """Nothing was accepted yet."""
    house.begin_anew()
    return house
