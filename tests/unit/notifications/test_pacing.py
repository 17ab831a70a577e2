"""Rules of quiet hours and pace: nobody is woken, nobody is flooded, nothing is lost, and codes always go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.domain.lane import Lane
from services.notifications.domain.message import LEASE, Channel, Outcome, Reply, Status
from services.notifications.domain.pace import Rate
from services.notifications.domain.quiet import QuietHours, read_span
from services.notifications.use_cases.pacing import Pace
from services.notifications.use_cases.send_message import send_next
from tests.support.fake_store import FakeWork
from tests.unit.notifications.samples import NOW, RULES, after, message
from tests.unit.notifications.test_sending import FakeGateway, World

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHT = QuietHours(time(22), time(7), RULES.quiet_channels, RULES.zones)
MINUTES = st.integers(0, 525_600).map(lambda minutes: NOW + timedelta(minutes=minutes))
TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@dataclass
class FakeCounts:
    """Counts in memory."""

    counted: Counter[tuple[str, str, int]] = field(default_factory=Counter)

    def take(self, kind: str, key: str, rate: Rate, now: datetime) -> bool:
        place = (kind, key, rate.window(now))
        if self.counted[place] >= rate.most:
            return False
        self.counted[place] += 1
        return True


def at(hour: int, minute: int = 0, day: int = 5) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=HANOI).astimezone(UTC)


def world_of(*messages: object, now: datetime = NOW, **pace: object) -> World:
    return World(FakeWork(*messages), FakeGateway(), now, Pace(FakeCounts(), **pace))  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(TIMES, TIMES, MINUTES)
def test_a_night_ends_at_its_end_and_nothing_is_quiet_then(begin: time, end: time, now: datetime) -> None:
    if begin == end:
        return
    hours = QuietHours(begin, end, frozenset(Channel))
    until = hours.until(Channel.SMS, "+84912345127", now)
    local = now.astimezone(HANOI).time()
    inside = begin <= local < end if begin < end else not end <= local < begin
    assert (until is not None) is inside
    if until is not None:
        assert now < until <= now + timedelta(days=1)
        assert until.astimezone(HANOI).time() == end
        assert hours.until(Channel.SMS, "+84912345127", until) is None


@pytest.mark.parametrize(("recipient", "quiet"), [
    ("+84912345127", True), ("0912345127", True), ("+821012345678", True), ("+33612345678", False),
    ("+886912345678", True), ("+61412345678", False),
])  # fmt: skip
def test_the_recipients_own_clock_counts(recipient: str, quiet: bool) -> None:
    # 23:30 in Ha Noi is 01:30 in Seoul, 18:30 in Paris, 03:30 in Sydney, where it is quiet as well at 22:00 to 07:00.
    quiet = quiet or recipient.startswith("+61")
    assert (NIGHT.until(Channel.SMS, recipient, at(23, 30)) is not None) is quiet


def test_no_reminder_at_midnight() -> None:
    world = world_of(message(due_at=at(0)), now=at(0), quiet=NIGHT)
    assert send_next(world.sending) is None
    assert (world.only.status, world.only.reason, world.only.due_at) == (Status.QUEUED, "quiet_hours", at(7))
    world.now = at(7)
    assert send_next(world.sending) is not None
    assert (world.only.status, world.only.reason) == (Status.ACCEPTED, "")


def test_a_code_goes_at_night() -> None:
    now = at(2)
    code = message(lane=Lane.URGENT, asked_at=now, due_at=now, expires_at=now + timedelta(minutes=5))
    world = world_of(code, now=now, quiet=NIGHT)
    assert send_next(world.sending) is not None


def test_mail_wakes_nobody() -> None:
    assert NIGHT.until(Channel.EMAIL, "bichdao@thu.example", at(2)) is None


def test_what_is_of_no_use_in_the_morning_is_not_sent_then() -> None:
    world = world_of(message(due_at=at(23), expires_at=at(23, 59)), now=at(23), quiet=NIGHT)
    assert send_next(world.sending) is None
    world.now = at(8, day=6)
    assert send_next(world.sending) is None
    assert (world.only.status, world.gateway.sent) == (Status.EXPIRED, [])


def test_an_attempt_that_died_is_closed_before_the_message_waits() -> None:
    claimed = message(due_at=at(21, 59)).claim("fake", at(21, 59))
    assert claimed is not None
    world = world_of(claimed, now=at(21, 59) + LEASE, quiet=NIGHT)
    assert send_next(world.sending) is None
    assert (world.only.status, world.only.attempts[0].outcome) == (Status.UNKNOWN, Outcome.UNKNOWN)


def test_over_the_recipients_rate_a_message_waits_and_is_not_lost() -> None:
    many = [message(event_id=f"e{number}") for number in range(10)]
    world = world_of(*many, per_recipient=Rate(4, 3_600))
    for sent in (4, 8, 10):
        while send_next(world.sending) is not None:
            pass
        assert len(world.gateway.sent) == sent
        world.now += timedelta(hours=1)
    assert len({one.id for one in world.gateway.sent}) == 10


def test_an_attempt_made_again_is_no_second_message_to_the_person() -> None:
    world = world_of(message(), per_recipient=Rate(1, 86_400))
    world.gateway.reply = Reply(Outcome.FAILED, "http_503")
    send_next(world.sending)
    world.now = after(minutes=1)
    send_next(world.sending)
    assert len(world.only.attempts) == 2


def test_over_the_providers_rate_messages_stay_as_they_are_and_codes_go() -> None:
    many = [message(event_id=f"e{number}") for number in range(10)]
    world = world_of(*many, per_provider=Rate(3, 1))
    while send_next(world.sending) is not None:
        pass
    assert len(world.gateway.sent) == 3
    waiting = [one for one in world.work.all(type(many[0])) if one.status is Status.QUEUED]
    assert [one.version for one in waiting] == [1] * 7
    codes = world_of(*many, message(event_id="code", lane=Lane.URGENT), per_provider=Rate(0, 1))
    assert send_next(codes.sending) is not None
    assert [one.event_id for one in codes.gateway.sent] == ["code"]
    world.now = after(seconds=1)
    assert send_next(world.sending) is not None


@pytest.mark.parametrize("text", ["", "22-7", "24:00-07:00", "22:00-22:00", "22:60-07:00"])
def test_bad_quiet_hours_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"quiet hours|expected hours"):
        read_span(text)


def test_quiet_hours_may_be_off() -> None:
    assert read_span("off") is None
    assert read_span("22:00-07:00") == (time(22), time(7))
