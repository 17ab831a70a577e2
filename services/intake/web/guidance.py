"""The guidance desk: booking help for a dossier, and the officers' day; drafts opened by their help code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound, TooManyAttempts
from services.intake.domain.guidance import BookingState, Place
from services.intake.use_cases import drafts
from services.intake.use_cases.find_procedures import find_procedures
from services.intake.use_cases.guidance_desk import (
    book,
    booking_of_key,
    cancel,
    day_of_desk,
    end_booking,
    free_hours,
    next_days,
)
from services.intake.use_cases.profile import view_account
from services.intake.web.my_sign_in import form_of
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.http.rate_limits import client_address
from shared.security.access import needs, public
from shared.security.caller import ACCOUNT_KIND
from shared.ui import display, words
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

COOKIE = "booked"
COOKIE_SECONDS = 3600
DAYS = 10


def add_guidance_pages(pages: Blueprint, parts: Parts) -> None:
    """Put booking onto the blueprint."""

    @pages.get("/guidance")
    @needs("guidance.book")
    def guidance() -> str:
        values = {"procedure": request.args.get("procedure", "")[:80], "day": request.args.get("day", "")[:10]}
        return _book_page(parts, Form({**_known(parts), **values}, labels=_labels()))

    @pages.post("/guidance")
    @needs("guidance.book")
    def send_booking() -> AnyResponse:
        values = request.form.to_dict()
        if values.get("choose") == "day":  # without scripts the hours of another day come by the form itself
            return make_response(_book_page(parts, Form(values, labels=_labels())))
        data = {**values, "language": display.language()}
        try:
            done = book(
                parts.ports, current_caller(), data, request_context(clock=parts.ports.clock), address=client_address()
            )
        except InvalidRequest as wrong:
            return make_response(_book_page(parts, form_of(values, wrong, _labels())), 422)
        except TooManyAttempts as over:
            form = Form(values, {"reach": over.words.in_language(display.language())}, _labels())
            return make_response(_book_page(parts, form), 429)
        except IllegalStep as full:
            form = Form(values, {"hour": full.words.in_language(display.language())}, _labels())
            return make_response(_book_page(parts, form), 409)
        answer = redirect("/guidance/booked", 303)
        answer.set_cookie(
            COOKIE,
            done.key,
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=parts.secure,
            path="/guidance/booked",
        )
        return answer

    @pages.get("/guidance/booked")
    @public
    def booked() -> str | AnyResponse:
        try:
            one = booking_of_key(parts.ports, request.cookies.get(COOKIE, ""))
        except NotFound:
            return redirect("/guidance", 303)
        return render_template(
            "intake/booked.html", booking=one, now=parts.now(), name=procedure_name(parts, one.procedure)
        )

    @pages.post("/guidance/booked/cancel")
    @public
    def cancel_booked() -> AnyResponse:
        context = request_context(actor="owner", clock=parts.ports.clock)
        cancel(parts.ports, current_caller(), "", context, key=request.cookies.get(COOKIE, "-"))
        return redirect("/guidance/booked", 303)


def add_guidance_desk_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the officers' day and the opening of drafts onto the blueprint."""

    @pages.get("/desk/guidance")
    @needs("guidance.list")
    def guidance_day() -> str:
        return _day_page(parts, Form())

    @pages.post("/desk/guidance/<id>/end")
    @needs("guidance.end")
    def end(id: str) -> AnyResponse:
        ends = {one.value: one for one in (BookingState.MET, BookingState.CANCELLED)}
        state = ends.get(request.form.get("state", ""), BookingState.ABSENT)
        context = request_context(clock=parts.ports.clock)
        try:
            done = end_booking(parts.ports, current_caller(), id, state, request.form.get("about", ""), context)
        except InvalidRequest as wrong:
            errors = {f"about-{id}": fault.words.in_language(display.language()) for fault in wrong.faults}
            form = Form({}, errors, {f"about-{id}": _("Đã hướng dẫn những gì")})
            return make_response(_day_page(parts, form), 422)
        return redirect(f"/desk/guidance?day={done.day.isoformat()}&done=ended", 303)

    @pages.post("/desk/drafts/open")
    @needs("draft.help")
    def open_draft() -> AnyResponse:
        context, tongue = request_context(clock=parts.ports.clock), display.language()
        try:
            draft = drafts.open_helped(parts.ports, current_caller(), request.form.get("code", ""), context)
        except InvalidRequest as wrong:
            form = Form({}, {"code": wrong.faults[0].words.in_language(tongue)}, {"code": _("Mã nhờ giúp")})
            return make_response(_day_page(parts, form), 422)
        except TooManyAttempts as over:
            form = Form({}, {"code": over.words.in_language(tongue)}, {"code": _("Mã nhờ giúp")})
            return make_response(_day_page(parts, form), 429)
        return redirect(f"/desk/new?draft={draft.id}", 303)


def choices_of_hour(parts: Parts, typed: str) -> tuple[str, list[dict[str, Any]], list[dict[str, Any]]]:
    """The day that was typed (else the next one), the days to choose from, its free half hours."""
    tongue, days = display.language(), next_days(parts.ports, DAYS)
    day = _read_day(typed, days[0] if days else parts.now().date())
    hours = free_hours(parts.ports, day)
    return (
        day.isoformat(),
        [{"value": one.isoformat(), "text": words.capital(words.day(one, tongue))} for one in days],
        [_hour_item(one.hour.isoformat("minutes")) for one in hours],
    )


def _hour_item(hour: str) -> dict[str, Any]:
    """``08:30``, never broken over two lines."""
    return {"value": hour, "text": hour, "label": {"classes": "keep"}}


def _book_page(parts: Parts, form: Form) -> str:
    tongue = display.language()
    day, days, hours = choices_of_hour(parts, form.values.get("day", ""))
    return render_template(
        "intake/guidance.html",
        form=Form({**form.values, "day": day}, form.errors, form.labels),
        labels=_labels(),
        days=days,
        hours=hours,
        places=[{"value": one.value, "text": one.words.in_language(tongue)} for one in Place],
        procedures=[
            {"value": "", "text": _("Chọn thủ tục")},
            *({"value": one.code, "text": one.name.in_language(tongue)} for one in find_procedures(parts.ports)),
        ],
    )


def _day_page(parts: Parts, form: Form) -> str:
    day = _read_day(request.args.get("day", ""), parts.now().date())
    tongue = display.language()
    lines = day_of_desk(parts.ports, current_caller(), day)
    return render_template(
        "intake/desk_guidance.html",
        day=day,
        lines=[(line, [(one, procedure_name(parts, one.procedure)) for one in line.bookings]) for line in lines],
        before=(day - timedelta(days=1)).isoformat(),
        after=(day + timedelta(days=1)).isoformat(),
        heading=words.capital(words.day(day, tongue)),
        form=form,
        told=_("Đã ghi.") if request.args.get("done") == "ended" else "",
        may_end=bool(parts.ports.access.scopes(current_caller().all_roles, "guidance.end")),
        now=parts.now(),
    )


def _read_day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _known(parts: Parts) -> Mapping[str, str]:
    """What a signed-in person need not type."""
    if current_caller().kind != ACCOUNT_KIND:
        return {}
    me = view_account(parts.ports, current_caller())
    return {"name": me.profile.name, "reach": me.reaches[0].shown}


def procedure_name(parts: Parts, code: str) -> str:
    """As the catalogue calls it today; its code where it is there no more."""
    found = parts.ports.catalogue.current(code, parts.now().date())
    return found.name.in_language(display.language()) if found else code


def _labels() -> dict[str, str]:
    return {
        "procedure": _("Thủ tục"),
        "day": _("Ngày"),
        "hour": _("Giờ"),
        "place": _("Gặp ở đâu"),
        "name": _("Họ và tên"),
        "reach": _("Số điện thoại hoặc thư điện tử"),
        "note": _("Cần giúp việc gì"),
    }
