"""Names on the broker: none needs escaping, and none of one agency matches another's."""

from __future__ import annotations

import re

import pytest

from shared.bus import topology


@pytest.mark.parametrize(("code", "key"), [("H99", "H99"), ("H99.11", "H99-11"), ("000.00.11.H26", "000-00-11-H26")])
def test_an_agency_code_and_its_key_are_one_to_one(code: str, key: str) -> None:
    assert topology.agency_key(code) == key
    assert topology.agency_code(key) == code


@pytest.mark.parametrize("code", ["", "H99-11", "h99", "H99.", ".H99", "H99..11", "H99.*", "H99\n", "H99#", "H" * 36])
def test_an_agency_code_that_needs_escaping_is_refused(code: str) -> None:
    with pytest.raises(topology.BadName):
        topology.agency_key(code)


@pytest.mark.parametrize("name", ["", "Intake", "in.take", "in take", "agency", "*", "intake\n", "9lives"])
def test_a_service_name_that_needs_escaping_is_refused(name: str) -> None:
    with pytest.raises(topology.BadName):
        topology.inbox_queue(name)


@pytest.mark.parametrize(
    "name",
    [
        "intake.accepted.v1",
        "intake.dossier.accepted",
        "intake.dossier.*.v1",
        "a.b.c.v0",
        "agency.dossier.accepted.v1\n",
    ],
)
def test_a_type_that_is_no_type_is_refused(name: str) -> None:
    with pytest.raises(topology.BadName):
        topology.event_type(name)


def test_a_pattern_of_exact_names_matches_nothing_else() -> None:
    pattern = topology.exactly(topology.agency_queue("H99"), "agency.returned")
    assert re.search(pattern, "agency.H99.tasks")
    for other in ("agency.H99-11.tasks", "agencyxH99.tasks", "agency.H99.tasks2", "xagency.H99.tasks", ""):
        assert not re.search(pattern, other)
    assert not re.search(topology.exactly(), "anything")


@pytest.mark.parametrize(
    ("user", "key"),
    [
        ("agency.H99-11", "H99-11"),
        ("agency.h99", None),
        ("routing", None),
        (None, None),
        ("agency.", None),
        ("agency.H99.tasks", None),
    ],
)
def test_only_an_agencys_user_names_an_agency(user: str | None, key: str | None) -> None:
    assert topology.agency_of_user(user) == key


def test_an_agencys_user_leads_back_to_it() -> None:
    assert topology.agency_of_user(topology.agency_user("H99-11")) == "H99-11"
