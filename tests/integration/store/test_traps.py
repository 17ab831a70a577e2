"""What went wrong with a real MongoDB once, and must not again: races, dead clients, rows that appear late."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest
from pymongo.client_session import ClientSession
from pymongo.database import Database

from shared.bus.ports import AlreadyReceived
from shared.bus.reading import Received
from shared.store.change import Change, Conflict, Key, Loaded
from shared.store.inbox import MongoInbox
from shared.store.outbox import MongoOutbox
from shared.store.work import MongoWork
from tests.support.accounts import PAYMENT, Account, account, context, opened, payment
from tests.support.stack import Mongo
from tests.support.waiting import wait_until

DIES_IN_A_TRANSACTION = """
import sys, time
from pymongo import MongoClient
client = MongoClient(sys.argv[1])
with client.start_session() as session:
    session.start_transaction()
    client.get_default_database().accounts.update_one({"_id": "a"}, {"$set": {"owner": "nobody"}}, session=session)
    print("open", flush=True)
    time.sleep(600)
"""


@contextmanager
def open_transaction(database: Database[dict[str, Any]]) -> Iterator[ClientSession]:
    """Somebody else's transaction, committed at the end."""
    with database.client.start_session() as session:
        session.start_transaction()
        yield session
        session.commit_transaction()


def test_a_dead_clients_open_transaction_holds_others_up_for_seconds_only(
    mongo: Mongo, own: Database[dict[str, Any]], work: MongoWork
) -> None:
    work.commit(opened(account("a")), context())
    command = [sys.executable, "-c", DIES_IN_A_TRANSACTION, mongo.url(own.name)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        child.kill()
    with pytest.raises(Conflict):
        work.commit(Change((account("a").receive(1),)), context())

    def committed() -> bool:
        with suppress(Conflict):
            work.commit(Change((account("a").receive(1),)), context())
            return True
        return False

    wait_until(committed, timeout=15, describe="the dead client's transaction was aborted")
    assert work.load(Key(Account, "a")).get(Account, "a") == account("a").receive(1)


def test_of_two_consumers_with_the_same_event_one_is_told_to_try_again_and_then_that_it_is_a_double(
    own: Database[dict[str, Any]], work: MongoWork
) -> None:
    inbox = MongoInbox(work, service="test")
    work.commit(Change((account("a"),)), context())
    with open_transaction(own) as session:
        own["inbox"].insert_one({"_id": "same"}, session=session)
        with pytest.raises(Conflict):
            inbox.absorb([payment("a", id="same")])
    with pytest.raises(AlreadyReceived) as repeated:
        inbox.absorb([payment("a", id="same")])
    assert repeated.value.ids == {"same"}
    assert work.load(Key(Account, "a")).get(Account, "a") == account("a")


def test_a_state_that_changes_while_its_handler_runs_is_a_conflict_and_nothing_is_lost(
    own: Database[dict[str, Any]], work: MongoWork
) -> None:
    inbox = MongoInbox(work, service="test")
    work.commit(Change((account("a"),)), context())

    def overtaken(received: Received, loaded: Loaded) -> Change:
        work.commit(Change((account("a").receive(100),)), context())
        return PAYMENT.apply(received, loaded)

    received, _ = payment("a", 1, id="slow")
    with pytest.raises(Conflict):
        inbox.absorb([(received, replace(PAYMENT, apply=overtaken))])
    assert inbox.seen(["slow"]) == frozenset()
    inbox.absorb([(received, PAYMENT)])
    assert work.load(Key(Account, "a")).get(Account, "a") == account("a").receive(100).receive(1)


def test_a_document_that_another_made_a_moment_ago_is_a_conflict_of_the_handler(
    own: Database[dict[str, Any]], work: MongoWork
) -> None:
    inbox = MongoInbox(work, service="test")

    def opens(received: Received, loaded: Loaded) -> Change:
        return opened(account(received.subject)) if loaded.get(Account, received.subject) is None else Change()

    received, _ = payment("a", id="opening")
    work.commit(opened(account("a")), context())
    blind = replace(PAYMENT, needs=lambda _: (), apply=opens)
    with pytest.raises(Conflict):
        inbox.absorb([(received, blind)])
    inbox.absorb([(received, replace(PAYMENT, apply=opens))])


def test_a_row_that_becomes_visible_below_ids_already_read_is_published_too(
    own: Database[dict[str, Any]], work: MongoWork
) -> None:
    outbox = MongoOutbox(own)
    late = {"_id": "1", "subject": "late", "sequence": 1, "slot": "own", "pending": True, "body": b"", "exchange": "",
            "routing_key": "", "correlation_id": ""}  # fmt: skip
    with open_transaction(own) as session:
        own["events"].insert_one(late, session=session)
        own["events"].insert_one(late | {"_id": "2", "subject": "early"})
        assert [outgoing.id for outgoing in outbox.pending(10)] == ["2"]
        outbox.confirm(["2"])
    assert [outgoing.id for outgoing in outbox.pending(10)] == ["1"]


def test_a_long_queue_of_pending_rows_is_not_read_whole(own: Database[dict[str, Any]]) -> None:
    rows = [{"_id": f"{id:04}", "subject": id, "sequence": 1, "slot": "own"} for id in range(400)]
    own["events"].insert_many([row | ({"pending": True} if id % 2 else {}) for id, row in enumerate(rows)])
    with_queue = own["events"].find({"pending": True, "held.until": None}).sort("_id").limit(10).hint("pending")
    plan = with_queue.explain()["executionStats"]
    assert plan["nReturned"] == 10
    assert plan["totalKeysExamined"] <= 12
