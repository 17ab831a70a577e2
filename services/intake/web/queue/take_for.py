"""A ticket for somebody else: whoever calls the hotline, or stands at the desk without a telephone."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import IllegalStep, InvalidRequest
from services.intake.domain.queue.ticket import Via
from services.intake.use_cases.queue.take_ticket import require_open, take_ticket
from services.intake.use_cases.queue.watch import look, place, view_ticket
from services.intake.use_cases.queue_ports import QueueDesk
from services.intake.web.my_sign_in import form_of
from services.intake.web.parts import Parts
from services.intake.web.queue import words as told
from services.intake.web.queue.taking import line_items
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _


def add_take_for_pages(pages: Blueprint, parts: Parts, desk: QueueDesk) -> None:
    """Put the operator's and the desk's form onto the blueprint."""

    @pages.get("/desk/tickets/new")
    @needs("ticket.take-for")
    def take_for() -> str:
        return _page(parts, desk, Form({"via": Via.TELEPHONE.value}, labels=_labels()))

    @pages.post("/desk/tickets/new")
    @needs("ticket.take-for")
    def send() -> AnyResponse:
        values = request.form.to_dict()
        via = Via.COUNTER if values.get("via") == Via.COUNTER.value else Via.TELEPHONE
        try:
            context = request_context(clock=parts.ports.clock)
            done = take_ticket(parts.ports, desk, current_caller(), _data(values), via, context)
        except InvalidRequest as wrong:
            return make_response(_page(parts, desk, form_of(values, wrong, _labels())), 422)
        except IllegalStep as refused:
            form = Form(values, {"line": refused.words.in_language(display.language())}, _labels())
            return make_response(_page(parts, desk, form), 409)
        return redirect(f"/desk/tickets/new?taken={done.ticket.id}{'&again=1' if done.again else ''}", 303)


def _data(values: dict[str, str]) -> dict[str, str]:
    parts = [values.get(f"birth_date-{name}", "").strip() for name in ("year", "month", "day")]
    born = f"{parts[0]:0>4}-{parts[1]:0>2}-{parts[2]:0>2}" if any(parts) else ""
    return {**values, "birth_date": born, "language": "vi"}


def _page(parts: Parts, desk: QueueDesk, form: Form) -> str:
    tongue, view = display.language(), look(parts.ports, desk, fresh=True)
    closed, taken = "", None
    try:
        require_open(parts.ports, desk, parts.ports.clock())
    except IllegalStep as refused:
        closed = refused.words.in_language(tongue)
    if id := request.args.get("taken", ""):
        ticket = view_ticket(parts.ports, id)
        stands = place(parts.ports, view, ticket)
        taken = {
            "number": ticket.number,
            "line": told.line_of(desk.plan, ticket.line).name,
            "ahead": told.ahead_words(stands),
            "wait": told.wait_words(stands, parts.now()),
            "basis": ticket.preference.basis.words if ticket.preference else None,
            "again": bool(request.args.get("again")),
            "address": f"/ticket/{ticket.id}",
        }
    return render_template(
        "intake/queue/take_for.html",
        form=form,
        labels=_labels(),
        lines=line_items(desk, view),
        vias=[{"value": one.value, "text": one.words.in_language(tongue)} for one in (Via.TELEPHONE, Via.COUNTER)],
        closed=closed,
        taken=taken,
    )


def _labels() -> dict[str, str]:
    return {
        "via": _("Người lấy số ở đâu"),
        "line": _("Đến vì việc gì"),
        "phone": _("Số điện thoại"),
        "name": _("Họ và tên"),
        "identity_number": _("Số căn cước"),
        "birth_date": _("Ngày sinh"),
    }
