"""The routes that init loads fit the catalogue."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from services.intake.settings import TABLE as INTAKE
from services.routing.use_cases.load_routes import load_routes
from shared.store.change import Context
from tests.unit.routing.world import World

ROOT = Path(__file__).parents[3]
ROUTES = json.loads((ROOT / "services/routing/data/routes.json").read_text("utf-8"))
PROCEDURES = json.loads((ROOT / "services/intake/data/procedures.json").read_text("utf-8"))
CALENDAR = next(one.default for one in INTAKE if one.name == "CALENDAR_ID")


def test_the_file_loads() -> None:
    assert load_routes(World(), Context("service:routing", datetime(2026, 10, 5, tzinfo=UTC), "init"), ROUTES) == (
        2,
        len(PROCEDURES),
    )


def test_every_procedure_of_the_catalogue_leads_to_an_agency() -> None:
    assert {one["procedure"] for one in ROUTES["routes"]} == {one["code"] for one in PROCEDURES}


def test_every_agency_works_by_a_calendar_that_intake_publishes() -> None:
    assert {one["calendar"] for one in ROUTES["agencies"]} == {CALENDAR}
