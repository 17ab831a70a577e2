"""Signing in of citizens and businesses: a phone or mailbox, then the code that went there, never in an address."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import InvalidRequest, SignInRefused
from services.intake.use_cases.one_time_codes import LIFETIME_MINUTES, ask_sign_in_code, sign_in_by_code
from services.intake.web.parts import Parts
from services.intake.web.safe_address import safe_address
from shared.http.correlation import current_caller, request_context
from shared.http.rate_limits import client_address
from shared.security.access import public
from shared.security.caller import ACCOUNT_KIND
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

HELD = "held-"
HOME = "/my"
FILING = "/dossiers/new"


def add_my_sign_in_pages(pages: Blueprint, parts: Parts) -> None:
    """Put both steps onto the blueprint."""

    @pages.get("/my/sign-in")
    @public
    def my_sign_in() -> str | AnyResponse:
        if current_caller().kind == ACCOUNT_KIND:
            return redirect(HOME, 303)
        return ask_page(next_address=safe_address(request.args.get("next", "")))

    @pages.post("/my/code")
    @public
    def my_code() -> AnyResponse:
        """Send the code; the page to type it in, which is the same whether or not there is an account."""
        values = request.form.to_dict()
        wanted, held = _carried(values)
        try:
            ask_sign_in_code(
                parts.ports,
                values.get("reach", ""),
                request_context(clock=parts.ports.clock),
                address=client_address(),
                language=display.language(),
            )
        except InvalidRequest as wrong:
            return make_response(ask_page(form_of(values, wrong), wanted, held), 422)
        return make_response(code_page(Form(values), wanted, held))

    @pages.post("/my/sign-in")
    @public
    def send_my_code() -> AnyResponse:
        values = request.form.to_dict()
        wanted, held = _carried(values)
        try:
            signed = sign_in_by_code(
                parts.ports,
                values.get("reach", ""),
                values.get("code", ""),
                request_context(clock=parts.ports.clock),
                address=client_address(),
                language=display.language(),
            )
        except InvalidRequest as wrong:
            form = form_of({**values, "code": ""}, wrong)
            page = code_page if set(form.errors) == {"code"} else ask_page
            return make_response(page(form, wanted, held), 422)
        except SignInRefused as refused:
            errors = {"code": refused.words.in_language(display.language())}
            form = Form({**values, "code": ""}, errors, labels())
            return make_response(code_page(form, wanted, held), 422)
        if held and wanted == FILING:
            from services.intake.web.filing import show_again  # which leads here where a draft is to be saved

            answer = make_response(show_again(parts, held, at_counter=False))
        else:
            answer = make_response(redirect(wanted or HOME, 303))
        parts.sessions.sign_in(answer, signed.token)
        return answer


def ask_page(form: Form | None = None, next_address: str = "", held: Mapping[str, str] | None = None) -> str:
    """Where the code is to go; ``held`` is what was typed elsewhere and must not be lost."""
    return render_template(
        "intake/my_sign_in.html", form=form or Form(), next_address=next_address, held=held or {}, held_prefix=HELD
    )


def code_page(form: Form, next_address: str = "", held: Mapping[str, str] | None = None) -> str:
    """The code that went there."""
    return render_template(
        "intake/my_code.html",
        form=form,
        next_address=next_address,
        held=held or {},
        held_prefix=HELD,
        minutes=LIFETIME_MINUTES,
    )


def labels() -> dict[str, str]:
    """The fields of both steps."""
    return {"reach": _("Số điện thoại hoặc thư điện tử"), "code": _("Mã 6 số")}


def form_of(values: Mapping[str, str], wrong: InvalidRequest, names: Mapping[str, str] | None = None) -> Form:
    """The form again, as it was typed, each fault at its field in the reader's language."""
    tongue = display.language()
    errors = {fault.pointer.strip("/").replace("/", "-"): fault.words.in_language(tongue) for fault in wrong.faults}
    return Form(values, errors, labels() if names is None else names)


def _carried(values: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    held = {name.removeprefix(HELD): value for name, value in values.items() if name.startswith(HELD)}
    return safe_address(values.get("next", "")), held
