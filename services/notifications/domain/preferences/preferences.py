"""What one person chose for one number or address: what they left, what they agreed to, and every change of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from services.notifications.domain.message import Channel
from services.notifications.domain.preferences.notices import NoticeKind, Notices, Purpose

STOPPED, STARTED = "stopped", "started"
ON, OFF, AGREED, WITHDREW = "on", "off", "agreed", "withdrew"


class How(StrEnum):
    """The way in which a change was made."""

    SMS = "sms"  # a word by short message
    EMAIL = "email"  # a word by electronic mail
    LINK = "link"  # the page behind the link that they got
    ONE_CLICK = "one_click"  # the button of their mail program
    STAFF = "staff"  # an officer, as they asked for it
    API = "api"


class MustSend(Exception):
    """The law demands this notice: it can't be left."""

    def __init__(self, kind: NoticeKind) -> None:
        super().__init__(kind.code)
        self.kind = kind


class UnknownChoice(Exception):
    """There is no such kind or purpose; ``place`` is ``notices`` or ``purposes``."""

    def __init__(self, place: str, code: str) -> None:
        super().__init__(code)
        self.place = place
        self.code = code


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's word for one purpose: when, how, by whom it was written down, and to which wording."""

    at: datetime
    how: How
    who: str
    wording: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: ``what`` reads ``stopped``, ``off:progress``, ``agreed:survey``; ``why`` is an officer's note."""

    at: datetime
    who: str
    how: How
    what: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted from now on; None and what is not named stay as they are."""

    stopped: bool | None = None
    notices: Mapping[str, bool] = field(default_factory=dict)
    purposes: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class By:
    """Who changes, how, when, why."""

    who: str
    how: How
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Preferences:
    """``id`` is the blind digest of the number or address, which itself is kept nowhere here. ``stopped``: of the
    optional kinds none is wanted, those of days to come included; ``off`` are single ones."""

    id: str
    channel: Channel
    to_masked: str
    version: int = 0
    stopped: bool = False
    off: frozenset[str] = frozenset()
    consents: Mapping[str, Consent] = field(default_factory=dict)
    history: tuple[Entry, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "consents", MappingProxyType(dict(sorted(self.consents.items()))))

    def wants(self, kind: NoticeKind, day: date) -> bool:
        """Whether messages of this kind go out on that day."""
        return kind.must_be_sent(day) or not (self.stopped or kind.code in self.off)

    def agrees(self, purpose: Purpose) -> bool:
        """Whether their consent to this purpose stands."""
        return purpose.code in self.consents

    def choosing(self, choice: Choice, notices: Notices, by: By, day: date) -> Preferences:
        """As chosen; itself where nothing changes. Raises MustSend, UnknownChoice."""
        kinds = {one.code: one for one in notices.kinds}
        purposes = {one.code: one for one in notices.purposes}
        for place, named, known in (("notices", choice.notices, kinds), ("purposes", choice.purposes, purposes)):
            for code in named:
                if code not in known:
                    raise UnknownChoice(place, code)
        for code, wanted in choice.notices.items():
            if not wanted and kinds[code].must_be_sent(day):
                raise MustSend(kinds[code])
        chosen = self._left(choice, notices, day)._agreed(choice, purposes, by)
        what = tuple(self._differences(chosen))
        if not what:
            return self
        entry = Entry(by.at, by.who, by.how, what, by.why)
        return replace(chosen, version=self.version + 1, history=(*self.history, entry))

    def _left(self, choice: Choice, notices: Notices, day: date) -> Preferences:
        """The kinds: whoever stopped all and wants one again has left the others one by one."""
        if choice.stopped is not None:
            return replace(self, stopped=choice.stopped, off=frozenset())
        # What the law demands counts as wanted; that it is named so changes nothing.
        named = {one.code: choice.notices[one.code] for one in notices.optional(day) if one.code in choice.notices}
        wanted_again = any(named.values())
        stopped = self.stopped and not wanted_again
        off = {one.code for one in notices.optional(day)} if self.stopped and wanted_again else set(self.off)
        off = {*off, *(code for code, wanted in named.items() if not wanted)}
        off -= {code for code, wanted in named.items() if wanted}
        return replace(self, stopped=stopped, off=frozenset() if stopped else frozenset(off))

    def _agreed(self, choice: Choice, purposes: Mapping[str, Purpose], by: By) -> Preferences:
        consents = {} if choice.stopped else dict(self.consents)  # whoever stops all wants to be asked nothing more
        for code, agreed in choice.purposes.items():
            if not agreed:
                consents.pop(code, None)
            elif code not in consents:
                consents[code] = Consent(by.at, by.how, by.who, purposes[code].since)
        return replace(self, consents=consents)

    def _differences(self, after: Preferences) -> list[str]:
        found = []
        if after.stopped != self.stopped:
            found.append(STOPPED if after.stopped else STARTED)
        if not after.stopped:
            found += [f"{OFF}:{code}" for code in sorted(after.off - self.off)]
            found += [f"{ON}:{code}" for code in sorted(self.off - after.off)] if not self.stopped else []
        found += [f"{AGREED}:{code}" for code in sorted(after.consents.keys() - self.consents.keys())]
        found += [f"{WITHDREW}:{code}" for code in sorted(self.consents.keys() - after.consents.keys())]
        return found
