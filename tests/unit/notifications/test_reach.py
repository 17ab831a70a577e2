"""News is looked after until its person knows: one way after the other, and in the end exactly one call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.domain.message import (
    FOR_EVERYBODY,
    Attempt,
    Channel,
    Message,
    Outcome,
    Receipt,
    Status,
    Writing,
)
from services.notifications.domain.reach import Reach, Standing, Waits, judge
from services.notifications.use_cases.look_after import LOOK_JOB, Aftercare
from services.notifications.use_cases.open_reach import opened
from services.notifications.use_cases.preferences.people import LEFT
from services.notifications.use_cases.queue_messages import Desk, queue_messages
from services.notifications.use_cases.record_receipt import record_receipt
from shared.store.change import Change, Context, Job, Loaded
from tests.support.fake_store import FakeWork
from tests.unit.notifications.samples import DESK, NOW, PERSON, SIGN_IN_CODE, after, event, message

NOT_REACHED, REACHED = "notifications.person.not_reached.v1", "notifications.person.reached.v1"
WAITS = DESK.rules.waits
# As where one way goes first: the second one is held until it came to nothing.
IN_TURN = {
    Channel.EMAIL: Waits(frozenset(), timedelta(minutes=5), timedelta(hours=1)),
    Channel.SMS: Waits(frozenset({Channel.EMAIL}), timedelta(minutes=30), timedelta(hours=24)),
}
HELD = replace(DESK, rules=replace(DESK.rules, waits=IN_TURN))


@dataclass
class World:
    """One event's messages and what looks after them."""

    work: FakeWork
    care: Aftercare

    def look(self, now: datetime) -> None:
        """As the timer does: the job goes, and what it decides is written."""
        for job in [one for one in self.work.jobs.values() if one.due_at and one.due_at <= now]:
            self.work.jobs.pop((job.kind, job.subject))
            self.work.commit(self.care.look_after(job, now), Context("test", now, "correlation"))

    def message(self, channel: Channel) -> Message:
        (found,) = [one for one in self.work.all(Message) if one.channel is channel]
        return found

    def becomes(self, channel: Channel, status: Status, **changed: object) -> None:
        one = self.message(channel)
        after_it = replace(one, version=one.version + 1, status=status, due_at=None, **changed)  # type: ignore[arg-type]
        jobs = (Job(LOOK_JOB, one.event_id, NOW),) if after_it.has_ended else ()
        self.work.commit(Change((after_it,), jobs=jobs), Context("test", NOW, "correlation"))

    @property
    def told(self) -> list[str]:
        return [fact.type for fact in self.work.facts]

    @property
    def reach(self) -> Reach:
        (found,) = self.work.all(Reach)
        return found


def world(desk: Desk = DESK, type_: str = "intake.dossier.accepted.v1", **personal: str | None) -> World:
    work = FakeWork()
    change = queue_messages(event(type_, personal={**PERSON, **personal}), Loaded({}), desk=desk)
    work.commit(change, Context("test", NOW, "correlation"))

    @dataclass
    class News:
        is_newer: bool = False

        def newer(self, about: str, sequence: int, weight: int) -> bool:
            return self.is_newer

    return World(work, Aftercare(work, News(), desk.rules.waits))


def test_news_that_arrived_one_way_needs_no_call() -> None:
    one = world()
    one.becomes(Channel.SMS, Status.PERMANENTLY_FAILED, reason="undelivered")
    one.look(NOW)
    assert (one.reach.standing, one.told) == (Standing.OPEN, [])
    one.becomes(Channel.EMAIL, Status.ACCEPTED)
    one.look(after(days=2))
    assert (one.reach.standing, one.reach.person, one.told) == (Standing.REACHED, None, [])


@pytest.mark.parametrize("order", list(permutations([Channel.SMS, Channel.EMAIL])))
def test_ways_that_all_fail_make_exactly_one_call(order: tuple[Channel, ...]) -> None:
    one = world()
    for channel in order:
        one.becomes(channel, Status.PERMANENTLY_FAILED, reason="undelivered")
    one.look(NOW)
    one.look(after(days=3))
    assert one.told == [NOT_REACHED]
    (fact,) = one.work.facts
    assert fact.personal is not None
    assert (fact.personal["phone"], fact.personal["name"]) == (PERSON["phone"], PERSON["name"])
    assert "H99.11-261005-0001" in str(fact.personal["words"])
    assert {way["status"] for way in fact.data["channels"]} == {"permanently_failed"}


def test_both_ways_that_end_at_once_are_judged_once() -> None:
    """Two workers look at the same moment: the version lets one of them write."""
    one = world()
    for channel in FOR_EVERYBODY:
        one.becomes(channel, Status.EXPIRED)
    job = next(iter(one.work.jobs.values()))
    first, second = one.care.look_after(job, NOW), one.care.look_after(job, NOW)
    one.work.commit(first, Context("test", NOW, "correlation"))
    with pytest.raises(Exception, match="changed by somebody else"):
        one.work.commit(second, Context("test", NOW, "correlation"))
    assert one.told == [NOT_REACHED]


def test_a_landline_gets_a_call_with_its_number() -> None:
    one = world(phone="02413822555", email=None)
    one.look(NOW)
    assert one.told == [NOT_REACHED]
    (fact,) = one.work.facts
    assert fact.personal is not None
    assert fact.personal["phone"] == "02413822555"
    assert {"channel": "sms", "status": "skipped", "reason": "landline"} in fact.data["channels"]


def test_nobody_is_called_without_number_and_address() -> None:
    one = world(phone=None, email=None)
    assert (one.work.all(Reach), one.work.jobs) == ([], {})


def test_nobody_is_called_for_a_code() -> None:
    assert world(type_=SIGN_IN_CODE, code="123456").work.all(Reach) == []


def test_nobody_is_called_for_what_they_do_not_want() -> None:
    left = message(status=Status.SKIPPED, reason=LEFT, due_at=None)
    rule = DESK.rules.events["accepted"]
    change = opened(event("intake.dossier.accepted.v1"), [left], rule, WAITS, "words")
    assert (change.saved, change.jobs) == ((left,), ())


def test_nobody_is_called_where_the_house_sends_nothing_at_all() -> None:
    assert world(replace(DESK, channels=frozenset())).work.all(Reach) == []


def test_no_receipt_in_time_ends_in_a_call_and_a_late_one_takes_it_back() -> None:
    one = world(email=None)
    sent = (Attempt(1, "esms", NOW, NOW, Outcome.ACCEPTED),)
    one.becomes(Channel.SMS, Status.ACCEPTED, accepted_at=NOW, attempts=sent)
    one.look(after(hours=23, minutes=59))
    assert one.told == []
    one.look(after(hours=24))
    assert one.told == [NOT_REACHED]
    id = one.message(Channel.SMS).id
    record_receipt(one.work, Receipt(id, True, after(hours=25)), lambda: after(hours=25), "esms")
    one.look(after(hours=25))
    assert [type_ for type_ in one.told if "person" in type_] == [NOT_REACHED, REACHED]
    one.look(after(hours=30))
    assert one.told.count(REACHED) == 1


def test_a_provider_without_receipts_is_believed_once_it_took_the_message() -> None:
    one = world(email=None)
    silent = replace(one.care, silent={"mute"})
    one.becomes(Channel.SMS, Status.ACCEPTED, attempts=(Attempt(1, "mute", NOW, NOW, Outcome.ACCEPTED),))
    change = silent.look_after(Job(LOOK_JOB, "event-1", NOW), after(days=2))
    assert (change.saved[0].standing, change.facts) == (Standing.REACHED, ())  # type: ignore[attr-defined]


def test_replaced_news_is_the_newer_ones_to_bring() -> None:
    one = world()
    one.becomes(Channel.SMS, Status.SUPERSEDED)
    one.becomes(Channel.EMAIL, Status.PERMANENTLY_FAILED)
    one.look(NOW)
    assert (one.reach.standing, one.told) == (Standing.REPLACED, [])


def test_news_that_failed_before_newer_news_came_needs_no_call() -> None:
    one = world()
    one.care.news.is_newer = True  # type: ignore[attr-defined]
    for channel in FOR_EVERYBODY:
        one.becomes(channel, Status.PERMANENTLY_FAILED)
    one.look(NOW)
    assert (one.reach.standing, one.told) == (Standing.REPLACED, [])


def test_the_next_way_waits_for_the_first() -> None:
    one = world(HELD)
    assert one.message(Channel.SMS).is_held
    one.look(after(minutes=1))
    assert one.message(Channel.SMS).is_held
    one.becomes(Channel.EMAIL, Status.DELIVERED)
    one.look(after(minutes=2))
    sms = one.message(Channel.SMS)
    assert (sms.status, sms.reason, sms.recipient, one.reach.standing) == (
        Status.SKIPPED, "reached_otherwise", None, Standing.REACHED,
    )  # fmt: skip


def test_the_next_way_begins_when_the_first_failed() -> None:
    one = world(HELD)
    one.becomes(Channel.EMAIL, Status.PERMANENTLY_FAILED)
    one.look(NOW)
    assert (one.message(Channel.SMS).due_at, one.message(Channel.SMS).reason) == (NOW, "")


def test_the_next_way_begins_when_no_receipt_comes_in_time() -> None:
    one = world(HELD)
    sent = (Attempt(1, "first", after(minutes=1), after(minutes=1), Outcome.ACCEPTED),)
    one.becomes(Channel.EMAIL, Status.ACCEPTED, attempts=sent)
    one.look(after(minutes=5))
    assert one.message(Channel.SMS).is_held
    one.look(after(minutes=10))
    assert one.message(Channel.SMS).due_at == after(minutes=10)


def test_what_certainly_was_not_sent_gives_way_to_the_next_way() -> None:
    one = world(HELD)
    tried = (Attempt(1, "first", NOW, NOW, Outcome.FAILED),)
    one.becomes(Channel.EMAIL, Status.TEMPORARILY_FAILED, attempts=tried)
    one.look(after(minutes=5))
    assert (one.message(Channel.EMAIL).status, one.message(Channel.EMAIL).reason) == (Status.SKIPPED, "gave_way")
    assert one.message(Channel.SMS).due_at == after(minutes=5)


def test_what_may_have_been_sent_does_not_give_way() -> None:
    one = world(HELD)
    tried = (Attempt(1, "first", NOW, NOW, Outcome.UNKNOWN),)
    one.becomes(Channel.EMAIL, Status.UNKNOWN, attempts=tried)
    one.look(after(minutes=5))
    assert one.message(Channel.EMAIL).status is Status.UNKNOWN
    assert one.message(Channel.SMS).due_at is not None


def test_a_way_that_is_no_way_holds_nobody_up() -> None:
    assert not world(HELD, email=None).message(Channel.SMS).is_held


def test_a_replayed_event_opens_no_second_reach() -> None:
    one = world()
    there = Loaded({}).with_saved([one.reach, *one.work.all(Message)])
    assert queue_messages(event("intake.dossier.accepted.v1"), there, desk=DESK) == Change()


ENDS = st.sampled_from([
    Status.DELIVERED, Status.ACCEPTED, Status.PERMANENTLY_FAILED, Status.EXPIRED, Status.SKIPPED, Status.UNKNOWN,
])  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(list(FOR_EVERYBODY)), ENDS, min_size=1), st.booleans())
def test_however_it_ends_the_person_knows_or_is_called(ends: dict[Channel, Status], in_turn: bool) -> None:
    waits = IN_TURN if in_turn else WAITS
    tried = (Attempt(1, "esms", NOW, NOW, Outcome.UNKNOWN),)
    some = [
        message(one, status=status, due_at=None, attempts=tried, writing=Writing("x")) for one, status in ends.items()
    ]
    verdict = judge(some, waits, (), after(days=2))
    taken = {one for one, status in ends.items() if status is Status.ACCEPTED and waits[one].call_after is None}
    knows = Status.DELIVERED in ends.values() or bool(taken)
    assert verdict.standing is (Standing.REACHED if knows else Standing.NOT_REACHED)
