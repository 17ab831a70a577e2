"""Rules of the events: stored contracts are up to date, the teller's output equals them, every reader loads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from deploy.contracts.__main__ import FOLDER, differences, expected, main, write
from deploy.contracts.gathering import Declared, gather, service_names
from deploy.contracts.golden import EXAMPLE_OPENER, EXAMPLE_RING, example_body
from shared.bus.opening import Unreadable, read_envelope
from shared.bus.reading import Order, Reading
from shared.bus.registry import load_registry
from shared.security.keys import key_set
from shared.security.signatures import verify_detached
from shared.store.change import NOTHING

DECLARED = gather()
READERS = [(one, reader) for one in DECLARED for reader in one.readers]


def _name(value: Any) -> str:
    return value.published.type if isinstance(value, Declared) else str(value)


def stored(one: Declared) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "events" / f"{one.published.type}.json").read_text("utf-8"))
    return found


def test_the_stored_contracts_are_up_to_date() -> None:
    assert differences(expected()) == []


@pytest.mark.parametrize("one", DECLARED, ids=_name)
def test_what_the_teller_tells_equals_the_contract(one: Declared) -> None:
    assert json.loads(example_body(one)) == stored(one)["example"]


@pytest.mark.parametrize("one", DECLARED, ids=_name)
def test_the_example_is_valid_by_the_contracts_own_schema(one: Declared) -> None:
    contract = stored(one)
    Draft202012Validator.check_schema(contract["schema"])
    Draft202012Validator(contract["schema"], format_checker=FormatChecker()).validate(contract["example"]["data"])


@pytest.mark.parametrize(("one", "reader"), READERS, ids=_name)
def test_every_reader_loads_the_example_and_what_may_be_added_to_it(one: Declared, reader: str) -> None:
    readings = {
        one.published.type: Reading(
            one.published.type, one.readers[reader], lambda _: (), lambda *_: NOTHING, Order.COMMUTES
        )
    }
    example = stored(one)["example"]
    for envelope in (example, example | {"data": _with_news(example["data"]), "newextension": "x"}):
        received = read_envelope(json.dumps(envelope).encode(), {}, readings=readings, opener=EXAMPLE_OPENER)
        assert received.subject == one.published.example.subject
        assert received.personal == dict(one.published.example.personal or {})


@pytest.mark.parametrize("one", DECLARED, ids=_name)
def test_nothing_personal_stands_in_the_open(one: Declared) -> None:
    example = one.published.example
    text = json.dumps(stored(one), ensure_ascii=False)
    for value in (example.personal or {}).values():
        assert not isinstance(value, str) or len(value) < 4 or value not in text


@pytest.mark.parametrize("one", [one for one in DECLARED if one.published.example.address], ids=_name)
def test_the_signature_of_an_agencys_message_fits_its_body(one: Declared) -> None:
    contract = stored(one)
    body = contract["example_body"].encode("utf-8")
    assert json.loads(body) == contract["example"]
    keys = key_set({"keys": [contract["example_key"]]})
    assert verify_detached(contract["example_headers"]["jws"], body, keys) == "example"


def test_the_bus_reads_the_same_registry() -> None:
    registry = load_registry()
    assert {contract.type for contract in registry} == {one.published.type for one in DECLARED}
    for one in DECLARED:
        contract = registry.get(one.published.type)
        assert contract is not None
        assert (contract.owner, contract.consumers) == (one.owner, one.consumers)
    assert set(registry.services()) <= set(service_names())


def test_an_event_of_a_type_nobody_reads_here_is_refused_by_name() -> None:
    body = example_body(DECLARED[0])
    with pytest.raises(Unreadable, match="nobody here reads this type"):
        read_envelope(body, {}, readings={}, opener=EXAMPLE_OPENER)


def test_a_contract_out_of_date_is_said_so(tmp_path: Path) -> None:
    files = expected()
    write(files, tmp_path)
    assert differences(files, tmp_path) == []
    type_ = DECLARED[0].published.type
    (tmp_path / "events" / f"{type_}.json").write_text("{}")
    (tmp_path / "events" / "old.thing.done.v1.json").write_text("{}")
    (tmp_path / "README.md").unlink()
    assert differences(files, tmp_path) == [
        f"events/{type_}.json is out of date",
        "README.md is missing",
        "events/old.thing.done.v1.json belongs to nothing",
    ]
    write(files, tmp_path)
    assert differences(files, tmp_path) == []


def test_the_check_command_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().err == ""


def test_the_example_key_is_no_key_of_ours() -> None:
    assert set(EXAMPLE_RING.keys) == {"example"}


def _with_news(value: Any) -> Any:
    """A copy with an unknown field in every object of known fields, as a later owner may add them."""
    if isinstance(value, list):
        return [_with_news(one) for one in value]
    if not isinstance(value, dict) or "sealed" in value:
        return value
    return {**{name: _with_news(inner) for name, inner in value.items()}, "added_later": {"x": 1}}
