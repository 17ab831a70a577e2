"""The rules that every store keeps: one suite, run on the fake in memory and on MongoDB."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from shared.bus.ports import AlreadyReceived, HandlerFailed, Inbox, Outbox
from shared.store.change import Address, AlreadyExists, Answer, Change, Conflict, Fact, Key, Work
from shared.store.pauses import DEFERRED_SECONDS
from tests.support.accounts import (
    EPOCH,
    Account,
    TestClock,
    account,
    broken,
    context,
    hopeless,
    opened,
    payment,
)


@dataclass(frozen=True)
class Store:
    """The parts under test; ``parked`` gives (event id, reason) of what is parked."""

    work: Work
    inbox: Inbox
    outbox: Outbox
    clock: TestClock
    parked: Callable[[], list[tuple[str | None, str]]]

    def account(self, id: str) -> Account | None:
        return self.work.load(Key(Account, id)).get(Account, id)

    def told(self) -> list[tuple[str, str]]:
        """Routing key and exchange of what waits to be published."""
        return [(outgoing.routing_key, outgoing.exchange) for outgoing in self.outbox.pending(1_000)]


class WorkRules:
    """What a unit of work promises."""

    def test_what_was_committed_is_loaded_again(self, store: Store) -> None:
        store.work.commit(opened(account("a")), context())
        loaded = store.work.load(Key(Account, "a"), Key(Account, "b"))
        assert loaded.get(Account, "a") == account("a")
        assert loaded.get(Account, "b") is None

    def test_state_and_fact_are_written_together(self, store: Store) -> None:
        store.work.commit(opened(account("a")), context())
        assert store.told() == [("test.account.opened.v1", "test.events")]

    def test_a_change_of_nothing_changes_nothing(self, store: Store) -> None:
        store.work.commit(Change(), context())
        assert store.told() == []

    def test_who_was_overtaken_changes_nothing(self, store: Store) -> None:
        store.work.commit(opened(account("a")), context())
        first, second = account("a").receive(1), account("a").receive(2)
        store.work.commit(Change((first,)), context())
        with pytest.raises(Conflict):
            store.work.commit(Change((second, account("b")), (Fact("test.account.paid.v1", "a", 2, {}),)), context())
        assert store.account("a") == first
        assert store.account("b") is None
        assert len(store.told()) == 1

    def test_changing_what_is_not_there_is_a_conflict(self, store: Store) -> None:
        with pytest.raises(Conflict):
            store.work.commit(Change((account("a").receive(1),)), context())

    def test_making_what_is_there_names_the_id(self, store: Store) -> None:
        store.work.commit(opened(account("a")), context())
        with pytest.raises(AlreadyExists) as refused:
            store.work.commit(Change((account("a", owner="another"),)), context())
        assert refused.value.fields == ("_id",)

    def test_a_unique_index_that_refuses_is_named_by_its_fields(self, store: Store) -> None:
        store.work.commit(opened(account("a", owner="same")), context())
        with pytest.raises(AlreadyExists) as refused:
            store.work.commit(opened(account("b", owner="same")), context())
        assert refused.value.fields == ("owner",)
        assert len(store.told()) == 1

    def test_a_version_is_told_once(self, store: Store) -> None:
        fact = Fact("test.account.opened.v1", "a", 1, {})
        store.work.commit(Change(facts=(fact,)), context())
        with pytest.raises(Conflict):
            store.work.commit(Change((account("b"),), (fact,)), context())
        assert store.account("b") is None

    def test_messages_to_single_receivers_may_share_a_version(self, store: Store) -> None:
        to_two = tuple(Fact("agency.task.assigned.v1", "a", 1, {}, address=Address("tasks", key)) for key in ("x", "y"))
        store.work.commit(Change((account("a"),), (*opened(account("a")).facts, *to_two)), context())
        assert sorted(exchange for _, exchange in store.told()) == ["tasks", "tasks", "test.events"]

    def test_one_change_that_tells_a_version_twice_is_refused_at_once(self, store: Store) -> None:
        fact = Fact("test.account.opened.v1", "a", 1, {})
        with pytest.raises(ValueError, match="twice"):
            store.work.commit(Change((account("a"),), (fact, fact)), context())

    def test_a_state_that_leaves_out_a_version_is_refused_at_once(self, store: Store) -> None:
        skipping = replace(account("a"), version=3)
        with pytest.raises(ValueError, match="version 3"):
            store.work.commit(Change((account("a"), skipping)), context())

    def test_an_answer_is_kept_once_a_key(self, store: Store) -> None:
        answer = Answer("key", "fingerprint", 201, {"code": "a"})
        store.work.commit(Change((account("a"),), answer=answer), context())
        with pytest.raises(AlreadyExists) as refused:
            store.work.commit(Change((account("b"),), answer=answer), context())
        assert refused.value.fields == ("idempotency_key",)
        assert store.account("b") is None


class InboxRules:
    """What an inbox promises."""

    def test_a_batch_takes_effect_in_its_order(self, store: Store) -> None:
        store.work.commit(Change((account("a"), account("b"))), context())
        batch = [payment("a", 1), payment("b", 2), payment("a", 3)]
        store.inbox.absorb(batch)
        assert store.account("a") == account("a").receive(1).receive(3)
        assert store.account("b") == account("b").receive(2)
        assert len(store.told()) == 3
        assert store.inbox.seen([one.id for one, _ in batch]) == {one.id for one, _ in batch}

    def test_a_duplicate_delivery_changes_nothing(self, store: Store) -> None:
        store.work.commit(Change((account("a"),)), context())
        store.inbox.absorb([payment("a", 1, id="first")])
        with pytest.raises(AlreadyReceived) as repeated:
            store.inbox.absorb([payment("a", 2, id="second"), payment("a", 1, id="first")])
        assert repeated.value.ids == {"first"}
        assert store.account("a") == account("a").receive(1)
        assert store.inbox.seen(["second"]) == frozenset()

    def test_a_double_within_one_batch_counts_once(self, store: Store) -> None:
        store.work.commit(Change((account("a"),)), context())
        store.inbox.absorb([payment("a", 1, id="first"), payment("a", 1, id="first")])
        assert store.account("a") == account("a").receive(1)

    def test_an_empty_batch_is_nothing_to_do(self, store: Store) -> None:
        store.inbox.absorb([])

    def test_a_broken_handler_lets_nothing_happen(self, store: Store) -> None:
        store.work.commit(Change((account("a"),)), context())
        with pytest.raises(HandlerFailed) as failed:
            store.inbox.absorb([payment("a", id="good"), broken("a")])
        assert isinstance(failed.value.__cause__, ZeroDivisionError)
        assert "secret" not in str(failed.value)
        assert store.account("a") == account("a")
        assert store.inbox.seen(["good"]) == frozenset()

    def test_an_event_that_comes_too_early_waits_without_holding_up_the_others(self, store: Store) -> None:
        store.work.commit(Change((account("a"),)), context())
        store.inbox.absorb([payment("later", id="early"), payment("a", 1, id="good")])
        assert store.account("a") == account("a").receive(1)
        assert store.inbox.seen(["early", "good"]) == {"good"}
        assert store.inbox.deferred_due(store.clock(), 10) == []
        store.clock.advance(seconds=1)
        (row,) = store.inbox.deferred_due(store.clock(), 10)
        early = payment("later", id="early")[0]
        assert (row.body, dict(row.headers), row.routing_key, row.user, row.attempt) == (
            early.raw, dict(early.headers), early.routing_key, early.user, 1,
        )  # fmt: skip

    def test_a_deferred_event_takes_effect_once_its_time_has_come(self, store: Store) -> None:
        early = payment("a", 7, id="early")
        store.inbox.absorb([early])
        store.work.commit(Change((account("a"),)), context())
        store.clock.advance(seconds=1)
        (row,) = store.inbox.deferred_due(store.clock(), 10)
        store.inbox.absorb([early])
        store.inbox.settle_deferred(row.id)
        store.clock.advance(days=30)
        assert store.inbox.deferred_due(store.clock(), 10) == []
        assert store.account("a") == account("a").receive(7)

    def test_settling_an_event_that_was_put_off_once_more_keeps_it(self, store: Store) -> None:
        early = payment("a", id="early")
        store.inbox.absorb([early])
        store.clock.advance(seconds=1)
        (row,) = store.inbox.deferred_due(store.clock(), 10)
        store.inbox.absorb([early])
        store.inbox.settle_deferred(row.id)
        store.clock.advance(seconds=DEFERRED_SECONDS[1])
        assert [again.attempt for again in store.inbox.deferred_due(store.clock(), 10)] == [2]

    def test_a_duplicate_of_a_waiting_event_moves_nothing(self, store: Store) -> None:
        early = payment("a", id="early")
        store.inbox.absorb([early])
        store.inbox.absorb([early])
        store.clock.advance(seconds=1)
        assert [row.attempt for row in store.inbox.deferred_due(store.clock(), 10)] == [1]

    def test_a_due_event_is_given_to_one_timer_for_a_minute(self, store: Store) -> None:
        store.inbox.absorb([payment("a"), payment("b")])
        store.clock.advance(seconds=1)
        assert len(store.inbox.deferred_due(store.clock(), 1)) == 1
        assert len(store.inbox.deferred_due(store.clock(), 10)) == 1
        assert store.inbox.deferred_due(store.clock(), 10) == []
        store.clock.advance(minutes=1)
        assert len(store.inbox.deferred_due(store.clock(), 10)) == 2

    def test_pauses_grow_until_the_event_is_parked(self, store: Store) -> None:
        early = payment("a", id="early")
        store.inbox.absorb([early])
        for number, pause in enumerate(DEFERRED_SECONDS, start=1):
            store.clock.advance(seconds=pause)
            (row,) = store.inbox.deferred_due(store.clock(), 10)
            assert row.attempt == number
            store.inbox.absorb([early])
            store.inbox.settle_deferred(row.id)
        assert store.parked() == [("early", "no such account so far")]
        assert store.inbox.seen(["early"]) == {"early"}
        store.clock.advance(days=30)
        assert store.inbox.deferred_due(store.clock(), 10) == []

    def test_an_event_whose_handler_failed_waits_and_is_parked_in_the_end(self, store: Store) -> None:
        received, _ = broken("a", id="bad")
        store.inbox.defer(received, "ZeroDivisionError", 1)
        store.clock.advance(seconds=1)
        (row,) = store.inbox.deferred_due(store.clock(), 10)
        store.inbox.defer(received, "ZeroDivisionError", row.attempt + 1)
        store.inbox.settle_deferred(row.id)
        store.clock.advance(seconds=5)
        assert len(store.inbox.deferred_due(store.clock(), 10)) == 1
        store.inbox.defer(received, "ZeroDivisionError", len(DEFERRED_SECONDS) + 1)
        assert store.parked() == [("bad", "ZeroDivisionError")]
        store.clock.advance(days=30)
        assert store.inbox.deferred_due(store.clock(), 10) == []

    def test_an_event_that_can_never_succeed_is_parked_beside_the_effect_of_the_others(self, store: Store) -> None:
        store.work.commit(Change((account("a"),)), context())
        store.inbox.absorb([payment("a", 1), hopeless("a", id="never"), payment("a", 2)])
        assert store.account("a") == account("a").receive(1).receive(2)
        assert store.parked() == [("never", "this account takes no such thing")]
        assert store.inbox.seen(["never"]) == {"never"}

    def test_an_unreadable_message_is_parked_once_with_whatever_is_in_it(self, store: Store) -> None:
        headers = {"$where": 1, "a.b": {"\0bytes": "x"}, "big": 2**80, "at": EPOCH, "raw": b"\xff", "list": [1, "two"]}
        for _ in range(2):
            store.inbox.park(b"\xff{", "not JSON \ud800", headers=headers, routing_key="x.y", user="H99-11")
        assert [(id, reason[:8]) for id, reason in store.parked()] == [(None, "not JSON")]

    def test_another_body_under_the_same_id_is_kept_too(self, store: Store) -> None:
        for body in (b"one", b"two"):
            store.inbox.park(body, "schema", headers={}, routing_key="x.y", id="same")
        assert len(store.parked()) == 2

    def test_the_effects_tell_what_caused_them(self, store: Store) -> None:
        store.work.commit(Change((account("a"),)), context())
        received, reading = payment("a", id="cause")
        store.inbox.absorb([(received, reading)])
        (outgoing,) = store.outbox.pending(10)
        assert outgoing.correlation_id == received.correlation_id

    def test_suspicion_grows_and_is_forgotten(self, store: Store) -> None:
        assert [store.inbox.suspect("x") for _ in range(3)] == [1, 2, 3]
        store.inbox.clear_suspect("x")
        assert store.inbox.suspect("x") == 1


class OutboxRules:
    """What an outbox promises."""

    def test_an_event_is_pending_until_it_is_confirmed(self, store: Store) -> None:
        ids = self._three_events(store)
        store.outbox.confirm(ids[:2])
        assert [outgoing.id for outgoing in store.outbox.pending(10)] == ids[2:]
        store.outbox.confirm([])
        store.outbox.confirm(ids)
        assert store.outbox.pending(10) == []

    def test_the_oldest_come_first(self, store: Store) -> None:
        ids = self._three_events(store)
        assert ids == sorted(ids)
        assert [outgoing.id for outgoing in store.outbox.pending(2)] == ids[:2]

    def test_a_refused_event_waits_longer_each_time_and_blocks_no_other(self, store: Store) -> None:
        ids = self._three_events(store)
        for pause in (1, 2, 4, 8):
            store.outbox.hold_back(ids[:1], "returned: $no queue")
            assert [outgoing.id for outgoing in store.outbox.pending(10)] == ids[1:]
            store.clock.now += timedelta(seconds=pause - 0.5)
            assert len(store.outbox.pending(10)) == 2
            store.clock.advance(seconds=0.5)
            assert len(store.outbox.pending(10)) == 3

    def test_the_longest_pause_is_five_minutes(self, store: Store) -> None:
        ids = self._three_events(store)
        for _ in range(30):
            store.outbox.hold_back(ids, "returned")
        store.clock.advance(seconds=301)
        assert len(store.outbox.pending(10)) == 3

    def test_a_confirmed_event_is_not_held_back(self, store: Store) -> None:
        ids = self._three_events(store)
        store.outbox.confirm(ids)
        store.outbox.hold_back(ids, "too late")
        store.clock.advance(days=1)
        assert store.outbox.pending(10) == []

    def test_one_leads_at_a_time(self, store: Store) -> None:
        assert store.outbox.lead("one", 60)
        assert not store.outbox.lead("two", 60)
        assert store.outbox.lead("one", 60)

    def test_the_reader_wakes_when_something_was_written(self, store: Store) -> None:
        arrivals = store.outbox.arrivals(0.05)
        for _ in range(3):
            next(arrivals)
        store.work.commit(opened(account("a")), context())
        next(arrivals)
        assert len(store.outbox.pending(10)) == 1

    @staticmethod
    def _three_events(store: Store) -> list[str]:
        for id in ("a", "b", "c"):
            store.work.commit(opened(account(id)), context())
        return [outgoing.id for outgoing in store.outbox.pending(10)]
