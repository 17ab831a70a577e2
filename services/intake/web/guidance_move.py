"""Another hour for a booking of the guidance desk: by whoever made it, or by an officer whom they called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound, TooManyAttempts
from services.intake.domain.guidance import Booking, BookingState
from services.intake.use_cases.guidance_desk import booking_to_change, move
from services.intake.web.guidance import COOKIE, choices_of_hour, procedure_name
from services.intake.web.my_sign_in import form_of
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs, public
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _


@dataclass(frozen=True, slots=True)
class Way:
    """From where a booking is moved: the page's frame and address, where it goes on; ``key`` where nobody signed in."""

    layout: str
    address: str
    then: Callable[[Booking], str]
    id: str = ""
    key: str = ""
    actor: str = ""


def add_guidance_move_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the two ways of whoever booked onto the blueprint."""

    @pages.get("/guidance/booked/move")
    @public
    def move_booked() -> AnyResponse:
        return _shown(parts, _booked())

    @pages.post("/guidance/booked/move")
    @public
    def send_moved() -> AnyResponse:
        return _moved(parts, _booked())

    @pages.get("/my/bookings/<id>/move")
    @needs("account.edit")
    def move_mine(id: str) -> AnyResponse:
        return _shown(parts, _mine(id))

    @pages.post("/my/bookings/<id>/move")
    @needs("account.edit")
    def send_mine(id: str) -> AnyResponse:
        return _moved(parts, _mine(id))


def add_guidance_desk_move_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the officer's way onto the blueprint."""

    @pages.get("/desk/guidance/<id>/move")
    @needs("guidance.end")
    def move_at_desk(id: str) -> AnyResponse:
        return _shown(parts, _officer(id))

    @pages.post("/desk/guidance/<id>/move")
    @needs("guidance.end")
    def send_at_desk(id: str) -> AnyResponse:
        return _moved(parts, _officer(id))


def _booked() -> Way:
    key = request.cookies.get(COOKIE) or "-"
    return Way("ui/citizen.html", "/guidance/booked", lambda _one: "/guidance/booked", key=key, actor="owner")


def _mine(id: str) -> Way:
    return Way("ui/citizen.html", f"/my/bookings/{id}", lambda _one: "/my?done=booking-moved", id)


def _officer(id: str) -> Way:
    def day(one: Booking) -> str:
        return f"/desk/guidance?day={one.day.isoformat()}&done=ended"

    return Way("ui/desk.html", f"/desk/guidance/{id}", day, id)


def _shown(parts: Parts, way: Way) -> AnyResponse:
    try:
        one = _booking(parts, way)
    except NotFound:
        if way.key:  # the hour in which its maker may change it here is over
            return redirect("/guidance", 303)
        raise
    if one.state is not BookingState.BOOKED:
        return redirect(way.then(one), 303)
    return make_response(_page(parts, way, one, Form({"day": one.day.isoformat()})))


def _moved(parts: Parts, way: Way) -> AnyResponse:
    values, one = request.form.to_dict(), _booking(parts, way)
    if values.get("choose") == "day":
        return make_response(_page(parts, way, one, Form(values)))
    context = request_context(actor=way.actor, clock=parts.ports.clock)
    try:
        done = move(parts.ports, current_caller(), way.id, values, context, key=way.key)
    except InvalidRequest as wrong:
        return make_response(_page(parts, way, one, form_of(values, wrong, _labels())), 422)
    except (IllegalStep, TooManyAttempts) as refused:
        form = Form(values, {"hour": refused.words.in_language(display.language())}, _labels())
        return make_response(_page(parts, way, one, form), 409 if isinstance(refused, IllegalStep) else 429)
    return redirect(way.then(done), 303)


def _booking(parts: Parts, way: Way) -> Booking:
    return booking_to_change(parts.ports, current_caller(), way.id, key=way.key)


def _page(parts: Parts, way: Way, one: Booking, form: Form) -> str:
    day, days, hours = choices_of_hour(parts, form.values.get("day", ""))
    return render_template(
        "intake/guidance_move.html",
        layout=way.layout,
        address=way.address,
        back_to=way.then(one).partition("&done")[0].partition("?done")[0],
        booking=one,
        name=procedure_name(parts, one.procedure),
        form=Form({**form.values, "day": day}, form.errors, _labels()),
        labels=_labels(),
        days=days,
        hours=hours,
        now=parts.now(),
    )


def _labels() -> dict[str, str]:
    return {"day": _("Ngày"), "hour": _("Giờ")}
