"""Figures for officers: what went out in time, arrived, failed and what it cost; as pictures and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request

from services.notifications.domain.figures import Figures, added, days_between, grouped, share
from services.notifications.domain.template import BY_EVENT
from services.notifications.domain.words.prices import ZONE
from services.notifications.use_cases.seeing.figures import USUAL_SPAN, BadSpan, FigureDesk, Span
from services.notifications.web import told
from services.notifications.web.seeing.chart import Chart, columns
from shared.http.problems import Problem
from shared.security.access import needs
from shared.ui import display, words
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

PAGE = "/notifications/figures"
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, all in words; ``address`` leads to the messages behind it."""

    name: str
    note: str
    asked: str
    prompt: str
    delivered: str
    failed: str
    unknown: str
    cost: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its title and what its colours mean."""

    id: str
    title: str
    chart: Chart
    key: Sequence[tuple[str, str]] = ()


def add_figure_pages(pages: Blueprint, desk: FigureDesk, providers: Sequence[str]) -> None:
    """Put the page and the files onto the blueprint."""

    @pages.get(PAGE)
    @needs("message.list")
    def figures() -> Response:
        span, wrong = _span(desk, request.args)
        try:
            rows = [] if wrong else desk.rows(span)
        except BadSpan as fault:
            rows, wrong = [], {fault.field: _fault(fault)}
        page = render_template("notifications/figures.html", **_shown(desk, span, rows, wrong, providers))
        return make_response(page, 422 if wrong else 200)

    @pages.get(f"{PAGE}.<kind>")
    @needs("message.list")
    def figure_file(kind: str) -> Response:
        span, wrong = _span(desk, request.args)
        if kind not in KINDS or wrong:
            raise Problem(404, "not-found")
        try:
            content = desk.files.write(desk.rows(span), kind, display.language())
        except BadSpan:
            raise Problem(404, "not-found") from None
        name = f"thong-bao-{span.first.isoformat()}-{span.last.isoformat()}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
        return Response(content, content_type=KINDS[kind], headers=headers)


def _span(desk: FigureDesk, asked: Mapping[str, str]) -> tuple[Span, dict[str, str]]:
    today = desk.clock().astimezone(ZONE).date()
    usual = {"from": today - timedelta(days=USUAL_SPAN - 1), "to": today}
    found, wrong = dict(usual), {}
    for name in usual:
        text = asked.get(name, "").strip()
        try:
            found[name] = date.fromisoformat(text) if text else usual[name]
        except ValueError:
            wrong[name] = _("Ngày này không có")
    event, provider = (asked.get(name, "")[:64] or None for name in ("event", "provider"))
    return Span(found["from"], found["to"], event, provider), wrong


def _shown(
    desk: FigureDesk, span: Span, rows: Sequence[Figures], wrong: dict[str, str], providers: Sequence[str]
) -> dict[str, Any]:
    asked = {"event": span.event, "provider": span.provider}
    query = {"from": span.first.isoformat(), "to": span.last.isoformat()}
    query |= {name: value for name, value in asked.items() if value}
    everything = {"value": "", "text": _("Tất cả")}
    events = sorted(({"value": one, "text": told.event_words(one)} for one in BY_EVENT), key=lambda one: one["text"])
    kept, by_day = desk.store.kept(), grouped(rows, lambda one: one.day)
    return {
        "form": Form(query, wrong, {"from": _("Từ ngày"), "to": _("Đến ngày")}),
        "choices": {
            "event": [everything, *events],
            "provider": [everything, *({"value": one, "text": one} for one in providers)],
        },
        "total": _row("", "", added(rows, span.last)),
        "pictures": _pictures(days_between(span.first, span.last), by_day) if rows else [],
        "tables": _tables(rows, by_day) if rows else [],
        "query": urlencode(query),
        "kept": kept,
        "now": desk.clock(),
    }


def _pictures(days: Sequence[date], by_day: Mapping[date, Figures]) -> list[Picture]:
    found = [by_day.get(day, Figures(day)) for day in days]
    ways = [
        [("delivered", one.delivered), ("taken", max(0, one.taken - one.delivered - _failed_after(one))),
         ("failed", one.failed)]
        for one in found
    ]  # fmt: skip
    meaning = [("delivered", _("đã đến")), ("taken", _("đã giao, chưa báo đến")), ("failed", _("hỏng"))]
    return [
        Picture("count", _("Số tin mỗi ngày"), columns(days, ways), meaning),
        Picture("prompt", _("Giao nhà cung cấp trong 10 giây, phần trăm số tin"),
                columns(days, [[("delivered", one.prompt_share or 0)] for one in found], 100)),
        Picture("cost", _("Chi phí mỗi ngày, đồng"), columns(days, [[("taken", one.cost)] for one in found])),
    ]  # fmt: skip


def _failed_after(one: Figures) -> int:
    """Of those that were taken as many as may have failed afterwards, so that no message stands in a column twice."""
    return max(0, one.taken + one.failed + one.not_sent - one.asked)


def _tables(rows: Sequence[Figures], by_day: Mapping[date, Figures]) -> list[dict[str, Any]]:
    tongue = display.language()
    days = [
        _row(words.capital(words.day(day, tongue, year=False)), "", one, f"/notifications?day={day.isoformat()}")
        for day, one in sorted(by_day.items(), reverse=True)
    ]
    templates = [
        _row(told.event_words(event), f"{told.way_words(channel)}, {name}", one, f"/notifications?event={event}")
        for (event, channel, name), one in grouped(rows, lambda one: (one.event, one.channel, one.template)).items()
    ]
    senders = [
        _row(name or _("chưa giao ai"), told.way_words(channel), one, f"/notifications?provider={name}" if name else "")
        for (channel, name), one in sorted(grouped(rows, lambda one: (one.channel, one.provider)).items())
    ]
    return [
        {"id": "days", "title": _("Theo ngày"), "head": _("Ngày"), "rows": days},
        {"id": "templates", "title": _("Theo mẫu tin"), "head": _("Mẫu tin"),
         "rows": sorted(templates, key=lambda one: (one.name, one.note))},
        {"id": "providers", "title": _("Theo nhà cung cấp"), "head": _("Nhà cung cấp"), "rows": senders},
    ]  # fmt: skip


def _row(name: str, note: str, one: Figures, address: str = "") -> Row:
    tongue = display.language()
    return Row(
        name, note, words.number(one.asked, tongue), _percent(one.prompt_share),
        _of(one.delivered, one.taken), words.number(one.failed, tongue), words.number(one.unknown, tongue),
        words.money(one.cost, tongue), address,
    )  # fmt: skip


def _of(count: int, of: int) -> str:
    part = share(count, of)
    number = words.number(count, display.language())
    return number if part is None else f"{number} ({_percent(part)})"


def _percent(part: float | None) -> str:
    if part is None:
        return "–"
    text = f"{part:.1f}".removesuffix(".0")
    return f"{text.replace('.', ',') if display.language() == 'vi' else text}%"


def _fault(fault: BadSpan) -> str:
    known = {"before_from": _("Ngày cuối trước ngày đầu"), "too_long": _("Chọn không quá một năm")}
    return known.get(fault.reason, _("Ngày này không có"))
