"""Rules of agencies and routes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.routing.domain.agency import Agency, BadAgency, agency_key, new_agency
from services.routing.domain.route import Route
from services.routing.domain.step import BadRoute
from services.routing.domain.task import NotAllowed, dossier_of
from services.routing.use_cases.keep_agencies import find_agency, give_key, keep_agency
from services.routing.use_cases.load_routes import BadData, load_routes
from shared.bus import topology
from shared.store.change import Context, Key
from tests.unit.routing.world import AGENCY_KEY, World, agency, route

CONTEXT = Context("service:routing", datetime(2026, 10, 5, tzinfo=UTC), "init")


@pytest.mark.parametrize("code", ["H99", "H99.11", "H99.11.01", "H99.11.01.002"])
def test_the_key_of_an_agency_is_its_code_without_dots_here_as_on_the_bus(code: str) -> None:
    assert agency_key(code) == topology.agency_key(code) == code.replace(".", "-")


@pytest.mark.parametrize("code", ["", "h99.11", "H99-11", "H99..11", "H99.#", "H99.11.", "*", "H9", "H99.1"])
def test_what_is_no_agency_code_has_no_key(code: str) -> None:
    with pytest.raises(BadAgency, match=r"^code: "):
        agency_key(code)


def test_an_agency_needs_a_name() -> None:
    with pytest.raises(BadAgency, match=r"^name: must not be empty"):
        new_agency("H99.11.01", " ", "Name", "H99")


def test_a_private_key_is_refused_where_a_public_one_belongs() -> None:
    with pytest.raises(BadAgency, match="private key"):
        new_agency("H99.11.01", "Phòng", "Division", "H99").with_key(AGENCY_KEY.as_dict(private=True))


def test_a_key_given_twice_is_kept_once() -> None:
    assert agency().with_key(AGENCY_KEY.as_dict(private=False)) == agency()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"steps": ()}, "steps: a route needs a step"),
        (
            {"steps": (*route().steps, replace(route().steps[0], id="second", after=("appraisal",)))},
            "steps: only one step may have what the others leave",
        ),
        ({"steps": route().steps * 2}, "steps: two steps have the same id"),
        ({"steps": route(hours=8).steps * 21}, "steps: at most 20 steps are supported"),
        ({"steps": (replace(route().steps[0], hours=-1),)}, "steps/0/hours: must be more than 0"),
        ({"name": " "}, "name: must not be empty"),
    ],
)
def test_a_route_that_leads_nowhere_is_refused_with_the_place(changed: dict[str, Any], message: str) -> None:
    given = {"name": "Giấy phép", "steps": route().steps, **changed}
    with pytest.raises(BadRoute, match=f"^{message}"):
        route().changed(**given, limit_hours=None)


def test_a_changed_route_is_the_next_version_and_an_unchanged_one_is_not() -> None:
    assert route().changed("Giấy phép", route().steps, None).version == 1
    assert route().changed("Giấy phép", route(hours=8).steps, None).version == 2


@pytest.mark.parametrize("id", ["", "H99.11-261005-0001", ":1", "H99.11-261005-0001:x"])
def test_what_is_no_task_id_names_no_dossier(id: str) -> None:
    with pytest.raises(NotAllowed):
        dossier_of(id)


def test_the_dossier_stands_in_the_task_id() -> None:
    assert dossier_of("H99.11-261005-0001:12") == "H99.11-261005-0001"


def content(**changed: Any) -> dict[str, Any]:
    """A data file with one agency and one route."""
    step = {"id": "appraisal", "agency": "H99.11.01", "name": "Thẩm định", "name_en": "Appraise", "hand_back_hours": 4}
    given = {
        "agencies": [{"code": "H99.11.01", "name": "Phòng", "name_en": "Division", "calendar": "H99"}],
        "routes": [{"procedure": "1.001653", "name": "Thủ tục", "steps": [step]}],
    }
    return {**given, **changed}


def test_loading_the_same_file_again_changes_nothing() -> None:
    world = World()
    assert load_routes(world, CONTEXT, content()) == (1, 1)
    before = dict(world.states)
    load_routes(world, CONTEXT, content())
    assert world.states == before


def test_a_route_shows_the_names_of_its_agency() -> None:
    world = World()
    load_routes(world, CONTEXT, content())
    renamed = [{"code": "H99.11.01", "name": "Phòng mới", "name_en": "New division", "calendar": "H99"}]
    load_routes(world, CONTEXT, content(agencies=renamed))
    kept = world.load(Key(Route, "1.001653")).get(Route, "1.001653")
    assert kept is not None
    assert (kept.version, kept.steps[0].agency_name) == (2, "Phòng mới")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"agencies": []}, "agency H99.11.01 is not among the agencies"),
        ({"routes": content()["routes"] * 2}, "1.001653 has a route already"),
        ({"routes": [{"procedure": "1.001653"}]}, "Missing data for required field"),
        ({"routs": []}, "Unknown field"),
    ],
)
def test_a_bad_file_is_refused_whole_before_anything_is_written(changed: dict[str, Any], message: str) -> None:
    world = World()
    with pytest.raises(BadData, match=message):
        load_routes(world, CONTEXT, content(**changed))
    assert world.states == {}


def test_keys_are_given_to_known_agencies_only() -> None:
    world = World()
    with pytest.raises(LookupError, match=r"H99\.11\.01 is unknown"):
        give_key(world, CONTEXT, "H99.11.01", AGENCY_KEY.as_dict(private=False))
    keep_agency(world, CONTEXT, code="H99.11.01", name="Phòng", name_en="Division", calendar="H99")
    give_key(world, CONTEXT, "H99.11.01", AGENCY_KEY.as_dict(private=False))
    found = find_agency(world, "H99.11.01")
    assert isinstance(found, Agency)
    assert [key["kid"] for key in found.public_keys] == [AGENCY_KEY.kid]
