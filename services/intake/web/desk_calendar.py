"""The working calendars at the desk: a year at a glance, a special day tried out with whom it moves, then set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.domain.special_days import DayKind
from services.intake.use_cases.edit_calendar import (
    CalendarView,
    Preview,
    preview_edit,
    save_edit,
    view_calendar,
    view_calendars,
)
from services.intake.web.calendar_months import months_of, special_days
from services.intake.web.opening import opening_lines
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

MOST_SHOWN = 200
FIELDS = {"reason/vi": "reason_vi", "reason/en": "reason_en"}


def add_calendar_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the calendar's pages onto the blueprint."""

    @pages.get("/desk/calendar")
    @needs("calendar.view")
    def calendars() -> str:
        all_of_them = view_calendars(parts.ports, current_caller())
        wanted = request.args.get("calendar") or parts.ports.calendars.current().id
        chosen = next((one for one in all_of_them if one.calendar.id == wanted), all_of_them[0])
        return _year_page(parts, all_of_them, chosen, _year(parts))

    @pages.get("/desk/calendar/<id>/day")
    @needs("calendar.edit")
    def day_form(id: str) -> str:
        view = view_calendar(parts.ports, current_caller(), id)
        return _form_page(view, Form({**_parts_of(request.args.get("day", "")), "kind": "holiday"}, labels=_labels()))

    @pages.post("/desk/calendar/<id>/preview")
    @needs("calendar.edit")
    def preview(id: str) -> AnyResponse:
        view = view_calendar(parts.ports, current_caller(), id)
        values = request.form.to_dict()
        try:
            found = preview_edit(parts.ports, current_caller(), id, *_read(values), parts.ports.clock())
        except InvalidRequest as fault:
            return make_response(_form_page(view, Form(values, _errors(fault), _labels())), 422)
        return make_response(_preview_page(parts, view, found))

    @pages.post("/desk/calendar/<id>/days")
    @needs("calendar.edit")
    def save(id: str) -> AnyResponse:
        view = view_calendar(parts.ports, current_caller(), id)
        values, version = request.form.to_dict(), request.form.get("version", "")
        context = request_context(clock=parts.ports.clock)
        known = int(version) if version.isdigit() else None
        try:
            read = _read(values)
            save_edit(parts.ports, current_caller(), id, *read, context, known_version=known)
        except InvalidRequest as fault:
            return make_response(_form_page(view, Form(values, _errors(fault), _labels())), 422)
        except Conflict:
            told = _("Có người vừa sửa lịch này. Xem lại rồi thử lần nữa.")
            return make_response(_form_page(view, Form(values, {"day": told}, _labels())), 409)
        return redirect(f"/desk/calendar?calendar={id}&year={read[0].year}&done=saved", 303)


def _year_page(parts: Parts, views: tuple[CalendarView, ...], chosen: CalendarView, year: int) -> str:
    tongue = display.language()
    allowed = parts.ports.access.scopes(current_caller().all_roles, "calendar.edit")
    years = range(parts.now().year - 1, parts.now().year + 3)
    return render_template(
        "intake/desk_calendar.html",
        views=views,
        chosen=chosen,
        year=year,
        years=years,
        months=months_of(chosen.calendar, year, tongue),
        special=special_days(chosen, year, tongue),
        edits=[one for one in reversed(chosen.table.edits) if one.day.year == year],
        hours=opening_lines(chosen.calendar, tongue),
        may_edit=bool(allowed),
        told=_("Đã ghi. Ngày hẹn của những hồ sơ bị ảnh hưởng đang được tính lại, người nộp được nhắn.")
        if request.args.get("done") == "saved"
        else "",
        now=parts.now(),
    )


def _form_page(view: CalendarView, form: Form) -> str:
    items = [{"value": one.value, "text": one.words.in_language(display.language())} for one in DayKind]
    return render_template("intake/desk_calendar_day.html", view=view, form=form, labels=_labels(), kinds=items)


def _preview_page(parts: Parts, view: CalendarView, found: Preview) -> str:
    return render_template(
        "intake/desk_calendar_preview.html",
        view=view,
        found=found,
        shown=found.moved[:MOST_SHOWN],
        now=parts.now(),
    )


def _read(values: Mapping[str, str]) -> tuple[date, DayKind, Words]:
    """Raises InvalidRequest."""
    try:
        day = date(*(int(values.get(f"day-{part}", "").strip()) for part in ("year", "month", "day")))
    except ValueError:
        told = Words("Ghi đủ ngày, tháng, năm", "Give day, month and year")
        raise InvalidRequest((FieldFault("/day", told),)) from None
    kind = next((one for one in DayKind if one.value == values.get("kind")), None)
    if kind is None:
        raise InvalidRequest((FieldFault("/kind", Words("Chọn một trong các mục", "Choose one of these")),))
    return day, kind, Words(values.get("reason_vi", ""), values.get("reason_en", ""))


def _parts_of(day: str) -> dict[str, str]:
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return {}
    return {"day-day": str(found.day), "day-month": str(found.month), "day-year": str(found.year)}


def _errors(fault: InvalidRequest) -> dict[str, str]:
    tongue = display.language()
    found = ((one.pointer.lstrip("/"), one.words.in_language(tongue)) for one in fault.faults)
    return {FIELDS.get(name, name): told for name, told in found}


def _labels() -> dict[str, str]:
    return {
        "day": _("Ngày"),
        "kind": _("Ngày này"),
        "reason_vi": _("Lý do bằng tiếng Việt"),
        "reason_en": _("Lý do bằng tiếng Anh"),
    }


def _year(parts: Parts) -> int:
    text = request.args.get("year", "")
    now = parts.now().year
    return int(text) if text.isdigit() and now - 1 <= int(text) <= now + 2 else now
