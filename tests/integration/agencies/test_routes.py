"""Routes as data: written by people, checked, kept in versions, looked at as a picture."""

from __future__ import annotations

import io
import json
from typing import Any

import yaml
from flask.testing import FlaskClient

from services.routing.app import Parts, initialise
from services.routing.domain.route import Route
from shared.store.change import Key
from tests.integration.agencies.conftest import content, signed_in

SOCIAL, MEDICAL = "H99.11.01", "H99.11.02"
CODE = "1.013815"


def step(id: str, agency: str = SOCIAL, **more: Any) -> dict[str, Any]:
    return {"id": id, "agency": agency, "name": f"Bước {id}", "name_en": f"Step {id}", "hours": 8, **more}


GOOD_STEPS = [
    step("social", after=[]),
    step("medical", MEDICAL, after=[], hours=16),
    step("signing", MEDICAL, after=["social", "medical"], hours=None, hand_back_hours=4),
]
GOOD: dict[str, Any] = {"procedure": CODE, "name": "Cấp giấy phép", "limit_hours": 40, "steps": GOOD_STEPS}
# Whoever is denied at the one agency goes to a desk that does not wait for the other.
SPLIT = {**GOOD, "steps": [*GOOD_STEPS, step("refusal", after=["social:denied"], hours=4)]}


def leader(parts: Parts) -> dict[str, str]:
    return signed_in(parts, "leader", "H99.11")


def take(client: FlaskClient, parts: Parts, routes: list[Any], **form: str) -> str:
    """The page after a file was sent."""
    file = (io.BytesIO(json.dumps({"routes": routes}).encode()), "routes.yaml")  # JSON is YAML
    data = {"file": file, **form}
    return client.post("/routing/routes/take", data=data, headers=leader(parts)).get_data(as_text=True)


def test_a_route_comes_in_by_the_api_and_the_same_again_changes_nothing(parts: Parts, client: FlaskClient) -> None:
    for _ in range(2):
        answer = client.post("/api/routing/v1/routes", json=GOOD, headers=leader(parts))
        assert content(answer)["version"] == 2
    assert [one["after"] for one in content(answer)["steps"]] == [[], [], ["social", "medical"]]


def test_a_route_that_could_harm_a_dossier_is_refused_at_its_place(parts: Parts, client: FlaskClient) -> None:
    answer = client.post("/api/routing/v1/routes", json=SPLIT, headers=leader(parts))
    assert answer.status_code == 422
    assert answer.get_json()["fields"][0]["pointer"] == "/steps"
    assert "medical is an orphan branch (when social: denied)" in answer.get_json()["fields"][0]["detail"]
    unknown = {**GOOD, "steps": [step("a", "H99.77")]}
    answer = client.post("/api/routing/v1/routes", json=unknown, headers=leader(parts))
    assert answer.get_json()["fields"][0]["pointer"] == "/steps/0/agency"


def test_an_officer_of_an_agency_changes_no_route(parts: Parts, client: FlaskClient) -> None:
    headers = signed_in(parts, "agency", SOCIAL)
    assert client.post("/api/routing/v1/routes", json=GOOD, headers=headers).status_code == 403
    assert client.post("/routing/routes/take", data={}, headers=headers).status_code == 403


def test_what_people_changed_stays_when_the_data_file_is_loaded_again(parts: Parts, client: FlaskClient) -> None:
    client.post("/api/routing/v1/routes", json=GOOD, headers=leader(parts))
    initialise(parts)
    kept = parts.work.load(Key(Route, CODE)).get(Route, CODE)
    assert kept is not None
    assert (kept.version, kept.seeded) == (2, False)


def test_a_file_is_looked_at_before_it_is_taken_and_a_bad_route_loses_no_good_one(
    parts: Parts, client: FlaskClient
) -> None:
    bad = {**SPLIT, "procedure": "1.013820"}
    looked = take(client, parts, [GOOD, bad])
    assert "Xem trước, chưa đổi gì" in looked
    assert "medical là nhánh mồ côi (khi social: denied)" in looked
    assert content(client.get(f"/api/routing/v1/routes/{CODE}", headers=leader(parts)))["version"] == 1
    take(client, parts, [GOOD, bad], step="take")
    assert content(client.get(f"/api/routing/v1/routes/{CODE}", headers=leader(parts)))["version"] == 2
    assert content(client.get("/api/routing/v1/routes/1.013820", headers=leader(parts)))["version"] == 1


def test_a_file_that_is_no_yaml_is_refused_with_its_line(parts: Parts, client: FlaskClient) -> None:
    for said, told in ((b"routes: [", "dòng 1"), (b"a: &x [1]\nroutes: *x", "không nhận"), (b"x: 1", "routes:")):
        data = {"file": (io.BytesIO(said), "routes.yaml")}
        answer = client.post("/routing/routes/take", data=data, headers=leader(parts))
        assert answer.status_code == 422
        assert told in answer.get_data(as_text=True)


def test_what_is_downloaded_is_what_would_be_taken_again(parts: Parts, client: FlaskClient) -> None:
    client.post("/api/routing/v1/routes", json=GOOD, headers=leader(parts))
    whole = client.get("/routing/routes.yaml", headers=leader(parts)).get_data()
    routes = yaml.safe_load(whole)["routes"]
    looked = take(client, parts, routes)
    assert looked.count("Không đổi") == len(routes)


def test_a_route_is_shown_as_a_picture_with_its_longest_way_and_its_versions(parts: Parts, client: FlaskClient) -> None:
    client.post("/api/routing/v1/routes", json=GOOD, headers=leader(parts))
    page = client.get(f"/routing/routes/{CODE}", headers=leader(parts)).get_data(as_text=True)
    assert page.count('class="route-box route-box--critical"') == 2
    assert page.count('class="route-box route-box--beside"') == 1
    assert "Đường dài nhất 36 giờ làm việc; cộng mọi phần việc là 44 giờ." in page
    old = client.get(f"/routing/routes/{CODE}?version=1", headers=leader(parts)).get_data(as_text=True)
    assert "Đây là phiên bản cũ" in old
    assert client.get(f"/routing/routes/{CODE}?version=9", headers=leader(parts)).status_code == 404
