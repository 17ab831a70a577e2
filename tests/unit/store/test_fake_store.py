"""The fake in memory keeps the rules of every store, so that what is tested with it holds with MongoDB."""

from __future__ import annotations

import pytest

from shared.store.change import StoreAway
from tests.support.accounts import Account, TestClock, account, context, opened
from tests.support.fake_inbox import FakeInbox
from tests.support.fake_outbox import FakeOutbox
from tests.support.fake_store import FakeWork
from tests.support.store_rules import InboxRules, OutboxRules, Store, WorkRules


@pytest.fixture
def work() -> FakeWork:
    return FakeWork(clock=TestClock(), unique={Account: ("owner",)})


@pytest.fixture
def store(work: FakeWork) -> Store:
    inbox = FakeInbox(work)
    clock = work.clock
    assert isinstance(clock, TestClock)
    return Store(work, inbox, FakeOutbox(work), clock,
                 lambda: [(one.message.event_id, one.reason) for one in inbox.parked.values()])  # fmt: skip


class TestFakeWork(WorkRules):
    pass


class TestFakeInbox(InboxRules):
    pass


class TestFakeOutbox(OutboxRules):
    pass


def test_while_the_store_is_said_to_be_away_nothing_answers(work: FakeWork, store: Store) -> None:
    work.away = True
    with pytest.raises(StoreAway):
        work.commit(opened(account("a")), context())
    with pytest.raises(StoreAway):
        store.inbox.seen(["x"])
    with pytest.raises(StoreAway):
        store.outbox.pending(1)
    work.away = False
    assert work.all(Account) == []


def test_what_was_written_can_be_looked_at(work: FakeWork) -> None:
    work.commit(opened(account("a")), context())
    assert [fact.type for fact in work.facts] == ["test.account.opened.v1"]
    assert work.contexts == [context()]
    assert work.all(Account) == [account("a")]
