"""The layout follows from the contracts, and gives nobody more rights than it needs."""

from __future__ import annotations

import re

import pytest

from shared.bus.layout import Binding, Rights, agency_layout, layout_of
from tests.unit.bus.samples import BOILED, EMPTIED, registry

SERVICES = ("kitchen", "dining", "garden")


def rights_of(user: str) -> Rights:
    (found,) = [rights for rights in layout_of(registry(), SERVICES).rights if rights.user == user]
    return found


def allowed(pattern: str) -> set[str]:
    """Which of all names on the broker a pattern lets through."""
    layout = layout_of(registry(), SERVICES)
    names = (
        {exchange.name for exchange in layout.exchanges}
        | set(layout.queues)
        | {"amq.default", "amq.topic", "agency.H99.tasks", "relay.kitchen.lock", "relay.dining.lock"}
    )
    return {name for name in names if re.search(pattern, name)}


def test_every_type_is_bound_to_the_inbox_of_each_reader() -> None:
    bindings = layout_of(registry(), SERVICES).bindings
    assert Binding("kitchen.events", "dining.inbox", BOILED) in bindings
    assert Binding("kitchen.replay", "dining.inbox", f"dining.{BOILED}") in bindings
    assert not [one for one in bindings if EMPTIED in one.routing_key]
    assert not [one for one in bindings if one.queue == "garden.inbox"]


def test_whatever_an_agency_says_reaches_the_reader_of_replies() -> None:
    assert Binding("agency.replies", "dining.replies", "#") in layout_of(registry(), SERVICES).bindings


def test_a_service_may_configure_its_own_lock_only() -> None:
    assert allowed(rights_of("kitchen").configure) == {"relay.kitchen.lock"}


def test_a_service_writes_to_its_own_exchanges_and_reads_its_own_queues() -> None:
    kitchen = rights_of("kitchen")
    assert allowed(kitchen.write) == {"kitchen.events", "kitchen.replay"}
    assert allowed(kitchen.read) == {"kitchen.inbox", "kitchen.dead"}


def test_only_the_service_that_talks_with_agencies_gets_their_exchanges() -> None:
    dining = rights_of("dining")
    assert allowed(dining.write) == {"dining.events", "dining.replay", "agency.tasks"}
    assert allowed(dining.read) == {
        "dining.inbox",
        "dining.dead",
        "dining.replies",
        "agency.returned",
        "agency.webhooks",
    }


@pytest.mark.parametrize(("key", "other"), [("H99", "H99-11"), ("H99-11", "H99"), ("H9", "H99")])
def test_an_agencys_rights_do_not_cover_its_parent_or_child(key: str, other: str) -> None:
    (rights,) = agency_layout(key).rights
    assert re.search(rights.read, f"agency.{key}.tasks")
    assert not re.search(rights.read, f"agency.{other}.tasks")
    assert re.search(rights.topics["agency.replies"], f"{key}.agency.tea.tasted.v1")
    assert not re.search(rights.topics["agency.replies"], f"{other}.agency.tea.tasted.v1")
    assert allowed(rights.configure) == set()
    assert allowed(rights.write) == {"agency.replies"}


def test_every_queue_has_exactly_one_policy() -> None:
    layout = layout_of(registry(), SERVICES)
    for queue in (*layout.queues, "agency.H99-11.tasks"):
        assert len([policy for policy in layout.policies if re.search(policy.pattern, queue)]) == 1, queue


def test_a_contract_of_an_unknown_service_is_refused() -> None:
    with pytest.raises(ValueError, match="kitchen"):
        layout_of(registry(), ("dining",))
