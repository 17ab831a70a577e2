"""The centre, running or not, and one of its agencies; routing's application over a real database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pymongo.database import Database
from werkzeug.test import TestResponse

from services.routing.app import Parts, build, initialise, make_app
from services.routing.settings import TABLE
from shared.security.caller import Caller
from shared.security.keys import read_signing_key
from shared.security.make_secrets import make_secrets
from shared.security.tokens import TokenIssuer
from shared.settings import read
from tests.integration.agencies.centre import SERVICES, SIGNERS, Centre
from tests.support.stack import Vhost

NOW = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)


@pytest.fixture
def centre(vhost: Vhost, database: Database[dict[str, Any]], tmp_path: Path) -> Iterator[Centre]:
    """Everything stands, nothing runs."""
    centre = Centre.make(vhost, database, tmp_path)
    try:
        yield centre
    finally:
        centre.stop()


@pytest.fixture
def parts(database: Database[dict[str, Any]], tmp_path: Path) -> Parts:
    """Routing with its agencies and routes, and no broker."""
    make_secrets(tmp_path, SERVICES, SIGNERS)
    environ = {"MONGO_URL": "given", "AMQP_URL": "amqp://nowhere", "SECRETS_DIR": str(tmp_path / "routing")}
    settings = read(TABLE, environ)
    # Lists are drawn up at a fixed moment; sessions keep the time at which they are signed in.
    parts = build(settings, database=database, clock=lambda: NOW)
    parts = replace(parts, sessions=build(settings, database=database).sessions)
    initialise(parts)
    return parts


@pytest.fixture
def client(parts: Parts) -> Iterator[FlaskClient]:
    with make_app(parts).test_client() as client:
        yield client


def signed_in(parts: Parts, role: str, unit: str) -> dict[str, str]:
    """Headers of a member of staff."""
    issuer = TokenIssuer(read_signing_key(parts.settings.secrets_dir.parent / "intake" / "tokens.private.json"))
    caller = Caller("staff", role, frozenset({role}), unit)
    return {"Authorization": f"Bearer {issuer.issue(caller, datetime.now(UTC))}"}


def content(answer: TestResponse) -> dict[str, Any]:
    """The body of a good answer."""
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.get_data())
    return found
