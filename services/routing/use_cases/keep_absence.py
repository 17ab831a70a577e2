"""Officers are known from when they first open their inbox; they, or a colleague, tell when they are away."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date

from services.routing.domain.officer import Absence, Officer, deputy_of
from services.routing.domain.refusals import changed_meanwhile, wrong_value
from services.routing.use_cases.inbox_desk import TRIES, InboxDesk
from shared.security.access import Grant
from shared.store.change import AlreadyExists, Answer, Change, Conflict, Context, Key

ROLE = "agency"
Answering = Callable[[Officer], Answer | None]


class NoSuchOfficer(LookupError):
    """There is no such officer, or none of the caller's own agency: both look the same."""


def meet_officer(desk: InboxDesk, grant: Grant, context: Context) -> Officer | None:
    """The caller as an officer of the agency, known from now on; None for who works at no agency. Raises StoreAway."""
    caller = grant.caller
    if ROLE not in caller.roles or not caller.unit:
        return None
    known = desk.work.load(Key(Officer, caller.id)).get(Officer, caller.id)
    met = known.moved(caller.unit) if known else Officer(caller.id, 1, caller.unit)
    if met is not known:
        with suppress(Conflict, AlreadyExists):  # the same officer in another window
            desk.work.commit(Change(saved=(met,)), context)
    return met


def tell_absence(
    desk: InboxDesk,
    grant: Grant,
    context: Context,
    who: str,
    days: tuple[date, date],
    deputy: str,
    why: str,
    answer: Answering = lambda _: None,
) -> Officer:
    """This officer is away on these days, both included. Raises NoSuchOfficer, Refused, StoreAway."""
    start, until = days

    def change(officer: Officer) -> Officer:
        stand_in = desk.work.load(Key(Officer, deputy)).get(Officer, deputy) if deputy else None
        if deputy and (stand_in is None or stand_in.unit != officer.unit):
            raise wrong_value("deputy", "Cơ quan không có cán bộ này", "The agency has no such officer")
        return officer.away(Absence(start, until, deputy, why.strip(), context.at, grant.caller.id))

    return _change(desk, grant, context, who, change, answer)


def end_absence(
    desk: InboxDesk, grant: Grant, context: Context, who: str, answer: Answering = lambda _: None
) -> Officer:
    """This officer is here from today on; nothing where that is so. Raises NoSuchOfficer, StoreAway."""
    return _change(desk, grant, context, who, lambda officer: officer.back(desk.today()), answer)


def colleagues(desk: InboxDesk, unit: str) -> list[Officer]:
    """The known officers of an agency. Raises StoreAway."""
    return list(desk.questions.officers(unit))


def stood_in_for(officers: list[Officer], who: str, day: date) -> tuple[str, ...]:
    """Whose tasks are this person's on the day, beside the own ones."""
    return tuple(one.id for one in officers if deputy_of(one, day) == who)


def _change(
    desk: InboxDesk,
    grant: Grant,
    context: Context,
    who: str,
    change: Callable[[Officer], Officer],
    answer: Answering,
) -> Officer:
    for _ in range(TRIES):
        known = desk.work.load(Key(Officer, who)).get(Officer, who)
        if known is None or not grant.covers(unit=known.unit):
            raise NoSuchOfficer(who)
        changed = change(known)
        kept = answer(changed)
        if changed is known and kept is None:
            return known
        try:
            desk.work.commit(Change(saved=() if changed is known else (changed,), answer=kept), context)
        except Conflict:
            continue
        return changed
    raise changed_meanwhile()
