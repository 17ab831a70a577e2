"""Kinds of notices as data: those that the law names are always sent, the others a person may leave or must agree to.

Each demand of law has its source and the day from which it holds; before that day the kind is optional like others.
What stands in no kind answers a person's own request (a code, a look-up) and is always sent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

LANGUAGES = ("vi", "en")


class BadNotices(ValueError):
    """A table of notices that nobody could be asked by; the text says which and why."""


Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Law:
    """What demands a notice: the source by language, and since when it holds."""

    basis: Texts
    since: date


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """``events`` are the short names of the messages that it covers; ``law`` is None where nothing demands it."""

    code: str
    title: Texts
    events: frozenset[str]
    law: Law | None = None

    def must_be_sent(self, day: date) -> bool:
        """Whether the law demands it on that day."""
        return self.law is not None and self.law.since <= day


@dataclass(frozen=True, slots=True)
class Purpose:
    """What is done only with a person's consent. ``text`` is what they agree to; ``since`` names its wording.

    ``channel`` is set where the consent is to be written to over that channel, for a telephone's owner to give.
    """

    code: str
    title: Texts
    text: Texts
    since: date
    events: frozenset[str]
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Notices:
    """All kinds and purposes, in the order in which they are shown."""

    kinds: tuple[NoticeKind, ...]
    purposes: tuple[Purpose, ...]

    def kind_of(self, event: str) -> NoticeKind | None:
        """The kind that covers messages of this event."""
        return next((one for one in self.kinds if event in one.events), None)

    def purpose_of(self, event: str) -> Purpose | None:
        """The purpose that messages of this event serve."""
        return next((one for one in self.purposes if event in one.events), None)

    def purpose_of_channel(self, channel: str) -> Purpose | None:
        """The purpose by which a person agrees to this channel."""
        return next((one for one in self.purposes if one.channel == channel), None)

    def with_channels(self, channels: Collection[str]) -> Notices:
        """Without the purposes of channels that nobody can be reached by."""
        return replace(self, purposes=tuple(one for one in self.purposes if one.channel in ("", *channels)))

    def for_owner_of(self, field: str) -> tuple[Purpose, ...]:
        """The purposes that the owner of a ``phone`` or an ``email`` is asked for."""
        return tuple(one for one in self.purposes if field == "phone" or not one.channel)

    def optional(self, day: date) -> tuple[NoticeKind, ...]:
        """Those that a person may leave on that day."""
        return tuple(one for one in self.kinds if not one.must_be_sent(day))


def read_notices(content: Mapping[str, Any]) -> Notices:
    """The table of a file. Raises BadNotices."""
    try:
        kinds = tuple(_kind(row) for row in content["kinds"])
        purposes = tuple(_purpose(row) for row in content["purposes"])
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise BadNotices(f"notices: {type(fault).__name__} {fault}") from None
    codes = [*(one.code for one in kinds), *(one.code for one in purposes)]
    events = [*(event for one in kinds for event in one.events), *(event for one in purposes for event in one.events)]
    for what, some in (("code", codes), ("event", events)):
        twice = sorted({one for one in some if some.count(one) > 1})
        if twice:
            raise BadNotices(f"notices: {what} given twice: {', '.join(twice)}")
    return Notices(kinds, purposes)


def _kind(row: Mapping[str, Any]) -> NoticeKind:
    told = row["law"]
    law = Law(_texts(told["basis"]), date.fromisoformat(told["since"])) if told is not None else None
    return NoticeKind(row["code"], _texts(row["title"]), frozenset(row["events"]), law)


def _purpose(row: Mapping[str, Any]) -> Purpose:
    since = date.fromisoformat(row["since"])
    events, channel = frozenset(row["events"]), row.get("channel", "")
    return Purpose(row["code"], _texts(row["title"]), _texts(row["text"]), since, events, channel)


def _texts(row: Mapping[str, str]) -> Texts:
    if not all(isinstance(row[one], str) and row[one] for one in LANGUAGES):
        raise ValueError("a text is empty")
    return {one: row[one] for one in LANGUAGES}
