"""What a person chose, in the words of a page: kinds with their law, purposes, and what was changed when and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.notifications.domain.message import Channel
from services.notifications.domain.preferences.notices import Notices
from services.notifications.domain.preferences.preferences import (
    AGREED,
    OFF,
    ON,
    STARTED,
    STOPPED,
    WITHDREW,
    How,
    Preferences,
)
from services.notifications.domain.recipient import REACHED
from services.notifications.use_cases.preferences.people import day_of
from shared.ui import display, words
from shared.ui.texts import gettext as _


@dataclass(frozen=True, slots=True)
class Line:
    """One kind or purpose: ``note`` stands beneath it, ``on`` is whether it is ticked."""

    code: str
    title: str
    note: str
    on: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything of a person's page."""

    place: str
    stopped: bool
    always: tuple[Line, ...]
    optional: tuple[Line, ...]
    purposes: tuple[Line, ...]
    history: tuple[str, ...]


def shown(one: Preferences, notices: Notices, now: datetime) -> Shown:
    """The page of these preferences."""
    tongue, day = display.language(), day_of(now)
    always = tuple(
        Line(kind.code, kind.title[tongue], _law(kind.law.basis[tongue], kind.law.since), True)
        for kind in notices.kinds
        if kind.must_be_sent(day) and kind.law is not None
    )
    optional = tuple(Line(kind.code, kind.title[tongue], "", one.wants(kind, day)) for kind in notices.optional(day))
    purposes = tuple(
        Line(each.code, each.title[tongue], each.text[tongue], one.agrees(each))
        for each in notices.for_owner_of(REACHED[one.channel].field)
    )
    titles = {each.code: each.title[tongue] for each in notices.kinds}
    titles |= {each.code: each.title[tongue] for each in notices.purposes}
    history = tuple(_entry(entry.at, entry.who, entry.how, entry.what, titles, now) for entry in reversed(one.history))
    return Shown(place_of(one.channel, one.to_masked), one.stopped, always, optional, purposes, history)


def place_of(channel: Channel, masked: str) -> str:
    """``số điện thoại …127``."""
    kind = _("số điện thoại") if channel is Channel.SMS else _("địa chỉ thư")
    return f"{kind} {masked}"


def _law(basis: str, since: object) -> str:
    return _("Theo %(basis)s, từ %(since)s.", basis=basis, since=f"{since:%d/%m/%Y}")


def _entry(at: datetime, who: str, how: How, what: tuple[str, ...], titles: Mapping[str, str], now: datetime) -> str:
    done = "; ".join(_done(one, titles) for one in what)
    when = words.capital(words.moment(at, now, display.language()))
    by = _("cán bộ %(who)s ghi", who=who.removeprefix("staff:")) if who.startswith("staff:") else _how(how)
    return f"{when}, {by}: {done}."


def _how(how: How) -> str:
    return {
        How.SMS: _("nhắn tin"),
        How.EMAIL: _("gửi thư"),
        How.LINK: _("trên trang này"),
        How.ONE_CLICK: _("bấm trong hộp thư"),
        How.STAFF: _("qua cán bộ"),
        How.API: _("qua phần mềm"),
    }[how]


def _done(what: str, titles: Mapping[str, str]) -> str:
    act, _colon, code = what.partition(":")
    title = titles.get(code, code)
    return {
        STOPPED: _("dừng hết tin không bắt buộc"),
        STARTED: _("nhận lại tin"),
        OFF: _("tắt “%(title)s”", title=title),
        ON: _("bật “%(title)s”", title=title),
        AGREED: _("đồng ý “%(title)s”", title=title),
        WITHDREW: _("rút lại đồng ý “%(title)s”", title=title),
    }[act]
