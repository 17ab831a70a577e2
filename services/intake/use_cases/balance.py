"""Tell routing, day by day, how many dossiers were accepted and where they stand, so that none can be lost between."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from services.intake.domain.balance import ANSWERED, TOLD, Balance
from shared.store.change import NOTHING, Change, Conflict, Context, Fact, Job, Key, Loaded, Work
from shared.store.tally import Label, OnTheWay, Tally

BALANCE_TOLD = "intake.balance.told.v1"
BALANCE_LISTED = "intake.balance.listed.v1"
LIST_JOB = "list-balance"
MOST_PAGES, DAYS_AGAIN = 200, 10

# Dossier codes → the messages about them that have not taken effect here.
MessagesOf = Callable[[Collection[str]], Mapping[str, Sequence[OnTheWay]]]


class Tallies(Protocol):
    """The kept counts of accepted dossiers (``shared.store.tallies``). Everything raises StoreAway."""

    def count(self) -> int: ...

    def recount(self, pages: Collection[str]) -> None: ...

    def rows(self, page: str) -> Mapping[str, Label]: ...

    def days(self) -> Mapping[str, Tally]: ...

    def pages(self, days: Collection[str]) -> Sequence[Tally]: ...

    def untold(self, limit: int) -> Sequence[Tally]: ...

    def longest_untold(self, limit: int) -> Sequence[str]: ...

    def note_told(self, pages: Iterable[Tally], days: Iterable[str], at: datetime) -> None: ...


def tell_balance(work: Work, tallies: Tallies, context: Context) -> bool:
    """Tell the pages that changed, and some days once more; whether there was anything. Raises StoreAway.

    The days that were told longest ago are told with each telling, so that a telling that was lost is noticed.
    """
    changed = tallies.untold(MOST_PAGES)
    if not changed:
        return False
    days = {one.day for one in changed} | set(tallies.longest_untold(DAYS_AGAIN))
    return _tell(work, tallies, context, changed, days)


def tell_days_again(work: Work, tallies: Tallies, context: Context) -> bool:
    """Tell the days that were told longest ago, though nothing changed. Raises StoreAway."""
    days = set(tallies.longest_untold(DAYS_AGAIN))
    return bool(days) and _tell(work, tallies, context, (), days)


def _tell(work: Work, tallies: Tallies, context: Context, pages: Sequence[Tally], days: set[str]) -> bool:
    balance = (work.load(Key(Balance, TOLD)).get(Balance, TOLD) or Balance(TOLD)).told()
    known = tallies.days()
    fact = balance_told(balance, [known[day] for day in sorted(days & known.keys())], pages, context.at)
    try:
        work.commit(Change(saved=(balance,), facts=(fact,)), context)
    except Conflict:  # another copy told it
        return False
    tallies.note_told(pages, days, context.at)
    return True


def order_list(question: int, pages: Sequence[str], days: Sequence[str], at: datetime) -> Job:
    """Routing asked: it is answered by a timer, which may read what a handler does not know beforehand."""
    return Job(LIST_JOB, str(question), at, {"question": question, "pages": list(pages), "days": list(days)})


def list_balance(tallies: Tallies, messages_of: MessagesOf, loaded: Loaded, job: Job, at: datetime) -> Change:
    """Every dossier of the pages asked for, one by one, and every page of the days asked for. Raises StoreAway."""
    details = job.details
    pages = [str(one) for one in details["pages"]]
    tallies.recount(pages)
    rows = {page: tallies.rows(page) for page in pages}
    messages = messages_of([code for found in rows.values() for code in found])
    known, days = tallies.days(), {str(one) for one in details["days"]}
    if not (pages or days):
        return NOTHING
    balance = (loaded.get(Balance, ANSWERED) or Balance(ANSWERED)).told()
    revision = (loaded.get(Balance, TOLD) or Balance(TOLD)).version
    whole = _days([known[day] for day in sorted(days & known.keys())], tallies.pages(days))
    fact = balance_listed(balance, details["question"], revision, rows, messages, whole, at)
    return Change(saved=(balance,), facts=(fact,))


def balance_listed(
    balance: Balance,
    question: int,
    revision: int,
    rows: Mapping[str, Mapping[str, Label]],
    messages: Mapping[str, Sequence[OnTheWay]],
    days: Sequence[Mapping[str, Any]],
    at: datetime,
) -> Fact:
    """The answer: ``rows`` are the dossiers of each page, ``days`` are whole."""
    listed = [
        {
            "page": page,
            "dossiers": [
                {"code": code, "standing": label.told, "messages": [_message(one) for one in messages.get(code, ())]}
                for code, label in sorted(found.items())
            ],
        }
        for page, found in rows.items()
    ]
    data = {
        "question": question,
        "revision": revision,
        "listed_at": at.isoformat(),
        "pages": listed,
        "days": list(days),
    }
    return Fact(BALANCE_LISTED, balance.id, balance.version, data)


def balance_told(balance: Balance, days: Sequence[Tally], pages: Sequence[Tally], at: datetime) -> Fact:
    """What was accepted on these days and where it stands, as digests; with the pages that changed."""
    data = {"revision": balance.version, "told_at": at.isoformat(), "days": _days(days, pages)}
    return Fact(BALANCE_TOLD, balance.id, balance.version, data)


def _days(days: Sequence[Tally], pages: Sequence[Tally]) -> list[dict[str, Any]]:
    return [
        {
            "day": day.id,
            "accepted": day.count,
            "digest": day.digest,
            "pages": [
                {"page": one.id, "accepted": one.count, "digest": one.digest, "revision": one.revision}
                for one in pages
                if one.day == day.id
            ],
        }
        for day in days
    ]


def _message(one: OnTheWay) -> dict[str, str]:
    return {"type": one.type, "where": one.where, "reason": one.reason}
