"""Servers in containers: found again after a stop, and gone when a run ends, however it ends."""

from __future__ import annotations

import subprocess
from uuid import uuid4

import pytest
from pymongo import MongoClient

from tests.support.containers import OWNER_LABEL, RUN_LABEL, contained_mongo, images, logs_of_servers, remove

pytestmark = pytest.mark.only_on("containers", reason="private processes leave no container")


def containers_of(run: str) -> list[str]:
    command = ("docker", "ps", "--all", "--quiet", "--filter", f"label={RUN_LABEL}={run}")
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_a_stopped_server_returns_with_its_data_and_its_words_can_be_shown() -> None:
    run = uuid4().hex
    with contained_mongo(run) as server:
        with MongoClient[dict[str, object]](server.admin_url) as client:
            client.kept.things.insert_one({"_id": 1})
        server.stop()
        server.start()
        with MongoClient[dict[str, object]](server.admin_url) as client:
            assert client.kept.things.find_one() == {"_id": 1}
        words = dict(logs_of_servers())
        assert '"msg"' in words["last lines of MongoDB's container"]
        assert len(containers_of(run)) == 1
    assert containers_of(run) == []


def test_what_a_killed_run_left_behind_is_removed_by_its_id() -> None:
    run, other = uuid4().hex, uuid4().hex
    for name in (run, other):
        labels = ("--label", f"{RUN_LABEL}={name}", "--label", f"{OWNER_LABEL}=1")
        subprocess.run(("docker", "create", *labels, images()["MONGO_IMAGE"], "true"), capture_output=True, check=True)
    remove(run)
    assert containers_of(run) == []
    assert len(containers_of(other)) == 1, "another run's process still lives"
    remove(other)
    assert containers_of(other) == []
