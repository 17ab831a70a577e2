"""The page on which officers tell when they are away, and who stands in."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.routing.domain.officer import Officer
from services.routing.domain.refusals import Refused, wrong_value
from services.routing.use_cases.inbox_desk import InboxDesk
from services.routing.use_cases.keep_absence import end_absence, meet_officer, tell_absence
from services.routing.use_cases.open_inbox import open_inbox
from services.routing.web.task import day_of
from shared.http.correlation import request_context
from shared.http.guard import current_grant
from shared.security.access import needs
from shared.ui import display, words
from shared.ui.forms import EMPTY, Form

ABSENCE = "/routing/absence"


def add_absence_pages(pages: Blueprint, desk: InboxDesk) -> None:
    """Put them onto the blueprint."""

    @pages.get(ABSENCE)
    @needs("absence.keep")
    def absence() -> str:
        meet_officer(desk, current_grant(), request_context(clock=desk.clock))
        return _page(desk, EMPTY)

    @pages.post(ABSENCE)
    @needs("absence.keep")
    def tell() -> AnyResponse:
        grant, context, form = current_grant(), request_context(clock=desk.clock), request.form
        try:
            start, until = _day("start"), _day("until")
            who, deputy = form.get("who", "") or grant.caller.id, form.get("deputy", "")
            tell_absence(desk, grant, context, who, (start, until), deputy, form.get("why", ""))
        except Refused as refused:
            told = refused.words.in_language(display.language())
            return make_response(_page(desk, Form(form.to_dict(), {refused.field: told}, _labels())), 422)
        return redirect(f"{ABSENCE}?done=told", 303)

    @pages.post(f"{ABSENCE}/<officer>/end")
    @needs("absence.keep")
    def back(officer: str) -> AnyResponse:
        end_absence(desk, current_grant(), request_context(clock=desk.clock), officer)
        return redirect(f"{ABSENCE}?done=ended", 303)


def _day(name: str) -> date:
    """Raises Refused."""
    found = day_of(name)
    if found is None:
        raise wrong_value(name, "Ghi ngày", "Give the day")
    return found


def _page(desk: InboxDesk, form: Form) -> str:
    grant = current_grant()
    opened, today = open_inbox(desk, grant, None), desk.today()
    me = grant.caller.id
    names = [{"value": one.id, "text": one.id} for one in opened.officers]
    values = {"who": me, **form.values}
    return render_template(
        "routing/absence.html",
        agency=opened.agency,
        form=Form(values, form.errors, _labels()),
        labels=_labels(),
        who=[{"value": one["value"], "text": one["text"], "selected": one["value"] == values["who"]} for one in names],
        deputies=[{"value": "", "text": _("Không ai làm thay")}, *names],
        lines=[_line(one, today) for one in opened.officers],
        told=_notices().get(request.args.get("done", ""), ""),
    )


def _line(officer: Officer, today: date) -> dict[str, str]:
    absence, tongue = officer.absence_to_come(today), display.language()
    if absence is None:
        return {"id": officer.id, "away": "", "deputy": "", "why": ""}
    days = _(
        "%(start)s đến %(until)s",
        start=words.short_date(absence.start, tongue),
        until=words.short_date(absence.until, tongue),
    )
    return {"id": officer.id, "away": days, "deputy": absence.deputy, "why": absence.why}


def _labels() -> dict[str, str]:
    return {
        "who": _("Ai vắng"),
        "start": _("Từ ngày"),
        "until": _("Đến hết ngày"),
        "deputy": _("Người làm thay"),
        "why": _("Lý do"),
    }


def _notices() -> dict[str, str]:
    return {"told": _("Đã ghi. Người làm thay thấy việc trong hộp việc của mình."), "ended": _("Đã ghi là có mặt.")}
