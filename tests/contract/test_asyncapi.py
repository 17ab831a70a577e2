"""Rules of the AsyncAPI document: valid by AsyncAPI's own schema, whole in itself, every example fits its payload."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT7

from deploy.contracts.__main__ import FOLDER

PUBLISHED = Path(__file__).parent / "vendored" / "asyncapi-3.0.0.json"
PINNED = "abe96881dbfaad495ccbb6bd8d3fb43ca18a13b9d7564849ccb66f39d5e5b20f"
DOCUMENT: dict[str, Any] = json.loads((FOLDER / "asyncapi.json").read_text("utf-8"))
CONTRACTS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted((FOLDER / "events").glob("*.json"))
}
MESSAGES: dict[str, dict[str, Any]] = DOCUMENT["components"]["messages"]


@cache
def official() -> Draft7Validator:
    return Draft7Validator(json.loads(PUBLISHED.read_text("utf-8")), format_checker=FormatChecker())


def within(schema: dict[str, Any]) -> Draft7Validator:
    """A validator for a schema of the document, whose references lead into the document."""
    resource = DRAFT7.create_resource(DOCUMENT)
    registry: Registry[Any] = Registry().with_resource("urn:document", resource)
    whole = json.loads(json.dumps(schema).replace('"$ref": "#/', '"$ref": "urn:document#/'))
    return Draft7Validator(whole, registry=registry, format_checker=FormatChecker())


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (value for name, value in node.items() if name == "$ref")
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from references(one)


def at(pointer: str) -> Any:
    found: Any = DOCUMENT
    for step in pointer.removeprefix("#/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return found


def test_the_published_schema_is_the_pinned_one() -> None:
    assert sha256(PUBLISHED.read_bytes()).hexdigest() == PINNED


def test_the_document_is_valid_asyncapi_3() -> None:
    assert [f"{fault.json_path}: {fault.message[:200]}" for fault in official().iter_errors(DOCUMENT)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [(["asyncapi"], "2.6.0"), (["info"], {}), (["operations", "x", "action"], "shout"), (["chanels"], {})],
)
def test_a_document_that_is_wrong_is_found_out(path: list[str], value: object) -> None:
    broken = json.loads(json.dumps(DOCUMENT))
    place = broken
    for step in path[:-1]:
        place = place.setdefault(step, {})
    place[path[-1]] = value
    assert not official().is_valid(broken)


def test_the_document_needs_no_other_file() -> None:
    for reference in set(references(DOCUMENT)):
        assert reference.startswith("#/")
        assert at(reference) is not None


def test_every_contract_has_its_channel_message_and_operations() -> None:
    assert set(MESSAGES) == set(DOCUMENT["channels"]) == set(CONTRACTS)
    told = {name.partition(".tells.")[::2] for name in DOCUMENT["operations"] if ".tells." in name}
    read = {name.partition(".reads.")[::2] for name in DOCUMENT["operations"] if ".reads." in name}
    assert told == {(one["owner"], type_) for type_, one in CONTRACTS.items()}
    assert read == {(consumer, type_) for type_, one in CONTRACTS.items() for consumer in one["consumers"]}


@pytest.mark.parametrize("type_", CONTRACTS)
def test_the_example_is_named_whole_and_fits_the_payload(type_: str) -> None:
    message = MESSAGES[type_]
    (example,) = message["examples"]
    assert example["name"] == type_.replace(".", "-")
    assert example["payload"] == CONTRACTS[type_]["example"]
    within(message["payload"]).validate(example["payload"])
    if "headers" in message:
        within(message["headers"]).validate(example["headers"])
    assert example.get("headers") == CONTRACTS[type_].get("example_headers")


@pytest.mark.parametrize("type_", CONTRACTS)
@pytest.mark.parametrize(
    ("name", "value"), [("type", "other.thing.done.v1"), ("sequence", 0), ("time", 5), ("id", None)]
)
def test_a_payload_that_is_wrong_is_found_out(type_: str, name: str, value: object) -> None:
    example = {**CONTRACTS[type_]["example"], name: value}
    assert not within(MESSAGES[type_]["payload"]).is_valid(example)


@pytest.mark.parametrize("type_", CONTRACTS)
def test_a_payload_without_a_required_field_is_found_out(type_: str) -> None:
    validator = within(MESSAGES[type_]["payload"])
    example = CONTRACTS[type_]["example"]
    for name in CONTRACTS[type_]["schema"].get("required", []):
        less = {key: value for key, value in example["data"].items() if key != name}
        assert not validator.is_valid({**example, "data": less}), name


@pytest.mark.parametrize("type_", CONTRACTS)
def test_an_event_says_in_words_what_it_means_down_to_every_field(type_: str) -> None:
    contract = CONTRACTS[type_]
    assert contract["about"], "the schema has no docstring"
    silent = [path for path, one in _fields(contract["schema"], "") if not one.get("description")]
    assert silent == [], "say it in deploy/contracts/meanings.py or as the field's description"
    opened = contract["schema"]["properties"].get("personal", {}).get("x-opens-to", {})
    assert list(opened) == contract.get("personal", [])
    assert all(opened.values()), "say it in deploy/contracts/meanings.py, PERSONAL"


def test_an_agencys_names_and_rights_fit_each_other() -> None:
    agency = DOCUMENT["x-agency"]
    assert re.fullmatch(agency["rights"]["read"], agency["queue"])
    assert re.fullmatch(agency["rights"]["write"], agency["replies_exchange"])
    assert not re.search(agency["rights"]["configure"], agency["queue"])
    assert agency["sheet"]["amqp"]["queue"] == agency["queue"]
    for type_, contract in CONTRACTS.items():
        if contract["owner"] == "agency":
            assert re.search(agency["rights"]["routing_keys"], f"{agency['key']}.{type_}")
            assert contract["example"]["source"] == agency["source"]


def _fields(schema: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, one in schema.get("properties", {}).items():
        if name == "personal" and not path:
            continue
        yield f"{path}{name}", one
        yield from _fields(one, f"{path}{name}.")
        if isinstance(one.get("items"), dict):
            yield from _fields(one["items"], f"{path}{name}.")
