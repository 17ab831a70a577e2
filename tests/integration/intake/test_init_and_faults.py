"""Init run twice, a database that is away, numbers that nobody used, and the events that came over the bus."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from deploy.local.ports import free_ports
from services.intake.app import Parts, build, make_app
from services.intake.consumed import readings
from services.intake.domain.dossier import Dossier
from services.intake.initialise import initialise
from services.intake.jobs import used_numbers
from shared.bus.reading import Received
from shared.settings import Settings
from shared.store.change import Key, StoreAway
from shared.store.void_numbers import Voiding
from tests.integration.intake.conftest import FILING, Clock

API = "/api/intake/v1"


def test_init_run_again_changes_nothing_and_tells_the_calendar_once(fresh: Parts) -> None:
    initialise(fresh)
    file = Path(fresh.settings.accounts_file)
    accounts = file.read_text()
    before = {name: list(fresh.database[name].find()) for name in ("accounts", "calendars", "events", "procedures")}
    lines = initialise(fresh)
    assert {name: list(fresh.database[name].find()) for name in before} == before
    assert file.read_text() == accounts
    assert "36 procedures, 0 new" in " ".join(lines)
    assert file.stat().st_mode & 0o777 == 0o600
    told = [one for one in before["events"] if one["type"] != "intake.calendar.changed.v1"]
    assert [one["type"] for one in told] == ["intake.procedure.changed.v1"] * 36
    event = next(one for one in before["events"] if one not in told and one["subject"] == "ha-son")
    assert (event["type"], event["subject"], event["pending"]) == ("intake.calendar.changed.v1", "ha-son", True)


def test_a_lost_accounts_file_gives_new_passwords_that_work(fresh: Parts) -> None:
    initialise(fresh)
    file = Path(fresh.settings.accounts_file)
    file.unlink()
    initialise(fresh)
    password = json.loads(file.read_text())["reception"]
    with make_app(fresh).test_client() as client:
        answer = client.post(f"{API}/sessions", json={"username": "reception", "password": password})
    assert answer.status_code == 201


def test_in_production_no_account_is_made(fresh: Parts) -> None:
    initialise(replace(fresh, settings=fresh.settings.replaced(accounts_file="")))
    assert fresh.database["accounts"].count_documents({}) == 0


@pytest.fixture
def away(settings: Settings, clock: Clock) -> Any:
    (port,) = free_ports(1)
    with MongoClient[dict[str, Any]](
        f"mongodb://127.0.0.1:{port}/?directConnection=true", tz_aware=True, serverSelectionTimeoutMS=50
    ) as nobody:
        yield build(settings, clock=clock, database=nobody["intake"])


def test_a_database_away_is_503_with_retry_after(away: Parts) -> None:
    with make_app(away).test_client() as client:
        calls: list[Callable[[], Any]] = [
            lambda: client.post(f"{API}/dossiers", json=FILING, headers={"Idempotency-Key": "k"}),
            lambda: client.post(f"{API}/dossiers", json=FILING),
            lambda: client.post(f"{API}/tracking", json={"code": "H99.11-261005-0001", "phone_last4": "1234"}),
            lambda: client.post(f"{API}/sessions", json={"username": "a", "password": "b"}),
            lambda: client.get(f"{API}/procedures"),
            lambda: client.get(f"{API}/scoreboard"),
        ]
        for call in calls:
            answer = call()
            assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
            assert int(answer.headers["Retry-After"]) > 0
        assert client.get("/livez").status_code == 200
        assert client.get("/readyz").status_code == 503


def test_a_commit_that_fails_leaves_nothing_half_done(
    parts: Parts, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise StoreAway("gone before the commit")

    monkeypatch.setattr("shared.store.work.transact", fail)
    assert client.post(f"{API}/dossiers", json=FILING).status_code == 503
    assert parts.database["dossiers"].count_documents({}) == 0
    assert parts.database["events"].count_documents({"type": "intake.dossier.filed.v1"}) == 0


def test_a_number_that_no_dossier_got_is_void(parts: Parts, client: Any, clock: Clock) -> None:
    client.post(f"{API}/dossiers", json=FILING)
    series = "dossier/H99.11/261005"
    assert parts.numbers.take(series) == 2
    client.post(f"{API}/dossiers", json=FILING)
    voiding = Voiding(parts.database, used_numbers(parts.queries), clock=clock, grace=timedelta(minutes=15))
    voiding.void_unused()
    clock.forward(minutes=16)
    assert voiding.void_unused() == 1
    assert [(one.first, one.last) for one in voiding.voids(series)] == [(2, 2)]


def test_news_from_routing_are_absorbed_with_their_answer(
    parts: Parts, client: Any, sign_in: Callable[[str], dict[str, str]]
) -> None:
    code = client.post(f"{API}/dossiers", json=FILING).json["code"]
    client.post(f"{API}/dossiers/{code}/accept", headers=sign_in("reception"))
    by_type = {one.type: one for one in readings("ha-son")}
    reading = by_type["routing.case.decided.v1"]
    data: Any = reading.schema().load(
        {
            "decision": "denied",
            "decided_at": "2026-10-06T02:00:00+00:00",
            "agency": "H99.11.01",
            "agency_name": "Phòng",
            "note": "Thiếu bằng cấp",
        }
    )
    decided = Received("e1", reading.type, "/motcua/routing", code, 4, parts.clock(), data, {}, "corr", raw=b"{}")
    unknown = replace(decided, id="e2", subject="H99.11-261005-9999")
    parts.inbox.absorb([(decided, reading), (unknown, reading)])
    dossier = parts.work.load(Key(Dossier, code)).get(Dossier, code)
    assert dossier is not None
    assert int(dossier.status) == 9
    ready: Any = parts.database["events"].find_one({"type": "intake.dossier.result_ready.v1"})
    assert (ready["actor"], ready["causation_id"]) == ("service:intake", "e1")
    assert parts.database["deferred"].count_documents({}) == 1, "news of a dossier that is not here wait"
