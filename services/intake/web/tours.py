"""Tours on pages: plan a day, add the stops, take the list along on a phone or on paper, write down what came of it."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import IllegalStep, InvalidRequest
from services.intake.domain.tour import StopStatus, Tour
from services.intake.use_cases.find_procedures import find_procedures
from services.intake.use_cases.keep_tours import PLAN, add_stop, list_tours, plan_tour, record_stop, view_tour
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.http.problems import Problem
from shared.security.access import needs
from shared.store.change import Conflict, Context
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _


def add_tour_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the list, the plan and one tour's page onto the blueprint."""
    _add_plan(pages, parts)
    _add_stops(pages, parts)


def _add_plan(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/desk/tours")
    @needs("tour.view")
    def tours() -> str:
        return _tours_page(parts, Form({"kind": "home"}, labels=_tour_labels()))

    @pages.post("/desk/tours")
    @needs("tour.plan")
    def new_tour() -> AnyResponse:
        values = request.form.to_dict()
        day, month, year = (values.get(f"day-{part}", "").strip() for part in ("day", "month", "year"))
        typed = {**values, "day": f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}"}
        try:
            tour = plan_tour(parts.ports, current_caller(), typed, _now(parts))
        except InvalidRequest as wrong:
            return make_response(_tours_page(parts, Form(values, _faults(wrong), _tour_labels())), 422)
        return redirect(f"/desk/tours/{tour.id}", 303)

    @pages.get("/desk/tours/<id>")
    @needs("tour.view")
    def tour(id: str) -> str:
        return _tour_page(parts, view_tour(parts.ports, current_caller(), id), Form(labels=_stop_labels()))


def _add_stops(pages: Blueprint, parts: Parts) -> None:
    @pages.post("/desk/tours/<id>/stops")
    @needs("tour.plan")
    def new_stop(id: str) -> AnyResponse:
        values = request.form.to_dict()
        try:
            add_stop(parts.ports, current_caller(), id, values, _now(parts))
        except InvalidRequest as wrong:
            found = view_tour(parts.ports, current_caller(), id)
            return make_response(_tour_page(parts, found, Form(values, _faults(wrong), _stop_labels())), 422)
        except (IllegalStep, Conflict) as refused:
            return _told(parts, id, refused)
        return redirect(f"/desk/tours/{id}", 303)

    @pages.post("/desk/tours/<id>/stops/<stop>")
    @needs("tour.plan")
    def stop_outcome(id: str, stop: str) -> AnyResponse:
        statuses = {one.value: one for one in StopStatus}
        status = statuses.get(request.form.get("status", ""))
        if status is None:
            raise Problem(422, "invalid")
        try:
            record_stop(
                parts.ports, current_caller(), id, stop, status, request.form.get("note", "")[:1000], _now(parts)
            )
        except (IllegalStep, Conflict) as refused:
            return _told(parts, id, refused)
        return redirect(f"/desk/tours/{id}#stop-{stop}", 303)


def _told(parts: Parts, id: str, refused: IllegalStep | Conflict) -> AnyResponse:
    """The tour as it is now, with what stood in the way."""
    tongue = display.language()
    changed = _("Có người vừa đổi chuyến này. Xem lại rồi làm tiếp.")
    told = refused.words.in_language(tongue) if isinstance(refused, IllegalStep) else changed
    found = view_tour(parts.ports, current_caller(), id)
    return make_response(_tour_page(parts, found, Form(labels=_stop_labels()), told), 409)


def _tours_page(parts: Parts, form: Form) -> str:
    return render_template(
        "intake/desk_tours.html",
        tours=list_tours(parts.ports, current_caller()),
        form=form,
        labels=_tour_labels(),
        may_plan=_may_plan(parts),
        today=parts.now().date(),
    )


def _tour_page(parts: Parts, tour: Tour, form: Form, told: str = "") -> str:
    return render_template(
        "intake/desk_tour.html",
        tour=tour,
        form=form,
        labels=_stop_labels(),
        may_plan=_may_plan(parts),
        procedures=[
            {"value": "", "text": _("Chưa rõ")},
            *(
                {"value": one.code, "text": f"{one.code} {one.name.in_language(display.language())}"}
                for one in find_procedures(parts.ports, "")
            ),
        ],
        told=told,
    )


def _may_plan(parts: Parts) -> bool:
    return bool(parts.ports.access.scopes(current_caller().all_roles, PLAN))


def _now(parts: Parts) -> Context:
    return request_context(clock=parts.ports.clock)


def _faults(wrong: InvalidRequest) -> dict[str, str]:
    tongue = display.language()
    return {fault.pointer.lstrip("/"): fault.words.in_language(tongue) for fault in wrong.faults}


def _tour_labels() -> dict[str, str]:
    return {"day": _("Ngày đi"), "kind": _("Loại chuyến"), "area": _("Địa bàn"), "team": _("Những người đi")}


def _stop_labels() -> dict[str, str]:
    return {
        "who": _("Gặp ai"),
        "where": _("Ở đâu"),
        "at": _("Giờ hẹn"),
        "phone": _("Số điện thoại"),
        "bring": _("Mang theo"),
        "procedure": _("Thủ tục"),
    }
