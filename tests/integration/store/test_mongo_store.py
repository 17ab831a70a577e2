"""MongoDB keeps the rules of every store."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.database import Database

from shared.store.inbox import MongoInbox
from shared.store.outbox import MongoOutbox
from shared.store.parked import Parked
from shared.store.work import MongoWork
from tests.support.accounts import TestClock
from tests.support.store_rules import InboxRules, OutboxRules, Store, WorkRules


@pytest.fixture
def store(own: Database[dict[str, Any]], work: MongoWork, clock: TestClock) -> Store:
    inbox = MongoInbox(work, service="test")
    parked = Parked(own, clock=clock)
    return Store(work, inbox, MongoOutbox(own, clock=clock), clock,
                 lambda: [(one.message.event_id, one.reason) for one in parked.page().items])  # fmt: skip


class TestMongoWork(WorkRules):
    pass


class TestMongoInbox(InboxRules):
    pass


class TestMongoOutbox(OutboxRules):
    pass
