"""Rules of the projection of dossiers: any order and any duplication of what is told ends in the same state."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.hotline.consumed import READINGS
from services.hotline.domain.calendar import ALL, Calendars
from services.hotline.domain.known_dossier import KnownDossier, Stand
from services.hotline.domain.notices import Notices
from services.hotline.use_cases.know_notices import notices_of
from shared.bus.reading import Order, Received
from shared.store.change import Key
from shared.working_time import Calendar
from tests.unit.hotline.fakes import DOSSIER, NAME, NOW, PHONE, Desk, at, event, life


def heard(events: list[Received]) -> KnownDossier:
    desk = Desk()
    desk.hear(*events)
    found = desk.work.load(Key(KnownDossier, DOSSIER)).get(KnownDossier, DOSSIER)
    assert found is not None
    return replace(found, version=0)  # how often it changed depends on the order, what it says does not


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(min_value=1, max_value=3), st.integers(min_value=1, max_value=12))
def test_any_order_and_any_duplication_ends_in_the_same_state(order: random.Random, copies: int, until: int) -> None:
    told = life()[:until]
    shuffled = [one for one in told for _ in range(order.randint(1, copies))]
    order.shuffle(shuffled)
    assert heard(shuffled) == heard(told)


STANDS = [
    (1, Stand.FILED, None), (2, Stand.ACCEPTED, None), (3, Stand.ACCEPTED, None),
    (4, Stand.IN_PROGRESS, ("H99.11.01", False)), (5, Stand.IN_PROGRESS, ("H99.11.01", True)),
    (6, Stand.SUPPLEMENT_WANTED, ("H99.11.01", True)), (7, Stand.IN_PROGRESS, ("H99.11.01", True)),
    (8, Stand.IN_PROGRESS, ("H99.11.02", False)), (9, Stand.IN_PROGRESS, ("H99.11.02", True)),
    (10, Stand.IN_PROGRESS, None), (11, Stand.DONE, None), (12, Stand.RETURNED, None),
]  # fmt: skip


@pytest.mark.parametrize(("told", "stand", "holder"), STANDS)
def test_it_tells_how_the_dossier_stands_and_who_has_it(
    told: int, stand: Stand, holder: tuple[str, bool] | None
) -> None:
    dossier = heard(life()[:told])
    assert dossier.stand is stand
    assert ((dossier.holder.agency, dossier.holder.taken) if dossier.holder else None) == holder


def test_the_due_date_is_the_one_given_last() -> None:
    assert heard(life()[:2]).due_at == NOW + timedelta(hours=168)
    assert heard(life()).due_at == NOW + timedelta(hours=190)
    assert heard(life()[:1]).due_at is None


def test_a_supplement_before_acceptance_leaves_it_filed() -> None:
    wanted = event("intake.dossier.supplement_requested.v1", 2, {"requested_at": at(1)})
    brought = event("intake.dossier.supplemented.v1", 3, {"supplemented_at": at(2), "due_at": None})
    assert heard([life()[0], wanted]).stand is Stand.SUPPLEMENT_WANTED
    dossier = heard([life()[0], wanted, brought])
    assert (dossier.stand, dossier.due_at) == (Stand.FILED, None)


@pytest.mark.parametrize(("type", "field", "stand"), [
    ("intake.dossier.refused.v1", "refused_at", Stand.REFUSED),
    ("intake.dossier.withdrawn.v1", "withdrawn_at", Stand.WITHDRAWN),
    ("intake.dossier.stopped.v1", "stopped_at", Stand.STOPPED),
])  # fmt: skip
def test_what_is_refused_or_withdrawn_is_held_by_nobody(type: str, field: str, stand: Stand) -> None:
    dossier = heard([*life()[:5], event(type, 9, {field: at(30)})])
    assert (dossier.stand, dossier.holder, dossier.stand.is_open) == (stand, None, False)


def test_a_fee_that_is_owed_is_waited_for_until_it_is_paid() -> None:
    asked = event("intake.dossier.payment_requested.v1", 7, {"requested_at": at(30), "amount": 1, "pay_by": at(90)})
    paid = event("intake.dossier.paid.v1", 8, {"paid_at": at(40), "due_at": at(200)})
    assert heard([*life()[:5], asked]).stand is Stand.PAYMENT_WANTED
    for order in ([*life()[:5], asked, paid], [paid, asked, *life()[:5]]):
        dossier = heard(order)
        assert dossier.stand is Stand.IN_PROGRESS
        assert dossier.due_at == NOW + timedelta(hours=200)


def test_lost_papers_change_nothing_of_how_it_stands() -> None:
    lost = event("intake.dossier.lost.v1", 9, {"recorded_at": at(30)})
    assert heard([*life()[:5], lost]).stand is heard(life()[:5]).stand


def test_name_and_phone_are_those_named_last() -> None:
    dossier = heard(list(reversed(life())))
    assert (dossier.name, dossier.phone) == (NAME, PHONE)


def test_what_routing_tells_first_waits_for_nothing() -> None:
    dossier = heard(life()[3:4])
    assert dossier.stand is Stand.UNKNOWN
    assert dossier.procedure is None
    assert dossier.holder is not None


def test_every_reading_declares_its_order() -> None:
    assert {one.order for one in READINGS} == {Order.COMMUTES, Order.LATEST}


def test_an_older_calendar_never_replaces_a_newer_one() -> None:
    desk = Desk()
    new, old = (
        event("intake.calendar.changed.v1", version, Calendar("ha-son", version).to_data(), subject="ha-son")
        for version in (3, 2)
    )
    desk.hear(new, old)
    kept = desk.work.load(Key(Calendars, ALL)).get(Calendars, ALL)
    assert kept is not None
    assert kept.calendar("ha-son").version == 3
    assert kept.calendar("elsewhere") == Calendar("elsewhere")


def message(sequence: int, status: str, *, id: str = "m1", about: str = "PA-261005-0001") -> Received:
    data = {"message": id, "about": about, "event": "petition_answered", "channel": "sms", "status": status,
            "at": at(sequence), "to_masked": "…127"}  # fmt: skip
    return event("notifications.message.recorded.v1", sequence, data, subject=id, id=f"{id}-{sequence}-{about}")


@given(st.permutations([message(2, "accepted"), message(3, "delivered"), message(2, "permanently_failed", id="m2"),
                        message(2, "unknown", id="m3")]))  # fmt: skip
def test_what_was_tried_is_told_the_same_in_any_order(told: list[Received]) -> None:
    desk = Desk()
    desk.hear(*told, *told)
    notices = notices_of(desk.ports, "PA-261005-0001")
    assert [(one.reached.value, one.to_masked) for one in notices] == [
        ("delivered", "…127"), ("permanently_failed", "…127"), ("other", "…127"),
    ]  # fmt: skip


def test_messages_about_dossiers_are_left_to_intake() -> None:
    desk = Desk()
    desk.hear(message(2, "accepted", about=DOSSIER))
    assert desk.work.all(Notices) == []
