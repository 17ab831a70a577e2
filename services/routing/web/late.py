"""The page of what is late: /routing/late, its file, and settling what is irregular."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.routing.domain.agency import Agency, BadAgency, agency_key
from services.routing.domain.alarm import Alarm
from services.routing.domain.calendar import ALL, Calendars
from services.routing.domain.task import NotAllowed
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.ports import Clock
from services.routing.use_cases.questions import Questions
from services.routing.use_cases.view_alarms import (
    KINDS,
    AlarmQuery,
    BadReason,
    Group,
    count_alarms,
    forecasts_of,
    list_alarms,
    settle_alarm,
)
from services.routing.use_cases.watch_cases import Watch
from services.routing.web import late_rows
from services.routing.web.rows import Row
from shared.http.correlation import current_caller, request_context
from shared.http.guard import current_grant
from shared.http.paging import decode_cursor, encode_cursor
from shared.http.problems import Problem
from shared.security.access import Scope, needs
from shared.store.change import Conflict
from shared.working_time.calendar import local

LATE = "/routing/late"
ROWS_OF_GROUP, ROWS_OF_PAGE, ROWS_OF_FILE = 10, 50, 10_000
SETTLERS = frozenset({"admin", "leader"})
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEAD = ("kind", "since", "due_at", "dossier", "procedure", "step", "agency", "agency_name", "told", "about", "count")


@dataclass(frozen=True, slots=True)
class LateDesk:
    """What the pages are given."""

    watch: Watch
    questions: Questions
    clock: Clock


@dataclass(frozen=True, slots=True)
class Part:
    """A group of the table with its rows in words; ``more`` is {text, address} or None."""

    title: str
    count: int
    rows: list[Row]
    more: dict[str, str] | None
    alarms: Sequence[Alarm]


def add_late_pages(pages: Blueprint, desk: LateDesk) -> None:
    """Put them onto the blueprint."""
    _add_list(pages, desk)
    _add_settling(pages, desk)

    @pages.get(f"{LATE}.csv")
    @needs("alarm.list")
    def late_file() -> Response:
        chosen, key = _chosen(), _agency()
        headers = {"Content-Disposition": 'attachment; filename="late.csv"', "Cache-Control": "private, no-store"}
        found = list(_all(desk, AlarmQuery(chosen, key, limit=ROWS_OF_PAGE * 10)))
        return Response(_file(found), mimetype="text/csv", headers=headers)


def _add_list(pages: Blueprint, desk: LateDesk) -> None:
    @pages.get(LATE)
    @needs("alarm.list")
    def late() -> str:
        chosen, key, now = _chosen(), _agency(), desk.clock()
        agencies = desk.questions.agencies()
        parts = [_part(desk, group, key, agencies, now, alone=chosen is not None) for group in _shown(chosen)]
        counts = {group: count_alarms(desk.watch.book, current_grant(), AlarmQuery(group, key)) for group in KINDS}
        everywhere = Scope.ALL in current_grant().scopes
        return render_template(
            "routing/late.html",
            parts=[one for one in parts if one.rows],
            strip=[_strip(group, counts[group], here=group is chosen) for group in KINDS],
            agencies=agencies if everywhere else [],
            agency=request.args.get("agency", ""),
            chosen=chosen,
            group=chosen.value if chosen else "",
            irregular=[one for part in parts for one in part.alarms if chosen is Group.IRREGULAR],
            may_settle=bool(current_caller().roles & SETTLERS),
            file=f"{LATE}.csv?{urlencode(_kept(chosen))}",
            total=sum(counts.values()),
            now=local(now),
        )


def _add_settling(pages: Blueprint, desk: LateDesk) -> None:
    @pages.post(f"{LATE}/settle")
    @needs("alarm.settle")
    def settle_late() -> AnyResponse:
        try:
            settle_alarm(
                desk.watch, request.form.get("id", ""), request.form.get("why", ""), request_context(clock=desk.clock)
            )
        except BadReason:
            raise Problem(422, "validation") from None
        except (NotAllowed, Conflict):
            raise Problem(409, "conflict") from None
        return redirect(f"{LATE}?group={Group.IRREGULAR.value}", 303)


def _part(
    desk: LateDesk, group: Group, key: str | None, agencies: Sequence[Agency], now: datetime, *, alone: bool
) -> Part:
    limit = ROWS_OF_PAGE if alone else ROWS_OF_GROUP
    after = decode_cursor(request.args.get("cursor"), datetime, str) if alone else None
    place = (after[0], after[1]) if after and None not in after else None
    query = AlarmQuery(group, key, place, limit + 1)
    found = list_alarms(desk.watch.book, current_grant(), query)
    shown, more = found[:limit], None
    if len(found) > limit:
        cursor = {"cursor": encode_cursor((shown[-1].since, shown[-1].id))} if alone else {}
        more = {"text": _("Xem tiếp"), "address": f"{LATE}?{urlencode({**_kept(group), **cursor})}"}
    count = count_alarms(desk.watch.book, current_grant(), query)
    return Part(late_rows.titles()[group], count, _rows(desk, shown, agencies, now), more, shown)


def _rows(desk: LateDesk, found: Sequence[Alarm], agencies: Sequence[Agency], now: datetime) -> list[Row]:
    if not found:
        return []
    calendars = desk.watch.work.load(CALENDARS).get(Calendars, ALL) or Calendars()
    by_agency = {agency.id: agency.calendar for agency in agencies}
    said = forecasts_of(desk.watch, found, now)
    return [late_rows.row_of(one, now, calendars, by_agency.get(one.agency_key, ""), said) for one in found]


def _strip(group: Group, count: int, *, here: bool) -> dict[str, Any]:
    address = f"{LATE}?{urlencode(_kept(None if here else group))}"
    word = late_rows.titles()[group]
    return {"name": late_rows.STRIP[group], "count": count, "word": word, "address": address, "here": here}


def _kept(group: Group | None) -> dict[str, str]:
    """The filters of the address, with this group."""
    agency = request.args.get("agency", "")
    return {**({"group": group.value} if group else {}), **({"agency": agency} if agency else {})}


def _shown(chosen: Group | None) -> list[Group]:
    return [chosen] if chosen else list(KINDS)


def _chosen() -> Group | None:
    return next((one for one in Group if one.value == request.args.get("group", "")), None)


def _agency() -> str | None:
    code = request.args.get("agency", "")
    try:
        return agency_key(code) if code else None
    except BadAgency:
        raise Problem(404, "not-found") from None


def _all(desk: LateDesk, query: AlarmQuery) -> Iterator[Alarm]:
    """Up to ``ROWS_OF_FILE``, read page by page."""
    place, count = None, 0
    while count < ROWS_OF_FILE:
        found = list_alarms(
            desk.watch.book, current_grant(), AlarmQuery(query.group, query.agency_key, place, query.limit)
        )
        yield from found
        count += len(found)
        if len(found) < query.limit:
            return
        place = (found[-1].since, found[-1].id)


def _file(found: Sequence[Alarm]) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEAD)
    for one in found:
        due = one.due_at.isoformat() if one.due_at else ""
        told = "; ".join(f"{told.role.value} {told.at.isoformat()}" for told in one.told)
        cells = (one.dossier, one.procedure, one.step_name, one.agency, one.agency_name, told, one.about)
        rows.writerow([one.kind.value, one.since.isoformat(), due, *map(_plain, cells), one.count])
    return ("\ufeff" + text.getvalue()).encode()  # by the mark, spreadsheets know that it is UTF-8


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
