"""Parked messages are seen, replayed and dropped by people; kept events are read again and published once more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from shared.bus.ports import AlreadyReceived
from shared.store import history
from shared.store.change import Address, Change, Fact, Key
from shared.store.inbox import MongoInbox
from shared.store.parked import DROPPED, REPLAYED, NotParked, Parked
from shared.store.pauses import DEFERRED_SECONDS
from shared.store.work import MongoWork
from tests.support.accounts import EPOCH, Account, TestClock, account, context, hopeless, opened, payment


@pytest.fixture
def inbox(work: MongoWork) -> MongoInbox:
    return MongoInbox(work, service="test")


@pytest.fixture
def parked(own: Database[dict[str, Any]], clock: TestClock) -> Parked:
    return Parked(own, clock=clock)


def test_parked_messages_are_listed_page_by_page_the_latest_first(inbox: MongoInbox, parked: Parked,
                                                                  clock: TestClock) -> None:  # fmt: skip
    for number in range(7):
        inbox.park(f"{number}".encode(), "unreadable", headers={}, routing_key="x")
        clock.advance(seconds=number % 2)  # some are parked in the same moment
    seen: list[bytes] = []
    cursor = None
    while True:
        page = parked.page(limit=3, cursor=cursor)
        seen += [item.message.body for item in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 7
    assert seen[0] == b"6"


@pytest.mark.parametrize("cursor", ["x", "", "====", "bm90IGEgY3Vyc29y"])
def test_a_broken_cursor_is_refused(parked: Parked, cursor: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        parked.page(cursor=cursor)


def test_parked_messages_are_found_by_type_and_state(inbox: MongoInbox, parked: Parked) -> None:
    inbox.park(b"1", "schema", headers={}, routing_key="x", type="one")
    inbox.park(b"2", "schema", headers={}, routing_key="x", type="two")
    assert [item.message.body for item in parked.page(type="two").items] == [b"2"]
    with pytest.raises(ValueError, match="state"):
        parked.page(state="lost")


def test_a_replayed_event_is_due_at_once_and_takes_effect(inbox: MongoInbox, parked: Parked, work: MongoWork,
                                                          clock: TestClock) -> None:  # fmt: skip
    early = payment("a", 3, id="early")
    for attempt in range(1, len(DEFERRED_SECONDS) + 2):
        inbox.defer(early[0], "no account", attempt)
    work.commit(Change((account("a"),)), context())
    (item,) = parked.page().items
    parked.replay(item.id, who="staff:operator", why="the account is there now")
    assert parked.page().items == ()
    (row,) = inbox.deferred_due(clock(), 10)
    assert (row.body, row.attempt) == (early[0].raw, 0)
    inbox.absorb([early])
    inbox.settle_deferred(row.id)
    assert work.load(Key(Account, "a")).get(Account, "a") == account("a").receive(3)
    (mark,) = parked.page(state=REPLAYED).items[0].marks
    assert (mark.what, mark.who, mark.why, mark.at) == (
        "replayed", "staff:operator", "the account is there now", clock(),
    )  # fmt: skip


def test_a_replay_never_doubles_an_effect(inbox: MongoInbox, parked: Parked, work: MongoWork) -> None:
    work.commit(Change((account("a"),)), context())
    received, reading = payment("a", id="done")
    inbox.park(received.raw, "its consumer died", headers={}, routing_key=received.routing_key, id="done", user="test")
    inbox.absorb([(received, reading)])
    parked.replay(parked.page().items[0].id, who="staff:operator")
    with pytest.raises(AlreadyReceived):
        inbox.absorb([(received, reading)])
    assert work.load(Key(Account, "a")).get(Account, "a") == account("a").receive(1)


def test_an_event_that_fails_again_after_its_replay_waits_for_a_person_again(
    inbox: MongoInbox, parked: Parked, work: MongoWork, clock: TestClock
) -> None:
    work.commit(Change((account("a"),)), context())
    never = hopeless("a", id="never")
    inbox.absorb([never])
    parked.replay(parked.page().items[0].id, who="staff:operator")
    (row,) = inbox.deferred_due(clock(), 10)
    inbox.absorb([never])
    inbox.settle_deferred(row.id)
    (item,) = parked.page().items
    assert (item.times, [mark.what for mark in item.marks]) == (2, ["replayed"])
    assert inbox.deferred_due(clock() + timedelta(days=2), 10) == []


def test_a_dropped_message_is_kept_with_who_and_why(inbox: MongoInbox, parked: Parked) -> None:
    inbox.park(b"noise", "not JSON", headers={}, routing_key="x")
    (item,) = parked.page().items
    with pytest.raises(ValueError, match="reason"):
        parked.drop(item.id, who="staff:operator", why=" ")
    parked.drop(item.id, who="staff:operator", why="a test message")
    assert parked.page().items == ()
    (dropped,) = parked.page(state=DROPPED).items
    assert dropped.message.body == b"noise"
    (mark,) = dropped.marks
    assert (mark.what, mark.who, mark.why) == ("dropped", "staff:operator", "a test message")
    with pytest.raises(NotParked):
        parked.drop(item.id, who="x", why="y")
    with pytest.raises(NotParked):
        parked.replay("unknown", who="x")
    assert parked.get(item.id) == dropped
    assert parked.get("unknown") is None


def test_headers_come_back_as_they_were(inbox: MongoInbox, parked: Parked) -> None:
    headers = {"$a.b": 1, "raw": b"\xff", "at": EPOCH, "deep": {"list": [1, b"x", {"y": None}]}, "b": ["bytes", "x"]}
    inbox.park(b"x", "reason", headers=headers, routing_key="x", user="H99-11")
    (item,) = parked.page().items
    assert item.message.headers == headers
    assert item.message.user == "H99-11"


def test_a_range_of_events_is_read_once_more_in_order_of_time(
    own: Database[dict[str, Any]], work: MongoWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "CHUNK", 7)
    for number in range(50):
        at = EPOCH + timedelta(seconds=number // 2)
        work.commit(Change(facts=(Fact("test.account.opened.v1", f"a{number}", 1, {}),)), context(at))
    elsewhere = Fact("agency.task.assigned.v1", "a0", 1, {}, address=Address("tasks", "x"))
    work.commit(Change(facts=(elsewhere,)), context())
    kept = history.EventHistory(own)
    everything = list(kept.between(EPOCH, EPOCH + timedelta(days=1)))
    assert len(everything) == len({outgoing.id for outgoing in everything}) == 50
    assert len(list(kept.between(EPOCH + timedelta(seconds=1), EPOCH + timedelta(seconds=3)))) == 4
    (one,) = kept.between(EPOCH, EPOCH + timedelta(days=1), subject="a7", type="test.account.opened.v1")
    assert own["events"].find_one({"_id": one.id})["body"] == one.body  # type: ignore[index]


def test_a_subjects_history_tells_who_and_when_and_nothing_personal(own: Database[dict[str, Any]]) -> None:
    def stamp(fact: Fact, _: Any) -> dict[str, Any]:
        body = b'{"data": {"method": "counter", "personal": {"sealed": "x"}}}'
        return {
            "_id": fact.type,
            "type": fact.type,
            "subject": fact.subject,
            "sequence": fact.sequence,
            "body": body,
            "at": EPOCH,
            "actor": "staff:reception",
            "why": None,
            "correlation_id": "c",
            "causation_id": None,
        }

    work = MongoWork(own, (), stamp=stamp)
    work.commit(Change(facts=(Fact("b", "a", 2, {}), Fact("a", "a", 1, {}), Fact("c", "other", 1, {}))), context())
    first, second = history.EventHistory(own).of_subject("a")
    assert (first.sequence, second.sequence) == (1, 2)
    assert (first.actor, first.at, first.data, first.pending) == ("staff:reception", EPOCH, {"method": "counter"}, True)
    assert opened(account("a")).facts[0].subject == "a"
