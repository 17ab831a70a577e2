"""The pages on which a person reads and changes what their account knows of them."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.citizen import Citizen
from services.intake.domain.errors import IllegalStep, InvalidRequest, SignInRefused
from services.intake.domain.reach import Way
from services.intake.use_cases.one_time_codes import LIFETIME_MINUTES, ask_reach_code, confirm_reach, drop_reach
from services.intake.use_cases.profile import edit_profile, view_account
from services.intake.web.filing_form import birth_date
from services.intake.web.my_sign_in import form_of
from services.intake.web.my_sign_in import labels as code_labels
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.http.rate_limits import client_address
from shared.security.access import needs
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

BORN = "applicant-birth_date"


def add_profile_pages(pages: Blueprint, parts: Parts) -> None:
    """Put profile, phone and mailbox onto the blueprint."""

    @pages.get("/my/profile")
    @needs("account.view")
    def my_profile() -> str:
        me = view_account(parts.ports, current_caller())
        return _page(me, Form(_values(me), labels=_labels()))

    @pages.post("/my/profile")
    @needs("account.edit")
    def send_my_profile() -> AnyResponse:
        values = request.form.to_dict()
        data = {**values, "birth_date": birth_date(values), "language": display.language()}
        context = request_context(clock=parts.ports.clock)
        try:
            edit_profile(parts.ports, current_caller(), data, parts.now().date(), context)
        except InvalidRequest as wrong:
            form = form_of(values, wrong, _labels())
            if "birth_date" in form.errors:
                told = _("Ghi ngày, tháng và năm sinh bằng số, ví dụ 23 11 1958")
                others = {name: text for name, text in form.errors.items() if name != "birth_date"}
                form = Form(values, {**others, BORN: told}, _labels())
            return make_response(_page(view_account(parts.ports, current_caller()), form), 422)
        return redirect("/my/profile?done=saved", 303)


def add_reach_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the change of phone and mailbox onto the blueprint: each is proved by a code that went there."""

    @pages.post("/my/reach/code")
    @needs("account.edit")
    def ask_for_reach() -> AnyResponse:
        values, context = request.form.to_dict(), request_context(clock=parts.ports.clock)
        where, address = values.get("reach", ""), client_address()
        try:
            ask_reach_code(parts.ports, current_caller(), where, context, address=address, language=display.language())
        except InvalidRequest as wrong:
            me = view_account(parts.ports, current_caller())
            form = form_of({**_values(me), **values}, wrong, code_labels())
            return make_response(_page(me, form), 422)
        return make_response(_code_page(Form(values)))

    @pages.post("/my/reach")
    @needs("account.edit")
    def send_reach() -> AnyResponse:
        values, context = request.form.to_dict(), request_context(clock=parts.ports.clock)
        try:
            confirm_reach(parts.ports, current_caller(), values.get("reach", ""), values.get("code", ""), context)
        except InvalidRequest as wrong:
            return make_response(_code_page(form_of({**values, "code": ""}, wrong)), 422)
        except (SignInRefused, IllegalStep) as refused:
            errors = {"code": refused.words.in_language(display.language())}
            return make_response(_code_page(Form({**values, "code": ""}, errors, code_labels())), 422)
        return redirect("/my/profile?done=reach", 303)

    @pages.post("/my/reach/drop")
    @needs("account.edit")
    def drop() -> AnyResponse:
        way = Way.EMAIL if request.form.get("way") == Way.EMAIL.value else Way.PHONE
        drop_reach(parts.ports, current_caller(), way, request_context(clock=parts.ports.clock))
        return redirect("/my/profile?done=reach", 303)


def _page(me: Citizen, form: Form) -> str:
    told = {"saved": _("Đã lưu."), "reach": _("Đã đổi cách đăng nhập.")}.get(request.args.get("done", ""), "")
    return render_template("intake/my_profile.html", me=me, form=form, labels=_labels(), told=told)


def _code_page(form: Form) -> str:
    return render_template("intake/my_reach_code.html", form=form, minutes=LIFETIME_MINUTES)


def _labels() -> dict[str, str]:
    return {
        "name": _("Họ và tên"),
        "identity_number": _("Số căn cước"),
        BORN: _("Ngày sinh"),
        "address": _("Địa chỉ"),
        "reach": _("Số điện thoại hoặc thư điện tử mới"),
    }


def _values(me: Citizen) -> dict[str, str]:
    born = me.profile.birth_date
    values = {
        "name": me.profile.name,
        "identity_number": me.profile.identity_number or "",
        "address": me.profile.address,
    }
    if born:
        values |= {f"{BORN}-day": str(born.day), f"{BORN}-month": str(born.month), f"{BORN}-year": str(born.year)}
    return values
