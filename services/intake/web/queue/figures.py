"""The figures of a day in the hall, on a page and as a file."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request

from services.intake.domain.queue.figures import DayFigures, Figures
from services.intake.domain.queue.ticket import Via
from services.intake.use_cases.queue.figures import days_before, figures_of_day
from services.intake.use_cases.queue_ports import QueueDesk
from services.intake.web.parts import Parts
from services.intake.web.queue import words as told
from shared.http.correlation import current_caller
from shared.security.access import needs
from shared.ui import display, words
from shared.ui.texts import gettext as _

COLUMNS = ("taken", "first", "served", "skipped", "gone", "waiting")


def add_figure_pages(pages: Blueprint, parts: Parts, desk: QueueDesk) -> None:
    """Put the figures onto the blueprint."""

    @pages.get("/desk/queue/figures")
    @needs("counter.figures")
    def figures() -> str:
        day = _read_day(request.args.get("day", ""), parts.now().date())
        found = figures_of_day(parts.ports, desk, current_caller(), day)
        days = days_before(parts.ports, desk, current_caller(), day)
        most = max([one.taken for _, one in found.by_hour], default=1)
        return render_template(
            "intake/queue/figures.html",
            day=day,
            heading=words.capital(words.day(day, display.language())),
            before=(day - timedelta(days=1)).isoformat(),
            after=(day + timedelta(days=1)).isoformat(),
            found=found,
            tables=_tables(desk, found),
            hours=[(hour, one.taken, one.served, round(100 * one.taken / most)) for hour, one in found.by_hour],
            days=[(line.day, _cells(line.figures)) for line in days],
            minutes=told.minutes,
        )

    @pages.get("/desk/queue/figures.csv")
    @needs("counter.figures")
    def figures_file() -> Response:
        day = _read_day(request.args.get("day", ""), parts.now().date())
        found = figures_of_day(parts.ports, desk, current_caller(), day)
        headers = {"Content-Disposition": f'attachment; filename="queue-{day.isoformat()}.csv"'}
        return Response(_file(day, found), mimetype="text/csv", headers=headers)


def _tables(desk: QueueDesk, found: DayFigures) -> list[dict[str, Any]]:
    tongue = display.language()
    lines = [(told.line_of(desk.plan, code).name.in_language(tongue), one) for code, one in found.by_line]
    counters = [(_("Quầy %(number)s", number=number), one) for number, one in found.by_counter]
    vias = [(Via(name).words.in_language(tongue), one) for name, one in found.by_via]
    classes = [(_("Ưu tiên"), found.first), (_("Những người khác"), found.others)]
    hours = [(_("%(hour)s giờ", hour=hour), one) for hour, one in found.by_hour]
    titles = (
        (_("Ai được gọi trước"), classes),
        (_("Theo lĩnh vực"), lines),
        (_("Theo quầy"), counters),
        (_("Theo nơi lấy số"), vias),
        (_("Theo giờ lấy số"), hours),
    )
    return [{"title": title, "rows": [(name, _cells(one)) for name, one in rows]} for title, rows in titles if rows]


def _cells(one: Figures) -> list[str]:
    counts = [words.number(getattr(one, name), display.language()) for name in COLUMNS]
    return [*counts, told.minutes(one.usual_wait), told.minutes(one.long_wait), told.minutes(one.usual_service)]


def _file(day: date, found: DayFigures) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["day", "by", "name", *COLUMNS, "usual_wait_s", "long_wait_s", "usual_service_s"])
    groups: tuple[tuple[str, Any], ...] = (
        ("whole", [("", found.whole)]),
        ("class", [("first", found.first), ("others", found.others)]),
        ("hour", found.by_hour),
        ("line", found.by_line),
        ("counter", found.by_counter),
        ("via", found.by_via),
    )
    for by, lines in groups:
        for name, one in lines:
            lengths = (one.usual_wait, one.long_wait, one.usual_service)
            seconds = ["" if length is None else round(length.total_seconds()) for length in lengths]
            rows.writerow([day.isoformat(), by, name, *(getattr(one, column) for column in COLUMNS), *seconds])
    return out.getvalue()


def _read_day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
