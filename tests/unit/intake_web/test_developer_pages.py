"""Rules of the pages for developers: nothing of the contracts is left out, both languages are whole, all is public."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from html import unescape
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from services.intake.web.developers.documents import FOLDER, load
from services.intake.web.developers.fields import fields_of, type_of
from shared.http.guard import marked_routes
from tests.unit.intake_web.front_door import FrontDoor, open_front_door
from tests.unit.intake_web.steps import HTML
from tests.unit.intake_web.test_pages import VIETNAMESE_ONLY

CONTRACTS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted((FOLDER / "events").glob("*.json"))
}
APIS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted((FOLDER / "openapi").glob("*.json"))
}
PAGES = [
    "/developers",
    "/developers/agencies",
    "/developers/events",
    *(f"/developers/events/{type_}" for type_ in CONTRACTS),
    *(f"/developers/api/{service}" for service in APIS),
    *(f"/developers/api/{service}/{group.name}" for service, api in load().apis.items() for group in api.groups),
]
Fetch = Callable[[str], TestResponse]
FILES = ["asyncapi.json", *(f"openapi/{service}.json" for service in APIS)]
NAMES = re.compile(r"Hà Sơn|Lê Lợi|Trung Tâm|Tiếng Việt|đồng")


@pytest.fixture(scope="module")
def door() -> FrontDoor:
    """One for all: these pages keep nothing and change nothing."""
    return open_front_door()


@pytest.fixture(scope="module")
def fetch(door: FrontDoor) -> Fetch:
    """A Vietnamese page, made once however many tests look at it."""
    client = door.client()
    return cache(lambda address: client.get(address, headers=HTML))


def text_of(html: str) -> str:
    """What a reader sees, without the places where a long name may break."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.replace("<wbr>", ""))).split())


# Roles that the pages call in words; staff are called by their names in the access table.
ROLES_IN_WORDS = {"public": "ai cũng được", "owner": "người giữ mã riêng", "citizen": "người đăng nhập bằng mã"}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_public_has_one_heading_no_script_and_unique_ids(fetch: Fetch, address: str) -> None:
    answer = fetch(address)
    assert answer.status_code == 200
    page = answer.text
    assert len(re.findall("<h1", page)) == 1
    assert "<script" not in page
    assert " style=" not in page
    assert "{{" not in page
    assert "Undefined" not in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", PAGES)
def test_nothing_on_a_vietnamese_page_is_left_in_english(fetch: Fetch, address: str) -> None:
    page = fetch(address).text
    left = re.findall(r'<span lang="en">(.*?)</span>', page, re.DOTALL)
    assert left == [], "say it in Vietnamese in services/intake/locale/contracts"


@pytest.mark.parametrize("address", PAGES)
def test_an_english_page_has_no_vietnamese_left_but_examples(door: FrontDoor, address: str) -> None:
    client = door.client()
    client.set_cookie("language", "en")
    page = re.sub(r"<pre>.*?</pre>", "", client.get(address).text, flags=re.DOTALL)
    assert VIETNAMESE_ONLY.findall(NAMES.sub("", text_of(page))) == []


@pytest.mark.parametrize("address", PAGES)
def test_every_link_within_these_pages_leads_somewhere(fetch: Fetch, address: str) -> None:
    anchors: dict[str, set[str]] = {}
    for link in re.findall(r'href="([^"]*)"', fetch(address).text):
        path, _, anchor = unescape(link).partition("#")
        if path.startswith("/developers") or (anchor and not path):
            anchors.setdefault(path or address, set()).add(anchor)
    for path, named in anchors.items():
        found = fetch(path)
        assert found.status_code == 200, path
        assert {one for one in named if one and f'id="{one}"' not in found.text} == set(), path


def test_every_event_stands_in_the_table_with_its_owner_and_readers(door: FrontDoor) -> None:
    page = door.client().get("/developers/events").text
    assert re.findall(r'href="/developers/events/([a-z][^"#]*)"', page) == sorted(CONTRACTS)
    rows = {row.split('"')[0]: text_of(row) for row in page.split('href="/developers/events/')[1:]}
    for type_, contract in CONTRACTS.items():
        for name in (contract["owner"], *contract["consumers"]):
            assert name in rows[type_]


@pytest.mark.parametrize("type_", CONTRACTS)
def test_an_events_page_tells_every_field_and_the_whole_example(fetch: Fetch, type_: str) -> None:
    contract = CONTRACTS[type_]
    page = fetch(f"/developers/events/{type_}").text
    seen = text_of(page)
    for field in fields_of(contract["schema"]):
        if field.name.partition(".")[0] != "personal":
            assert field.name in seen
            assert field.type in seen
    for name in contract.get("personal", []):
        assert f'<th role="rowheader" scope="row"><code>{name}</code></th>' in page
    blocks = [unescape(one) for one in re.findall(r"<pre><code>(.*?)</code></pre>", page, re.DOTALL)]
    assert json.loads(blocks[0]) == contract["example"]
    if "example_headers" in contract:
        assert blocks[1] == contract["example_body"]
        assert json.loads(blocks[2]) == contract["example_headers"]
        assert json.loads(blocks[3]) == contract["example_key"]


@pytest.mark.parametrize("service", APIS)
def test_an_apis_pages_tell_every_call_parameter_field_role_and_problem(fetch: Fetch, service: str) -> None:
    document = APIS[service]
    front = text_of(fetch(f"/developers/api/{service}").text)
    groups = load().apis[service].groups
    page = "".join(fetch(f"/developers/api/{service}/{group.name}").text for group in groups)
    seen = text_of(page)
    for path, item in document["paths"].items():
        for method in {"get", "post", "put", "patch", "delete"} & set(item):
            call = item[method]
            assert f"{method.upper()} {path}" in front
            assert f"{method.upper()} {path}" in seen
            for parameter in (*item.get("parameters", ()), *call.get("parameters", ())):
                assert parameter["name"] in seen
            for may in call["x-may"]:
                assert ROLES_IN_WORDS.get(may["role"], f"<code>{may['role']}</code>") in page
            for content in call.get("requestBody", {}).get("content", {}).values():
                for field in fields_of(content["schema"], document):
                    assert field.name in seen
    for problem in document["x-problems"]:
        assert problem["type"] in front


def test_the_agencies_page_names_queue_rights_and_both_ways(door: FrontDoor) -> None:
    page = door.client().get("/developers/agencies").text
    seen, agency = text_of(page), load().agency
    for name in ("queue", "replies_exchange", "user", "key"):
        assert agency[name] in seen
    for right in agency["rights"].values():
        assert right in seen
    for type_, contract in CONTRACTS.items():
        addressed = "agency" in (contract["owner"], *contract["consumers"])
        assert addressed == (f'href="/developers/events/{type_}"' in page)


@pytest.mark.parametrize("name", FILES)
def test_a_document_is_downloaded_as_it_is_stored(door: FrontDoor, name: str) -> None:
    answer = door.client().get(f"/developers/{name}")
    assert answer.data == (FOLDER / name).read_bytes()
    assert answer.mimetype == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    again = door.client().get(f"/developers/{name}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "address",
    [
        "/developers/events/intake.dossier.swallowed.v1",
        "/developers/events/../asyncapi.json",
        "/developers/api/nobody",
        "/developers/api/nobody/dossiers",
        "/developers/api/intake/nothing",
        "/developers/openapi/nobody.json",
        "/developers/nothing",
    ],
)
def test_an_unknown_type_or_service_is_a_page_that_says_so(door: FrontDoor, address: str) -> None:
    answer = door.client().get(address, headers=HTML)
    assert answer.status_code == 404
    assert "Chưa thấy trang này" in answer.text


def test_the_footer_of_every_page_leads_here(door: FrontDoor) -> None:
    assert '<a href="/developers">Dành cho lập trình viên</a>' in door.client().get("/tracking").text


def test_the_pages_are_marked_as_open_to_everybody(door: FrontDoor) -> None:
    routes = [route for route in marked_routes(door.app) if route.path.startswith("/developers")]
    assert len(routes) == 8
    assert all(route.mark is not None and route.mark.action is None for route in routes)


def test_the_database_is_not_asked_for_them(door: FrontDoor) -> None:
    client = door.client()
    door.work.away = True
    assert client.get("/developers/events").status_code == 200
    assert client.get("/developers/asyncapi.json").status_code == 200


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({"type": ["integer", "null"]}, "integer | null"),
        ({"type": "string", "format": "date"}, "string (date)"),
        ({"type": "array", "items": {"type": ["string", "null"]}}, "(string | null)[]"),
        ({"type": "array", "items": {"type": "array", "items": {"type": "string"}}}, "string[][]"),
        ({"anyOf": [{"$ref": "#/a"}, {"type": "null"}]}, "object | null"),
        ({"enum": ["x", 1, None]}, "string | integer | null"),
        ({"const": True}, "boolean"),
        ({}, "any"),
    ],
)
def test_a_type_is_told_in_jsons_own_words(schema: dict[str, Any], told: str) -> None:
    Draft202012Validator.check_schema(schema)
    assert type_of(schema, {"a": {"type": "object"}}) == told


def test_a_schema_that_refers_to_itself_comes_to_an_end() -> None:
    document = {"node": {"type": "object", "properties": {"next": {"$ref": "#/node"}}}}
    assert 1 < len(fields_of({"$ref": "#/node"}, document)) < 10
