"""Messages found and shown one a line; what was typed as a recipient goes no further than the step that reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.notifications.domain.message import Message, Status
from services.notifications.domain.template import BY_EVENT
from services.notifications.domain.words.prices import Prices
from services.notifications.use_cases.ports import Clock
from services.notifications.use_cases.seeing.search import BadRecipient, Looking, Wanted, recipient_of
from services.notifications.web import told
from services.notifications.web.seeing.message import story_steps
from shared.http.paging import decode_cursor, encode_cursor
from shared.http.problems import Problem
from shared.security.access import needs
from shared.ui import words
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

PAGE = "/notifications"
ROWS = 50
LONGEST = 64
FIELDS = ("subject", "status", "provider", "event", "day")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the pages are drawn with; ``providers`` are the names that may be asked for."""

    looking: Looking
    prices: Callable[[], Prices]
    providers: Sequence[str]
    clock: Clock


def add_message_pages(pages: Blueprint, shown: Shown) -> None:
    """Put the search and the page of one message onto the blueprint."""

    @pages.get(PAGE)
    @needs("message.list")
    def messages() -> str:
        return _listed(shown, request.args)

    @pages.post(PAGE)
    @needs("message.list")
    def find() -> AnyResponse:
        asked = {name: request.form.get(name, "").strip()[:LONGEST] for name in FIELDS}
        asked = {name: value for name, value in asked.items() if value}
        typed = request.form.get("recipient", "")
        if typed.strip():
            try:
                asked["to"] = shown.looking.index(recipient_of(typed))
            except BadRecipient as fault:
                wrong = {"recipient": words.capital(told.reason_words(fault.reason))}
                return make_response(_listed(shown, asked, wrong), 422)
        if asked.get("day") and _day(asked["day"]) is None:
            return make_response(_listed(shown, asked, {"day": _("Ngày này không có")}), 422)
        return redirect(f"{PAGE}?{urlencode(asked)}" if asked else PAGE, 303)

    @pages.get(f"{PAGE}/messages/<id>")
    @needs("message.list")
    def message(id: str) -> str:
        found = shown.looking.story(id)
        if found is None:
            raise Problem(404, "not-found")
        now = shown.clock()
        return render_template(
            "notifications/message.html",
            row=told.row_of(found.message, now, shown.prices()),
            message=found.message,
            steps=story_steps(found, now),
            others=[_linked(one, now, shown.prices()) for one in found.others],
            now=now,
        )


def _listed(shown: Shown, asked: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> str:
    wanted = wanted_of(asked)
    after = decode_cursor(request.args.get("cursor"), datetime, str)
    found = shown.looking.messages.find(wanted, (after[0], after[1]) if after else None, ROWS + 1)
    listed, now = found[:ROWS], shown.clock()
    query = {name: asked[name] for name in (*FIELDS, "to") if asked.get(name)}
    more = encode_cursor((listed[-1].asked_at, listed[-1].id)) if len(found) > ROWS else None
    return render_template(
        "notifications/messages.html",
        rows=[_linked(one, now, shown.prices()) for one in listed],
        subject=wanted.about or "",
        by_recipient=listed[0].to_masked if listed and wanted.recipient else "",
        asked=query,
        narrowed=not wanted.is_everything,
        more=f"{PAGE}?{urlencode({**query, 'cursor': more})}" if more else None,
        now=now,
        form=Form(dict(query), dict(wrong or {}), _labels()),
        labels=_labels(),
        choices=_choices(shown.providers),
    )


def _linked(message: Message, now: datetime, prices: Prices) -> dict[str, Any]:
    return {"row": told.row_of(message, now, prices), "address": f"{PAGE}/messages/{message.id}"}


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """What an address asks for; what makes no sense is left out."""
    status = asked.get("status", "")
    return Wanted(
        about=asked.get("subject", "").strip()[:LONGEST] or None,
        recipient=asked.get("to", "")[:LONGEST] or None,
        status=Status(status) if status in {one.value for one in Status} else None,
        provider=asked.get("provider", "")[:LONGEST] or None,
        event=asked.get("event", "")[:LONGEST] or None,
        day=_day(asked.get("day", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _choices(providers: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    everything = {"value": "", "text": _("Tất cả")}
    return {
        "status": [everything, *({"value": one.value, "text": told.status_words(one)} for one in Status)],
        "provider": [everything, *({"value": one, "text": one} for one in providers)],
        "event": [everything, *sorted(
            ({"value": one, "text": told.event_words(one)} for one in BY_EVENT), key=lambda one: one["text"]
        )],
    }  # fmt: skip


def _labels() -> dict[str, str]:
    return {
        "subject": _("Mã hồ sơ hoặc phản ánh"),
        "recipient": _("Số điện thoại hoặc địa chỉ thư"),
        "status": _("Đến đâu"),
        "provider": _("Nhà cung cấp"),
        "event": _("Báo việc gì"),
        "day": _("Ngày"),
    }
