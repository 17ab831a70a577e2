"""Signing in and out; a form whose session had ended comes back filled in after signing in again."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import SignInRefused
from services.intake.use_cases.sign_in import sign_in
from services.intake.web import filing
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller
from shared.http.rate_limits import client_address
from shared.security.access import public
from shared.security.caller import Caller
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

HELD = "held-"
DESK = "/desk"
# Where each role's work is, whichever service it is in; the first role that fits decides.
HOMES = {
    "reception": DESK,
    "leader": DESK,
    "agency": "/routing",
    "operator": "/hotline/desk",
    "petition_officer": "/hotline/desk",
    "admin": "/desk/calendar",
}
FRONT = "/"


def add_staff_pages(pages: Blueprint, parts: Parts) -> None:
    """Put sign-in and sign-out onto the blueprint."""

    @pages.get("/sign-in")
    @public
    def sign_in_form() -> str | AnyResponse:
        if current_caller().kind == "staff":
            return redirect(home_of(current_caller()))
        return sign_in_page(next_address=safe_address(request.args.get("next", "")))

    @pages.get("/sign-in/renew")
    @public
    def renew() -> AnyResponse:
        """Back to where the reader came from; the session is renewed on the way, as on every page of this service."""
        return redirect(safe_address(request.args.get("next", "")) or FRONT, 303)

    @pages.post("/sign-in")
    @public
    def send_sign_in() -> AnyResponse:
        values = request.form.to_dict()
        wanted = safe_address(values.get("next", ""))
        held = {name.removeprefix(HELD): value for name, value in values.items() if name.startswith(HELD)}
        try:
            signed = sign_in(
                parts.ports, values.get("username", ""), values.get("password", ""), address=client_address()
            )
        except SignInRefused as refused:
            form = Form(
                {"username": values.get("username", "")},
                {"username": refused.words.in_language(display.language())},
                {"username": _("Tên đăng nhập"), "password": _("Mật khẩu")},
            )
            return make_response(sign_in_page(form, wanted, held), 422)
        answer = make_response(_after_sign_in(parts, wanted or home_of(signed.caller), held))
        parts.sessions.sign_in(answer, signed.token)
        return answer

    @pages.post("/sign-out")
    @public
    def sign_out() -> AnyResponse:
        answer = make_response(redirect("/", 303))
        parts.sessions.sign_out(answer)
        return answer


def _after_sign_in(parts: Parts, wanted: str, held: Mapping[str, str]) -> AnyResponse:
    """The held form filled in again, else the page that was asked for."""
    if held and wanted == "/desk/new":
        return make_response(filing.show_again(parts, held, at_counter=True))
    return redirect(wanted, 303)


def sign_in_page(
    form: Form | None = None,
    next_address: str = "",
    held: Mapping[str, str] | None = None,
    *,
    expired: bool = False,
) -> str:
    """The sign-in form; ``held`` is what was typed elsewhere and must not be lost."""
    return render_template(
        "intake/sign_in.html",
        form=form or Form(),
        next_address=next_address,
        held=held or {},
        held_prefix=HELD,
        expired=expired,
    )


def safe_address(address: str) -> str:
    """An address of our own pages, else nothing: nobody is sent elsewhere after signing in."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\")):
        return ""
    return address


def home_of(caller: Caller) -> str:
    """The page where this member of staff finds the work that waits."""
    return next((page for role, page in HOMES.items() if role in caller.roles), FRONT)
