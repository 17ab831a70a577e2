"""Rules of the queue on the real database: lanes, what is replaced, what waited since before there were lanes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from services.notifications.app import Parts
from services.notifications.domain.lane import Lane
from services.notifications.domain.message import Channel, Message, Outcome, Reply, Status, message_id
from services.notifications.domain.pace import Rate
from services.notifications.domain.provider import FIRST_PAUSE, MOST_FAILURES, Standing
from services.notifications.store.provider_health import MongoHealths
from services.notifications.use_cases.send_message import send_next
from shared.store.change import Change, Context
from tests.integration.notifications.conftest import Citizen, Clock, message_of, sending_of, tell
from tests.integration.notifications.outside import Outside
from tests.unit.notifications.samples import message


def put(parts: Parts, *messages: Message) -> None:
    now = parts.clock()
    due = tuple(replace(one, due_at=one.due_at and now, asked_at=now, changed_at=now) for one in messages)
    parts.work.commit(Change(due), Context("test", now, "correlation"))


def test_each_lane_is_asked_for_along_its_index(parts: Parts, clock: Clock) -> None:
    put(parts, *(message(event_id=f"{lane.value}-{number}", lane=lane) for lane in Lane for number in range(20)))
    for lane in Lane:
        assert {one.lane for one in parts.messages.due(Channel.SMS, lane, clock(), 16)} == {lane}
        plan = parts.messages.due_cursor(Channel.SMS, lane, clock(), 16).explain()["executionStats"]
        assert plan["totalDocsExamined"] == plan["nReturned"] == 16


def test_a_code_overtakes_bulk(parts: Parts, outside: Outside, citizen: Citizen) -> None:
    put(parts, *(message(event_id=f"bulk-{number}", lane=Lane.BULK) for number in range(100)))
    code = message(event_id="code", lane=Lane.URGENT, recipient=citizen.phone)
    put(parts, code)
    sent = send_next(sending_of(parts))
    assert sent is not None
    assert sent.id == code.id


def test_a_newer_status_replaces_an_unsent_older_one(parts: Parts) -> None:
    old = message(event_id="old", supersedes_key="H:sms:status", sequence=1, weight=1)
    heavy = message(event_id="heavy", supersedes_key="H:sms:status", sequence=2, weight=2)
    new = message(event_id="new", supersedes_key="H:sms:status", sequence=3, weight=1)
    other = message(event_id="other", supersedes_key="K:sms:status", sequence=9, weight=9)
    put(parts, old, heavy, new, other, message(event_id="alone"))
    every = parts.messages.messages(None, None, 50)
    assert len(every) == 5
    for one in every:
        assert parts.messages.is_replaced(one) is any(another.replaces(one) for another in every), one.event_id


def test_what_nobody_could_send_in_time_is_never_sent(
    parts: Parts, outside: Outside, new_citizen: Callable[[], Citizen], clock: Clock
) -> None:
    people = [new_citizen() for _ in range(5)]
    events = [tell(parts, one, channels=(Channel.SMS,)) for one in people]
    clock.forward(days=4)
    assert send_next(sending_of(parts)) is None
    assert [message_of(parts, one).status for one in events] == [Status.EXPIRED] * 5
    assert [outside.sms(one.dialled) for one in people] == [[]] * 5


def test_messages_written_before_there_were_lanes_are_sent(parts: Parts, clock: Clock) -> None:
    put(parts, message(event_id="news"), message(event_id="code", expires_at=clock() + timedelta(minutes=5)))
    unknown = dict.fromkeys(("lane", "supersedes_key", "sequence", "weight"), 1)
    parts.database["messages"].update_many({}, {"$unset": unknown})
    assert parts.messages.due(Channel.SMS, Lane.NORMAL, clock(), 9) == []
    assert parts.messages.give_lanes() == 2
    for lane, event in ((Lane.NORMAL, "news"), (Lane.URGENT, "code")):
        (one,) = parts.messages.due(Channel.SMS, lane, clock(), 9)
        assert (one.id, one.lane) == (message_id(event, Channel.SMS), lane)


def test_copies_count_together_and_never_over_the_rate(parts: Parts, clock: Clock) -> None:
    rate, now = Rate(20, 3_600), clock()
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: parts.counts.take("recipient", "+84912345127", rate, now), range(60)))
    assert taken.count(True) == 20
    assert parts.counts.take("recipient", "+84912345128", rate, now)
    assert parts.counts.take("recipient", "+84912345127", rate, rate.window_ends(now))
    kept = str(list(parts.database["send_counts"].find()))
    assert "912345127" not in kept


def test_how_a_provider_stands_is_shared_and_one_copy_tries_it(parts: Parts, clock: Clock) -> None:
    fleets = [replace(parts.fleets[Channel.SMS], healths=MongoHealths(parts.database)) for _ in range(2)]
    for _ in range(MOST_FAILURES):
        fleets[0].hear("esms", Reply(Outcome.FAILED, "not_reached"), clock())
    assert fleets[1].all_away(clock())
    clock.forward(seconds=FIRST_PAUSE.total_seconds())
    now, one = clock(), message()
    with ThreadPoolExecutor(8) as threads:
        chosen = list(threads.map(lambda number: fleets[number % 2].chosen(one, now), range(16)))
    assert len([found for found in chosen if found]) == 1
    fleets[1].hear("esms", Reply(Outcome.ACCEPTED), now)
    assert not fleets[0].all_away(now)
    assert fleets[0].known()["esms"].standing(now) is Standing.RETURNING
