"""Routing with its agencies and routes at a fixed moment, and nobody at the broker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

from services.routing.app import build, initialise, make_app
from services.routing.settings import DATA, TABLE
from shared.security.make_secrets import make_secrets
from shared.settings import read
from tests.integration.agencies.centre import SERVICES, SIGNERS
from tests.integration.inbox.office import MEDICAL, NOW, SOCIAL, Office


@pytest.fixture
def office(database: Database[dict[str, Any]], tmp_path: Path) -> Iterator[Office]:
    make_secrets(tmp_path, SERVICES, SIGNERS)
    environ = {"MONGO_URL": "given", "AMQP_URL": "amqp://nowhere", "SECRETS_DIR": str(tmp_path / "routing")}
    settings = read(TABLE, {**environ, "ROUTES_FILE": str(_two_routes(tmp_path))})
    parts = build(settings, database=database, clock=lambda: NOW)
    parts = replace(parts, sessions=build(settings, database=database).sessions)
    initialise(parts)
    with make_app(parts).test_client() as client:
        office = Office(parts, client)
        office.tell_calendar()
        yield office


def _two_routes(folder: Path) -> Path:
    """The agencies and one route to each: all that these tests go along."""
    told = json.loads((DATA / "routes.json").read_text("utf-8"))
    few = [one for one in told["routes"] if one["procedure"] in (SOCIAL, MEDICAL)]
    (file := folder / "routes.json").write_text(json.dumps({**told, "routes": few}), "utf-8")
    return file
