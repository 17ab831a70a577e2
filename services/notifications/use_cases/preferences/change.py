"""Looks up and changes what one person wants to be told; every change says who made it, when and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from services.notifications.domain.message import Channel
from services.notifications.domain.preferences.notices import Notices
from services.notifications.domain.preferences.preferences import By, Choice, How, Preferences
from services.notifications.domain.recipient import REACHED
from services.notifications.use_cases.ports import Clock
from services.notifications.use_cases.preferences.people import day_of
from shared.security.caller import Caller
from shared.store.change import AlreadyExists, Change, Conflict, Context, Key, Work
from shared.text import email_address, phone_number

TRIES = 5
LONGEST_WHY = 300


class NotThere(Exception):
    """No such person: a link that is not ours, an id that nobody has."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose preferences: their id, the channel, the address as it may be shown. ``by_link``: who asks holds the link
    that went to this very address."""

    id: str
    channel: Channel
    to_masked: str
    by_link: bool = False


class Links(Protocol):
    """The links that letters carry."""

    def make(self, whose: Whose) -> str: ...

    def read(self, token: str) -> Whose | None:
        """Whose link it is; None for one that is not ours."""
        ...


@dataclass(frozen=True, slots=True)
class PreferenceDesk:
    """Everything that preferences are looked up and changed with."""

    work: Work
    notices: Notices
    id_of: Callable[[Channel, str], str]
    links: Links
    clock: Clock

    def whose(self, channel: Channel, address: str) -> Whose:
        """The preferences of a number or address in its one spelling."""
        return whose_are(self.id_of, channel, address)


def whose_are(id_of: Callable[[Channel, str], str], channel: Channel, address: str) -> Whose:
    """The preferences of a number or address in its one spelling."""
    return Whose(id_of(channel, address), channel, REACHED[channel].masked(address))


def find_address(desk: PreferenceDesk, text: str) -> Whose | None:
    """Whose number or address this is, as an officer types it; None for what is neither."""
    phone = phone_number(text)
    if phone is not None:
        return desk.whose(Channel.SMS, phone)
    address = email_address(text)
    return desk.whose(Channel.EMAIL, address) if address is not None else None


def find_recipient(desk: PreferenceDesk, text: str) -> Whose:
    """By a link's token, a number, an address, or the id of preferences that are there. Raises NotThere, StoreAway."""
    found = desk.links.read(text) or find_address(desk, text)
    if found is not None:
        return found
    known = desk.work.load(Key(Preferences, text)).get(Preferences, text)
    if known is None:
        raise NotThere
    return Whose(known.id, known.channel, known.to_masked)


def view(desk: PreferenceDesk, whose: Whose) -> Preferences:
    """As they stand; who never chose anything has left nothing and agreed to nothing. Raises StoreAway."""
    known = desk.work.load(Key(Preferences, whose.id)).get(Preferences, whose.id)
    return known or Preferences(whose.id, whose.channel, whose.to_masked)


def by_caller(caller: Caller, how: How, desk: PreferenceDesk, why: str = "") -> By:
    """Who makes a change: an officer, else the owner of the address."""
    who = caller.actor if caller.kind == "staff" else "owner"
    return By(who, how, desk.clock(), why.strip()[:LONGEST_WHY])


def change(
    desk: PreferenceDesk, whose: Whose, choice: Choice, by: By, correlation_id: str,
    *, check: Callable[[Preferences], None] = lambda _: None,
) -> Preferences:  # fmt: skip
    """The preferences afterwards. ``check`` sees what they were and may refuse by raising.

    Raises MustSend, UnknownChoice, StoreAway, and Conflict where others were faster every time.
    """
    for _ in range(TRIES):
        before = view(desk, whose)
        check(before)
        after = chosen(desk.notices, before, choice, by)
        if after is before:
            return before
        context = Context(by.who, by.at, correlation_id, why=f"preferences by {by.how.value}")
        try:
            desk.work.commit(Change(saved=(after,)), context)
        except (Conflict, AlreadyExists):
            continue
        return after
    raise Conflict("preferences: others were faster every time")


def chosen(notices: Notices, before: Preferences, choice: Choice, by: By) -> Preferences:
    """As chosen, the address as it is shown today. Raises MustSend, UnknownChoice."""
    after = before.choosing(choice, notices, by, day_of(by.at))
    return after if after is before else replace(after, to_masked=before.to_masked)
