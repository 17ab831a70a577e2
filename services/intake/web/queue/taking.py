"""A ticket on one's own telephone: choose the line, get the number, see the place and when it will be called."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import IllegalStep, InvalidRequest, TooManyAttempts
from services.intake.domain.queue.ticket import OPEN, State, Ticket, Via
from services.intake.use_cases.queue import own_ticket
from services.intake.use_cases.queue.take_ticket import require_open, take_ticket
from services.intake.use_cases.queue.watch import HallView, look, place, view_ticket
from services.intake.use_cases.queue_ports import QueueDesk
from services.intake.web.file_once import new_key
from services.intake.web.my_sign_in import form_of
from services.intake.web.parts import Parts
from services.intake.web.personal_link import qr_code
from services.intake.web.queue import words as told
from services.intake.web.queue.live import live_answer, live_script
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import Slot, make_slot
from shared.http.rate_limits import client_address
from shared.security.access import needs
from shared.store.change import AlreadyExists
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

COOKIE, COOKIE_SECONDS = "ticket", 12 * 3600


def add_ticket_pages(pages: Blueprint, parts: Parts, desk: QueueDesk) -> None:
    """Put taking a ticket and the page of a ticket onto the blueprint."""
    _add_taking(pages, parts, desk)
    _add_own(pages, parts, desk)


def _add_taking(pages: Blueprint, parts: Parts, desk: QueueDesk) -> None:
    @pages.get("/ticket")
    @needs("ticket.take")
    def ticket_form() -> str:
        return _page(parts, desk, Form({"line": request.args.get("line", "")[:1]}, labels=_labels()))

    @pages.post("/ticket")
    @needs("ticket.take")
    def send_ticket() -> AnyResponse:
        values = request.form.to_dict()
        try:
            id = _taken_once(parts, desk, values)
        except InvalidRequest as wrong:
            return make_response(_page(parts, desk, form_of(values, wrong, _labels())), 422)
        except (IllegalStep, TooManyAttempts) as refused:
            form = Form(values, {"line": refused.words.in_language(display.language())}, _labels())
            return make_response(_page(parts, desk, form), 409 if isinstance(refused, IllegalStep) else 429)
        answer = redirect(f"/ticket/{id}", 303)
        answer.set_cookie(
            COOKIE, id, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=parts.secure, path="/ticket"
        )
        return answer


def _add_own(pages: Blueprint, parts: Parts, desk: QueueDesk) -> None:
    @pages.get("/ticket/<id>")
    @needs("ticket.take")
    def ticket(id: str) -> AnyResponse:
        found, view = view_ticket(parts.ports, id), look(parts.ports, desk)
        shown = _shown(parts, desk, view, found)
        return live_answer(
            lambda: render_template("intake/queue/ticket.html", **shown, code=ticket_code(parts, id)),
            found.version,
            sorted((name, str(value)) for name, value in shown.items() if name in SHOWN),
        )

    @pages.post("/ticket/<id>/<step>")
    @needs("ticket.take")
    def own_step(id: str, step: str) -> AnyResponse:
        steps = {"give-up": own_ticket.give_up, "come-back": own_ticket.come_back}
        if step in steps:
            context = request_context(actor="holder", clock=parts.ports.clock)
            with suppress(IllegalStep):  # called meanwhile: the page says so
                steps[step](parts.ports, current_caller(), id, context)
            look(parts.ports, desk, fresh=True)
        return redirect(f"/ticket/{id}", 303)


SHOWN = ("ahead", "wait", "where", "counters", "may_give_up", "last_call")


def _shown(parts: Parts, desk: QueueDesk, view: HallView, ticket: Ticket) -> dict[str, Any]:
    """What the page of a ticket shows; the names in ``SHOWN`` are what it changes with."""
    waiting = ticket.state is State.WAITING and ticket.day == view.day
    stands = place(parts.ports, view, ticket) if waiting else None
    past = ticket.state in OPEN and ticket.day != view.day
    return {
        "ticket": ticket,
        "line": told.line_of(desk.plan, ticket.line),
        "ahead": told.ahead_words(stands) if stands else "",
        "wait": told.wait_words(stands, parts.now()) if stands else "",
        "where": _("Ngày lấy số đã qua") if past else told.where_words(ticket),
        "kind": "paused" if past else told.KINDS[ticket.state],
        "counters": told.counters_of(view, ticket) if waiting else [],
        "may_give_up": waiting or (ticket.state is State.SKIPPED and not past),
        "may_come_back": ticket.state is State.SKIPPED and not past,
        "over": past or ticket.state not in OPEN,
        "last_call": view.hall.calls[0].number if view.hall.calls else "",
        "live": live_script(),
        "rules": view.rules,
        "now": parts.now(),
    }


def _taken_once(parts: Parts, desk: QueueDesk, values: Mapping[str, str]) -> str:
    """The ticket's id; a form that is sent twice takes one number."""
    slot = _slot(values)
    before = parts.answers.find(slot.key) if slot.key else None
    if before is None:
        try:
            done = take_ticket(
                parts.ports,
                desk,
                current_caller(),
                {**values, "language": display.language()},
                Via.PAGE,
                request_context(clock=parts.ports.clock),
                address=client_address(),
                answer=lambda one: slot.answer(303, {"id": one.ticket.id}),
            )
        except AlreadyExists:  # the same form at the same time: the other one was first
            before = parts.answers.find(slot.key) if slot.key else None
            if before is None:
                raise
        else:
            return done.ticket.id
    return str(before.body["id"])


def _slot(values: Mapping[str, str]) -> Slot:
    once = values.get("once", "")
    usable = once.isascii() and once.isprintable() and 16 <= len(once) <= 64
    body = json.dumps(dict(values), sort_keys=True).encode()
    return make_slot(f"page/{once}" if usable else None, current_caller(), "POST /ticket", body)


def _page(parts: Parts, desk: QueueDesk, form: Form) -> str:
    tongue, view = display.language(), look(parts.ports, desk)
    closed = ""
    try:
        require_open(parts.ports, desk, parts.ports.clock())
    except IllegalStep as refused:
        closed = refused.words.in_language(tongue)
    return render_template(
        "intake/queue/take.html",
        form=form,
        labels=_labels(),
        lines=line_items(desk, view),
        closed=closed,
        once=form.values.get("once") or new_key(),
        mine=request.cookies.get(COOKIE, "")[:64],
        rules=view.rules,
    )


def line_items(desk: QueueDesk, view: HallView) -> list[dict[str, Any]]:
    """The lines to choose from, with how many wait in each."""
    tongue = display.language()
    found = []
    for one in desk.plan.lines:
        count = sum(ticket.line == one.code for ticket in view.waiting)
        waiting = _("Đang có %(count)s người chờ", count=count) if count else _("Chưa có ai chờ")
        hint = f"{one.example.in_language(tongue)}. {waiting}."
        found.append({"value": one.code, "text": one.name.in_language(tongue), "hint": {"text": hint}})
    return found


def ticket_code(parts: Parts, id: str) -> Markup:
    """The ticket's page as a code that a telephone reads."""
    return qr_code(f"{parts.public_url.rstrip('/')}/ticket/{id}", _("Mã để mở số này trên điện thoại"))


def _labels() -> dict[str, str]:
    return {"line": _("Ông bà, anh chị đến vì việc gì?"), "phone": _("Số điện thoại"), "name": _("Họ và tên")}
