"""Rules of one message: it moves only forward, unknown is never success, every attempt is accounted for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.domain.message import (
    FOR_EVERYBODY,
    LEASE,
    OPEN,
    Channel,
    Message,
    Outcome,
    Receipt,
    Reply,
    Status,
    message_id,
)
from services.notifications.domain.schedule import MOST_ATTEMPTS, PAUSES
from services.notifications.use_cases.facts import step
from tests.unit.notifications.samples import NOW, after, message

ACCEPTED = Reply(Outcome.ACCEPTED, provider_id="sms-1")
REFUSED, FAILED = Reply(Outcome.REFUSED, "code_108"), Reply(Outcome.FAILED, "http_503")
UNKNOWN = Reply(Outcome.UNKNOWN, "no_answer")


def claimed(one: Message, at: datetime = NOW) -> Message:
    found = one.claim("esms", at)
    assert found is not None
    return found


def arrived(one: Message, at: datetime = NOW, *, delivered: bool = True) -> Message:
    return one.receive(Receipt(one.id, delivered, at, "sms-1", "" if delivered else "undelivered"), at)


def test_the_id_is_derived_from_event_and_channel() -> None:
    assert message_id("e", Channel.SMS) == message_id("e", Channel.SMS)
    assert len({message_id(e, c) for e in ("e", "f") for c in FOR_EVERYBODY}) == 4


def test_a_claim_begins_an_attempt_and_holds_the_message_for_a_lease() -> None:
    one = claimed(message())
    assert (one.status, one.version, one.due_at) == (Status.SENDING, 2, NOW + LEASE)
    assert [attempt.number for attempt in one.attempts] == [1]
    assert one.claim("esms", after(seconds=59)) is None


def test_a_message_not_due_is_not_claimed() -> None:
    assert message(due_at=after(seconds=1)).claim("esms", NOW) is None


def test_accepted_then_delivered() -> None:
    one = arrived(claimed(message()).record(1, ACCEPTED, after(seconds=1)), after(seconds=4))
    assert (one.status, one.due_at, one.provider_id) == (Status.DELIVERED, None, "sms-1")
    assert (one.accepted_at, one.delivered_at) == (after(seconds=1), after(seconds=4))


def test_accepted_after_delivered_changes_no_status() -> None:
    one = arrived(claimed(message()), after(seconds=1))
    late = one.record(1, ACCEPTED, after(seconds=2))
    assert late.status is Status.DELIVERED
    assert late.attempts[0].outcome is Outcome.ACCEPTED
    assert step(one, late).facts == ()


def test_a_repeated_receipt_changes_nothing() -> None:
    one = arrived(claimed(message()).record(1, ACCEPTED, NOW))
    assert arrived(one, after(days=1)) is one


def test_undelivered_after_delivered_changes_nothing() -> None:
    one = arrived(claimed(message()).record(1, ACCEPTED, NOW))
    assert arrived(one, delivered=False) is one


def test_proof_of_delivery_outweighs_that_it_was_given_up() -> None:
    gone = claimed(message()).record(1, REFUSED, NOW)
    assert arrived(gone).status is Status.DELIVERED


def test_a_refusal_is_final() -> None:
    one = claimed(message()).record(1, REFUSED, NOW)
    assert (one.status, one.reason, one.due_at) == (Status.PERMANENTLY_FAILED, "code_108", None)


@pytest.mark.parametrize(("reply", "meanwhile", "end"), [
    (FAILED, Status.TEMPORARILY_FAILED, Status.PERMANENTLY_FAILED), (UNKNOWN, Status.UNKNOWN, Status.UNKNOWN),
])  # fmt: skip
def test_it_is_tried_by_schedule_to_an_end_that_is_no_success(reply: Reply, meanwhile: Status, end: Status) -> None:
    one, now = message(), NOW
    for pause in PAUSES:
        one = claimed(one, now).record(len(one.attempts) + 1, reply, now)
        assert (one.status, one.due_at) == (meanwhile, now + timedelta(seconds=pause))
        assert not one.is_news
        now += timedelta(seconds=pause)
    one = claimed(one, now).record(MOST_ATTEMPTS, reply, now)
    assert (one.status, one.due_at, one.is_news) == (end, None, True)
    assert one.claim("esms", now + timedelta(days=30)) is None


def test_an_interrupted_attempt_counts_as_unknown_and_is_made_again() -> None:
    again = claimed(claimed(message()), NOW + LEASE)
    assert [one.outcome for one in again.attempts] == [Outcome.UNKNOWN, None]
    assert again.attempts[0].reason == "interrupted"


def test_what_an_interrupted_sender_tells_late_is_heard() -> None:
    again = claimed(claimed(message()), NOW + LEASE)
    told = again.record(1, ACCEPTED, after(seconds=61))
    assert told.status is Status.ACCEPTED
    assert told.record(2, UNKNOWN, after(seconds=70)).status is Status.ACCEPTED


def test_a_late_failure_of_an_earlier_attempt_does_not_stop_the_later_one() -> None:
    again = claimed(claimed(message()), NOW + LEASE)
    told = again.record(1, REFUSED, after(seconds=61))
    assert (told.status, told.due_at) == (Status.SENDING, again.due_at)


def test_an_attempt_is_recorded_once() -> None:
    one = claimed(message()).record(1, ACCEPTED, NOW)
    assert one.record(1, REFUSED, NOW) is one
    assert one.record(7, REFUSED, NOW) is one


def test_a_message_that_kills_its_senders_is_given_up() -> None:
    one, now = message(), NOW
    for _ in range(MOST_ATTEMPTS):
        assert not one.is_worn_out
        one = claimed(one, now)
        now += LEASE
    assert one.is_worn_out
    gone = one.give_up(now)
    assert (gone.status, gone.due_at, gone.is_news) == (Status.UNKNOWN, None, True)
    assert {attempt.outcome for attempt in gone.attempts} == {Outcome.UNKNOWN}


def test_erased_it_says_nothing_of_the_person_and_all_of_what_happened() -> None:
    one = arrived(claimed(message()).record(1, ACCEPTED, NOW))
    gone = one.erase()
    assert (gone.recipient, gone.writing, gone.to_masked) == (None, None, "…")
    assert gone.anonymised
    back = replace(gone, version=one.version, recipient=one.recipient, writing=one.writing, to_masked="…127")
    assert replace(back, anonymised=False) == one
    assert gone.erase() is gone


STEPS = st.lists(
    st.one_of(
        st.just(("claim", None)),
        st.tuples(
            st.just("record"), st.tuples(st.integers(1, 8), st.sampled_from([ACCEPTED, REFUSED, FAILED, UNKNOWN]))
        ),
        st.tuples(st.just("receive"), st.booleans()),
    ),
    max_size=30,
)
RANK = {Status.ACCEPTED: 1, Status.PERMANENTLY_FAILED: 2, Status.DELIVERED: 3}


@settings(deadline=None)
@given(STEPS, st.lists(st.integers(1, 30_000), min_size=30, max_size=30))
def test_whatever_happens_it_never_goes_back(steps: list[tuple[str, Any]], pauses: list[int]) -> None:
    one, now, told = message(), NOW, 0
    for (what, more), pause in zip(steps, pauses, strict=False):
        now += timedelta(seconds=pause)
        before = one
        if what == "claim":
            one = one.claim("esms", now) or one
        elif what == "record":
            one = one.record(more[0], more[1], now)
        else:
            one = arrived(one, now, delivered=bool(more))
        assert one is before or one.version == before.version + 1
        if before.status not in OPEN:
            assert RANK[one.status] >= RANK[before.status]
        if one.status not in OPEN:
            assert one.due_at is None
        told += len(step(before, one).facts) if one is not before else 0
    assert told <= 4
