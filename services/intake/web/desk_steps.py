"""What an officer writes about a dossier: why it is refused, which papers are missing, what was brought."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import InvalidRequest
from services.intake.domain.status import Status
from services.intake.domain.supplement import RECEPTION
from services.intake.use_cases.refuse_dossier import refuse_dossier
from services.intake.use_cases.request_supplement import request_supplement
from services.intake.use_cases.supplement_dossier import supplement_dossier
from services.intake.use_cases.view_dossier import view_dossier
from services.intake.web.desk_dossier import Check, done_or_told
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _


def add_step_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the forms of refusal, request and answer onto the blueprint."""
    _add_refusal(pages, parts)
    _add_request(pages, parts)
    _add_answer(pages, parts)


def _add_refusal(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/desk/dossiers/<code>/refuse")
    @needs("dossier.refuse")
    def confirm_refusal(code: str) -> str | AnyResponse:
        return _open(parts, code, "refuse", lambda one: one.status is Status.FILED)

    @pages.post("/desk/dossiers/<code>/refuse")
    @needs("dossier.refuse")
    def refuse(code: str) -> AnyResponse:
        def act(check: Check) -> Dossier:
            return refuse_dossier(*_who(parts, code), request.form.get("reason", ""), _now(parts), check=check)

        return _send(parts, code, "refuse", act, "refused")


def _add_request(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/desk/dossiers/<code>/request-supplement")
    @needs("dossier.request-supplement")
    def confirm_request(code: str) -> str | AnyResponse:
        return _open(parts, code, "request-supplement", _may_be_asked)

    @pages.post("/desk/dossiers/<code>/request-supplement")
    @needs("dossier.request-supplement")
    def ask(code: str) -> AnyResponse:
        def act(check: Check) -> Dossier:
            texts = (request.form.get("wanted", ""), request.form.get("reason", ""))
            return request_supplement(*_who(parts, code), *texts, _now(parts), check=check)

        return _send(parts, code, "request-supplement", act, "asked")


def _add_answer(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/desk/dossiers/<code>/supplement")
    @needs("dossier.supplement")
    def confirm_answer(code: str) -> str | AnyResponse:
        return _open(parts, code, "supplement", lambda one: one.asked is not None)

    @pages.post("/desk/dossiers/<code>/supplement")
    @needs("dossier.supplement")
    def supplement(code: str) -> AnyResponse:
        def act(check: Check) -> Dossier:
            return supplement_dossier(*_who(parts, code), request.form.get("text", ""), _now(parts), check=check)

        return _send(parts, code, "supplement", act, "supplemented")


TEMPLATES = {
    "refuse": "intake/desk_refuse.html",
    "request-supplement": "intake/desk_ask.html",
    "supplement": "intake/desk_supplement.html",
}


def _open(parts: Parts, code: str, step: str, possible: Callable[[Dossier], bool]) -> str | AnyResponse:
    dossier = view_dossier(parts.ports, current_caller(), code)
    if not possible(dossier):
        return redirect(f"/desk/dossiers/{dossier.code}", 303)
    return _page(dossier, step, Form(labels=_labels()))


def _send(parts: Parts, code: str, step: str, act: Callable[[Check], Dossier], done: str) -> AnyResponse:
    try:
        return done_or_told(parts, code, act, done)
    except InvalidRequest as wrong:
        tongue = display.language()
        errors = {fault.pointer.lstrip("/"): fault.words.in_language(tongue) for fault in wrong.faults}
        dossier = view_dossier(parts.ports, current_caller(), code)
        return make_response(_page(dossier, step, Form(request.form.to_dict(), errors, _labels())), 422)


def _page(dossier: Dossier, step: str, form: Form) -> str:
    return render_template(TEMPLATES[step], dossier=dossier, step=step, form=form, labels=_labels())


def _labels() -> dict[str, str]:
    return {"wanted": _("Còn thiếu những gì"), "reason": _("Lý do"), "text": _("Đã nhận những gì")}


def _may_be_asked(dossier: Dossier) -> bool:
    return dossier.status is Status.FILED and dossier.supplement(RECEPTION) is None


def _who(parts: Parts, code: str) -> tuple[Any, Any, str]:
    return parts.ports, current_caller(), code


def _now(parts: Parts) -> Any:
    return request_context(clock=parts.ports.clock)
