"""Steps on a petition's matches: confirm, reject, undo; and link, once the caller read out the number."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.errors import HotlineError, IllegalStep, NotFound, NotVerified, TooManyAttempts
from services.hotline.domain.matching.decisions import Said
from services.hotline.use_cases.matching.decide_match import decide_match, link_match
from services.hotline.web.parts import Parts
from services.hotline.web.petition_page import petition_page
from shared.http.correlation import current_caller, request_context
from shared.http.problems import Problem
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.forms import Form

ONE = "/hotline/desk/<code>/matches/<reference>"
STEPS = {"confirm": Said.CONFIRMED, "reject": Said.REJECTED, "undo": Said.UNDONE}


def add_matching_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the steps onto the blueprint; what they lead to is the petition's page."""

    @pages.post(f"{ONE}/<step>")
    @needs("petition.match")
    def decide_match_step(code: str, reference: str, step: str) -> AnyResponse:
        if step not in STEPS:
            raise Problem(404, "not-found")
        context = request_context(clock=parts.ports.clock)
        try:
            decide_match(parts.ports, parts.matching, current_caller(), code, reference, STEPS[step], context)
        except (IllegalStep, Conflict, NotFound) as refused:
            return _again(parts, code, refused)
        return redirect(f"/hotline/desk/{code}?done=match-{step}#matches", 303)

    @pages.post(f"{ONE}/link")
    @needs("petition.link")
    def link_match_step(code: str, reference: str) -> AnyResponse:
        digits = request.form.get("digits", "").strip()[:40]
        context = request_context(clock=parts.ports.clock)
        try:
            link_match(parts.ports, parts.matching, current_caller(), code, reference, digits, context)
        except (NotVerified, TooManyAttempts) as refused:
            field = f"digits-{reference}"
            form = Form({field: digits}, {field: _words(refused)}, {field: _("Số điện thoại, hoặc 4 số cuối")})
            status = 429 if isinstance(refused, TooManyAttempts) else 422
            return make_response(petition_page(parts, code, form=form), status)
        except (IllegalStep, Conflict, NotFound) as refused:
            return _again(parts, code, refused)
        return redirect(f"/hotline/desk/{code}?done=linked", 303)


def _again(parts: Parts, code: str, refused: HotlineError | Conflict) -> AnyResponse:
    """The page as it is now, with what was refused; a petition that is not there is no page."""
    if isinstance(refused, NotFound) and refused.slug != "unknown-match":
        raise refused
    told = (
        _words(refused)
        if isinstance(refused, HotlineError)
        else _("Có người vừa đổi việc này. Xem lại rồi quyết định.")
    )
    return make_response(petition_page(parts, code, told=told), 409)


def _words(refused: HotlineError) -> str:
    return refused.words.in_language(display.language())
