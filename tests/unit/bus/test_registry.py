"""Contracts as data: what a folder may hold, and what follows from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shared.bus.registry import BadContract, Contract, Registry, load_registry
from tests.unit.bus.samples import BOILED, EMPTIED, TASTED, registry, write_contract

GOOD: dict[str, Any] = {
    "type": BOILED,
    "owner": "kitchen",
    "consumers": ["dining"],
    "personal": ["name"],
    "schema": {"type": "object"},
    "example": {},
}


def test_a_folder_of_contracts_is_read(tmp_path: Path) -> None:
    write_contract(tmp_path, **GOOD)
    (contract,) = load_registry(tmp_path)
    assert contract == Contract(BOILED, "kitchen", ("dining",), personal=("name",), schema={"type": "object"})


@pytest.mark.parametrize(
    ("replaced", "says"),
    [
        ({"owner": "dining"}, "owner"),
        ({"owner": "Kitchen"}, "Kitchen"),
        ({"consumers": []}, "unread_because"),
        ({"consumers": ["dining", "dining"]}, "twice"),
        ({"consumers": 5}, "kitchen.kettle.boiled.v1.json"),
    ],
)
def test_a_contract_that_cannot_stand_is_refused(tmp_path: Path, replaced: dict[str, Any], says: str) -> None:
    write_contract(tmp_path, **{**GOOD, **replaced})
    with pytest.raises(BadContract, match=says):
        load_registry(tmp_path)


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    write_contract(tmp_path, type=BOILED, owner="kitchen")
    with pytest.raises(BadContract, match="'consumers' is missing"):
        load_registry(tmp_path)


def test_a_file_is_named_by_its_type(tmp_path: Path) -> None:
    write_contract(tmp_path, **GOOD).rename(tmp_path / "other.json")
    with pytest.raises(BadContract, match="name differs"):
        load_registry(tmp_path)


def test_one_type_has_one_contract() -> None:
    with pytest.raises(BadContract, match="two contracts"):
        Registry([Contract(BOILED, "kitchen", ("dining",)), Contract(BOILED, "kitchen", ("dining",))])


def test_services_owners_and_readers_follow_from_the_contracts() -> None:
    found = registry()
    assert found.services() == ["dining", "kitchen"]
    assert [contract.type for contract in found.read_by("dining")] == [TASTED, BOILED]
    assert [contract.type for contract in found.owned_by("kitchen")] == [BOILED, EMPTIED]


def test_only_a_type_that_nobody_reads_may_reach_no_queue() -> None:
    found = registry()
    assert found.must_arrive("kitchen.events", BOILED)
    assert not found.must_arrive("kitchen.events", EMPTIED)
    assert found.must_arrive("agency.tasks", "H99-11")
