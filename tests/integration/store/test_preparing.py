"""A new MongoDB server is prepared once, as often as it is asked; data that is gone or strange is told in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy.local.mongodb import MongoServer
from deploy.local.ports import LOOPBACK, accepts, free_ports
from deploy.local.process import Child
from deploy.local.waiting import until
from shared.store.preparing import NotPrepared, prepare

WAIT = 60.0


def test_an_empty_server_is_prepared_and_a_strange_one_refused(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    server = MongoServer(tmp_path, port)
    server.prepare()
    place = f"{LOOPBACK}:{port}"
    url = f"mongodb://intake:one@{place}/intake?replicaSet=rs0&authSource=intake"
    child = Child(server.declared(), tmp_path / "log")
    child.launch()
    try:
        assert until(lambda: accepts(port), timeout=WAIT)
        with pytest.raises(NotPrepared, match="is empty, though this system was installed before"):
            prepare(place, place, "secret", url, expect_data=True, wait=WAIT)
        assert prepare(place, place, "secret", url, expect_data=False, wait=WAIT) == "made"
        with MongoClient[dict[str, Any]](url) as client:
            client.intake.things.insert_one({"_id": 1})
            with pytest.raises(OperationFailure, match="not authorized"):
                client.routing.things.find_one()
        changed = url.replace("intake:one", "intake:two")
        assert prepare(place, place, "secret", changed, expect_data=True, wait=WAIT) == "there already"
        with MongoClient[dict[str, Any]](changed) as client:
            assert client.intake.things.find_one() == {"_id": 1}
        with pytest.raises(NotPrepared, match="another administrator's password"):
            prepare(place, place, "other", url, expect_data=True, wait=WAIT)
    finally:
        child.stop()


def test_a_server_that_does_not_answer_is_named() -> None:
    (port,) = free_ports(1)
    place = f"{LOOPBACK}:{port}"
    with pytest.raises(NotPrepared, match=f"^{place} does not answer"):
        prepare(place, place, "secret", f"mongodb://a:b@{place}/a", expect_data=False, wait=0.1)
