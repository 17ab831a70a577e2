"""A small world to try the store with: accounts that are opened and paid into, and events that ask for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from pymongo import IndexModel

from shared.bus.reading import Never, NotYet, Order, Reading, Received
from shared.store.change import Change, Context, Fact, Job, Key, Loaded
from shared.store.work import Mapping

EPOCH = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Account:
    """``owner`` is unique; ``paid`` keeps every amount in the order of the payments."""

    id: str
    version: int
    owner: str
    paid: tuple[int, ...] = ()

    def receive(self, amount: int) -> Account:
        """The account after one more payment."""
        return replace(self, version=self.version + 1, paid=(*self.paid, amount))


class TestClock:
    """A clock that moves when told to."""

    __test__ = False

    def __init__(self) -> None:
        self.now = EPOCH

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **units: float) -> None:
        """Let time pass: ``advance(seconds=5)``."""
        self.now += timedelta(**units)


ACCOUNTS = Mapping(
    Account,
    "accounts",
    lambda one: {"_id": one.id, "version": one.version, "owner": one.owner, "paid": list(one.paid)},
    lambda document: Account(document["_id"], document["version"], document["owner"], tuple(document["paid"])),
    (IndexModel("owner", unique=True, name="one_per_owner"),),
)


def account(id: str, owner: str | None = None) -> Account:
    """A new account."""
    return Account(id, 1, owner or f"owner of {id}")


def context(at: datetime = EPOCH) -> Context:
    """Somebody of the staff did it."""
    return Context("staff:reception", at, "correlation-1")


def opened(one: Account) -> Change:
    """The account is saved and told."""
    return Change((one,), (Fact("test.account.opened.v1", one.id, one.version, {"owner": one.owner}),))


def job(kind: str, subject: str, due_at: datetime | None = EPOCH, **details: Any) -> Job:
    """A job, due at once."""
    return Job(kind, subject, due_at, details)


def event(type: str, subject: str, *, id: str | None = None, **data: Any) -> Received:
    """An event as the consumer would give it to the inbox."""
    id = id or uuid4().hex
    return Received(
        id, type, "/test", subject, 1, EPOCH, data, {}, f"correlation of {id}",
        headers={"x-try": 1, "jws": b"\x00\xff"}, user="test", routing_key=type, raw=f"{id} {data}".encode(),
    )  # fmt: skip


def payment(subject: str, amount: int = 1, *, id: str | None = None) -> tuple[Received, Reading]:
    """Asks to pay into an account: NotYet while there is none."""
    return event("test.payment.made.v1", subject, id=id, amount=amount), PAYMENT


def hopeless(subject: str, *, id: str | None = None) -> tuple[Received, Reading]:
    """An event that its handler refuses for ever."""
    return event("test.payment.hopeless.v1", subject, id=id), HOPELESS


def broken(subject: str, *, id: str | None = None) -> tuple[Received, Reading]:
    """An event whose handler has a fault."""
    return event("test.payment.broken.v1", subject, id=id), BROKEN


def _pay(received: Received, loaded: Loaded) -> Change:
    there = loaded.get(Account, received.subject)
    if there is None:
        raise NotYet("no such account so far")
    paid = there.receive(received.data["amount"])
    return Change((paid,), (Fact("test.account.paid.v1", paid.id, paid.version, dict(received.data)),))


def _refuse(received: Received, loaded: Loaded) -> Change:
    raise Never("this account takes no such thing")


def _break(received: Received, loaded: Loaded) -> Change:
    raise ZeroDivisionError("secret words")


def _account_of(received: Received) -> tuple[Key, ...]:
    return (Key(Account, received.subject),)


PAYMENT = Reading("test.payment.made.v1", dict, _account_of, _pay, Order.GUARDED)
HOPELESS = Reading("test.payment.hopeless.v1", dict, _account_of, _refuse, Order.GUARDED)
BROKEN = Reading("test.payment.broken.v1", dict, _account_of, _break, Order.GUARDED)
