"""Rules of rate limits on a real database: counted over all processes, without telling whom they count."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from shared.http.problems import Problem
from shared.http.rate_limits import Limit, RateLimits
from shared.security.fields import BlindIndex
from shared.security.keys import KeyRing
from shared.store.change import StoreAway

BY_CODE = Limit("look-up by code", "3 per 10 minutes")
INDEX = BlindIndex(KeyRing.generate(with_index=True))


def limits(database: Database[dict[str, Any]]) -> RateLimits:
    return RateLimits(database.client, database.name, INDEX.digest)


def test_hits_of_two_processes_count_together(database: Database[dict[str, Any]]) -> None:
    one, other = limits(database), limits(database)
    for counter in (one, other, one):
        counter.spend(BY_CODE, "H99.11-261005-0001")
    with pytest.raises(Problem) as caught:
        other.spend(BY_CODE, "H99.11-261005-0001")
    assert (caught.value.status, caught.value.slug) == (429, "too-many-requests")
    assert 1 <= int(caught.value.headers["Retry-After"]) <= 600


def test_each_key_and_each_limit_counts_for_itself(database: Database[dict[str, Any]]) -> None:
    counter = limits(database)
    for key in ("a", "b"):
        for _ in range(3):
            counter.spend(BY_CODE, key)
            counter.spend(Limit("look-up by address", "3 per 10 minutes"), key)


def test_the_database_does_not_tell_who_was_counted(database: Database[dict[str, Any]]) -> None:
    limits(database).spend(BY_CODE, "203.0.113.77")
    stored = list(database["limits"].find())
    assert len(stored) == 1
    assert "203.0.113.77" not in str(stored)


def test_counts_are_forgotten_by_the_database_itself(database: Database[dict[str, Any]]) -> None:
    limits(database).spend(BY_CODE, "a")
    assert database["limits"].index_information()["expireAt_1"]["expireAfterSeconds"] == 0


def test_a_database_away_is_told_as_such() -> None:
    client: MongoClient[dict[str, Any]] = MongoClient("mongodb://127.0.0.1:1", serverSelectionTimeoutMS=50)
    with client, pytest.raises(StoreAway):
        limits(client["nowhere"]).spend(BY_CODE, "a")
