"""The ticket machine: large buttons and no typing; set up by an officer, who can take it out of use again."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.intake.domain.personal import InvalidValue
from services.intake.domain.queue.card import read_card
from services.intake.domain.queue.ticket import Via
from services.intake.use_cases.queue.kiosks import end_kiosk, list_kiosks, require_kiosk, set_up_kiosk
from services.intake.use_cases.queue.take_ticket import require_open, take_ticket
from services.intake.use_cases.queue.watch import look, place, view_ticket
from services.intake.use_cases.queue_ports import QueueDesk
from services.intake.web.my_sign_in import form_of
from services.intake.web.parts import Parts
from services.intake.web.queue import words as told
from services.intake.web.queue.live import live_script
from services.intake.web.queue.taking import line_items, ticket_code
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs, public
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

COOKIE, A_YEAR = "kiosk", 365 * 24 * 3600
SECONDS_SHOWN = 15


def add_kiosk_pages(pages: Blueprint, parts: Parts, desk: QueueDesk) -> None:
    """Put what the machine shows onto the blueprint."""

    @pages.get("/kiosk")
    @public
    def kiosk() -> AnyResponse:
        return _choose(parts, desk)

    @pages.post("/kiosk")
    @public
    def take() -> AnyResponse:
        values = {**request.form.to_dict(), "language": display.language()}
        if not values.get("line"):  # the scanner has typed a card, and its return key sent the form
            return _choose(parts, desk, card=values.get("card", ""), claims="claims_priority" in values)
        try:
            done = take_ticket(
                parts.ports,
                desk,
                current_caller(),
                values,
                Via.KIOSK,
                request_context(actor="kiosk", clock=parts.ports.clock),
                kiosk=request.cookies.get(COOKIE, ""),
            )
        except (IllegalStep, NotFound, InvalidRequest):
            return _choose(parts, desk)
        return redirect(f"/kiosk/{done.ticket.id}", 303)

    @pages.get("/kiosk/<id>")
    @public
    def taken(id: str) -> str:
        ticket = view_ticket(parts.ports, id)
        stands = place(parts.ports, look(parts.ports, desk), ticket)
        return render_template(
            "intake/queue/kiosk_ticket.html",
            ticket=ticket,
            line=told.line_of(desk.plan, ticket.line),
            ahead=told.ahead_words(stands),
            wait=told.wait_words(stands, parts.now()),
            code=ticket_code(parts, id),
            live=live_script(),
            seconds=SECONDS_SHOWN,
            now=parts.now(),
        )


def add_kiosk_desk_pages(pages: Blueprint, parts: Parts, desk: QueueDesk) -> None:
    """Put the officers' list of machines onto the blueprint."""

    @pages.get("/desk/queue/kiosks")
    @needs("kiosk.set-up")
    def kiosks() -> str:
        return _list(parts, desk, Form(labels=_labels()))

    @pages.post("/desk/queue/kiosks")
    @needs("kiosk.set-up")
    def set_up() -> AnyResponse:
        values = request.form.to_dict()
        try:
            context = request_context(clock=parts.ports.clock)
            done = set_up_kiosk(parts.ports, desk, current_caller(), values.get("name", ""), context)
        except InvalidRequest as wrong:
            return make_response(_list(parts, desk, form_of(values, wrong, _labels())), 422)
        answer = make_response(redirect("/kiosk", 303))
        answer.set_cookie(
            COOKIE, done.key, max_age=A_YEAR, httponly=True, samesite="Lax", secure=parts.secure, path="/kiosk"
        )
        parts.sessions.sign_out(answer)  # nobody shall find an officer's session at a machine in the hall
        return answer

    @pages.post("/desk/queue/kiosks/<id>/end")
    @needs("kiosk.set-up")
    def end(id: str) -> AnyResponse:
        end_kiosk(parts.ports, current_caller(), id, request_context(clock=parts.ports.clock))
        return redirect("/desk/queue/kiosks", 303)


def _choose(parts: Parts, desk: QueueDesk, *, card: str = "", claims: bool = False) -> AnyResponse:
    try:
        require_kiosk(parts.ports, request.cookies.get(COOKIE, ""))
    except NotFound:
        return make_response(render_template("intake/queue/kiosk_unknown.html"), 404)
    closed, read, unread = "", "", ""
    try:
        require_open(parts.ports, desk, parts.ports.clock())
    except IllegalStep as refused:
        closed = refused.words.in_language(display.language())
    if card:
        try:
            found = read_card(card)
        except InvalidValue as wrong:
            unread, card = wrong.words.in_language(display.language()), ""
        else:
            basis = desk.priority(parts.ports, parts.now(), found.identity_number, found.birth_date)
            read = basis.words.in_language(display.language()) if basis else _("Đã đọc thẻ")
    view = look(parts.ports, desk)
    page = render_template(
        "intake/queue/kiosk.html",
        lines=line_items(desk, view),
        closed=closed,
        card=card,
        card_read=read,
        card_unread=unread,
        claims=claims,
        live=live_script(),
        now=parts.now(),
    )
    return make_response(page)


def _list(parts: Parts, desk: QueueDesk, form: Form) -> str:
    found = list_kiosks(parts.ports, desk, current_caller())
    return render_template("intake/queue/kiosks.html", kiosks=found, form=form, labels=_labels(), now=parts.now())


def _labels() -> dict[str, str]:
    return {"name": _("Máy đặt ở đâu")}
