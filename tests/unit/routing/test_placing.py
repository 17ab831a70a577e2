"""In which one place a dossier is, and when a difference is an alarm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.routing.domain.balance import Difference, Doubt, Look, Message
from services.routing.domain.case import CaseStatus
from services.routing.domain.fee_wait import FeeWait
from services.routing.domain.placing import Place, TaskLook, place_of, standing_of
from services.routing.domain.task import TaskStatus
from shared.store.tally import day_of, digest_of, page_of

AT = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
CODE = "H99.11-261005-0001"


def task(status: TaskStatus, number: int = 1, *, asks: bool = False, step: str = "") -> TaskLook:
    return TaskLook(f"{CODE}:{number}", step or f"step-{number}", status, asks)


OPEN, DECIDED = CaseStatus.OPEN, CaseStatus.DECIDED


@pytest.mark.parametrize(
    ("status", "tasks", "pays", "place"),
    [
        (OPEN, [task(TaskStatus.WAITING)], False, Place.LINE),
        (OPEN, [task(TaskStatus.REFUSED)], False, Place.LINE),
        (OPEN, [task(TaskStatus.DISPATCHED)], False, Place.AGENCY),
        (OPEN, [task(TaskStatus.IN_PROGRESS), task(TaskStatus.WAITING, 2)], False, Place.AGENCY),
        (OPEN, [task(TaskStatus.PAUSED, asks=True), task(TaskStatus.ACKNOWLEDGED, 2)], True, Place.SUPPLEMENT),
        (OPEN, [task(TaskStatus.ACKNOWLEDGED)], True, Place.PAYMENT),
        (OPEN, [task(TaskStatus.DECIDED), task(TaskStatus.PLANNED, 2)], False, Place.NOWHERE),
        (OPEN, [], False, Place.NOWHERE),
        (DECIDED, [task(TaskStatus.DECIDED), task(TaskStatus.RECALLED, 2)], True, Place.INTAKE),
        (DECIDED, [task(TaskStatus.DECIDED), task(TaskStatus.ACKNOWLEDGED, 2)], False, Place.TWO_PLACES),
        (CaseStatus.WITHDRAWN, [task(TaskStatus.RECALLED)], False, Place.WITHDRAWN),
        (CaseStatus.STOPPED, [task(TaskStatus.WAITING)], False, Place.TWO_PLACES),
        (OPEN, [task(TaskStatus.REASSIGNED, step="a"), task(TaskStatus.WAITING, 2, step="a")], False, Place.LINE),
        (
            OPEN,
            [task(TaskStatus.DISPATCHED, step="a"), task(TaskStatus.WAITING, 2, step="a")],
            False,
            Place.TWO_PLACES,
        ),
    ],
)
def test_a_dossier_is_in_exactly_one_place(status: CaseStatus, tasks: list[TaskLook], pays: bool, place: Place) -> None:
    assert place_of(status, tasks, pays=pays) is place


def test_both_sides_have_one_word_for_what_is_between_the_agencies() -> None:
    assert {standing_of(one) for one in (Place.AGENCY, Place.LINE)} == {"open"}
    assert standing_of(Place.INTAKE) == "decided"


def test_a_page_is_a_hundred_codes_and_a_day_is_the_codes_own() -> None:
    assert page_of(CODE) == "H99.11-261005-00"
    assert page_of("H99.11-261005-12345") == "H99.11-261005-123"
    assert (page_of("copy"), day_of("copy")) == ("copy", "other")
    assert day_of(page_of(CODE)) == "2026-10-05"


def test_a_digest_is_equal_only_where_every_row_stands_the_same() -> None:
    one = {CODE: "open", f"{CODE[:-1]}2": "decided"}
    assert digest_of(one) == digest_of(dict(reversed(one.items())))
    assert digest_of(one) != digest_of({**one, CODE: "decided"})
    assert digest_of({}) == ""


def test_fees_are_followed_in_any_order() -> None:
    asked = FeeWait(CODE).requested(AT)
    assert asked.is_on
    assert not asked.paid(AT).is_on
    assert not FeeWait(CODE).paid(AT).requested(AT).is_on
    assert asked.paid(AT).requested(AT + timedelta(days=1)).is_on


def difference(*messages: Message) -> Difference:
    return Difference(CODE, 1, page_of(CODE), "2026-10-05", Look("open", None, messages=messages), AT)


def test_a_difference_is_an_alarm_once_it_lasts_a_minute_and_only_once() -> None:
    lost = difference()
    assert lost.alarmed(AT + timedelta(seconds=59)) is lost
    late = lost.alarmed(AT + timedelta(seconds=60))
    assert late.alarmed_at is not None
    assert late.alarmed(AT + timedelta(hours=1)) is late


def test_a_message_on_its_way_explains_it_for_a_while_and_a_parked_one_never() -> None:
    moving = Message("intake", "intake.dossier.accepted.v1", "not_published", "", moves=True)
    parked = Message("routing", "intake.dossier.accepted.v1", "parked", "no route", moves=False)
    assert difference(moving).alarmed(AT + timedelta(minutes=14)).alarmed_at is None
    assert difference(moving).alarmed(AT + timedelta(minutes=15)).alarmed_at is not None
    assert difference(parked).alarmed(AT + timedelta(minutes=1)).alarmed_at is not None


def test_another_difference_of_the_same_dossier_begins_anew() -> None:
    later = AT + timedelta(seconds=50)
    other = difference().again(Look("open", "decided"), later)
    assert other.since == later
    assert other.again(Look("open", "decided"), later + timedelta(seconds=5)) is other
    assert other.ended(later).again(Look("open", None), later + timedelta(minutes=5)).ended_at is None


def test_a_page_is_asked_about_more_and_more_rarely_until_it_changes() -> None:
    doubt = Doubt("page", 1, "2026-10-05", AT, "a", "b")
    assert not doubt.is_due(AT)
    assert doubt.is_due(AT + timedelta(seconds=3))
    for number in range(10):
        doubt = doubt.asked(number + 1, AT)
    assert not doubt.is_due(AT + timedelta(minutes=9))
    assert doubt.is_due(AT + timedelta(minutes=10))
    assert doubt.seen(AT, "a", "c").is_due(AT + timedelta(seconds=10))
