"""The pages of a business account: what it is, who acts for it, invitations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.business import Business, MemberRole
from services.intake.domain.errors import IllegalStep, InvalidRequest, TooManyAttempts
from services.intake.use_cases import businesses
from services.intake.web.my_sign_in import form_of
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _


def add_business_pages(pages: Blueprint, parts: Parts) -> None:
    """Put making and reading a business account onto the blueprint."""

    @pages.get("/my/businesses/new")
    @needs("business.manage")
    def new_business() -> str:
        return render_template("intake/my_business_new.html", form=Form(), labels=_labels())

    @pages.post("/my/businesses/new")
    @needs("business.manage")
    def make_business() -> AnyResponse:
        values, context = request.form.to_dict(), request_context(clock=parts.ports.clock)
        try:
            made = businesses.make_business(parts.ports, current_caller(), values, context)
        except InvalidRequest as wrong:
            form = form_of(values, wrong, _labels())
            page = render_template("intake/my_business_new.html", form=form, labels=_labels())
            return make_response(page, 422)
        return redirect(f"/my/businesses/{made.id}", 303)

    @pages.get("/my/businesses/<id>")
    @needs("business.view")
    def one_business(id: str) -> str:
        return _page(parts, id, Form())

    @pages.post("/my/businesses/<id>/invitations/<invitation>/accept")
    @needs("business.view")
    def accept_invitation(id: str, invitation: str) -> AnyResponse:
        context = request_context(clock=parts.ports.clock)
        businesses.join(parts.ports, current_caller(), id, invitation, context)
        return redirect("/my?done=joined", 303)


def add_member_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the decisions about members onto the blueprint."""

    @pages.post("/my/businesses/<id>/invite")
    @needs("business.manage")
    def send_invitation(id: str) -> AnyResponse:
        values, context = request.form.to_dict(), request_context(clock=parts.ports.clock)
        role, tongue = _role(values.get("role", "")), display.language()
        try:
            businesses.invite(
                parts.ports, current_caller(), id, values.get("reach", ""), role, context, language=tongue
            )
        except InvalidRequest as wrong:
            return make_response(_page(parts, id, form_of(values, wrong, _labels())), 422)
        except TooManyAttempts as over:
            form = Form(values, {"reach": over.words.in_language(tongue)}, _labels())
            return make_response(_page(parts, id, form), 429)
        return redirect(f"/my/businesses/{id}?done=invited", 303)

    @pages.post("/my/businesses/<id>/invitations/<invitation>/delete")
    @needs("business.manage")
    def delete_invitation(id: str, invitation: str) -> AnyResponse:
        context = request_context(clock=parts.ports.clock)
        businesses.take_back_invitation(parts.ports, current_caller(), id, invitation, context)
        return redirect(f"/my/businesses/{id}?done=changed", 303)

    @pages.post("/my/businesses/<id>/members/<account>/role")
    @needs("business.manage")
    def change_role(id: str, account: str) -> AnyResponse:
        role, context = _role(request.form.get("role", "")), request_context(clock=parts.ports.clock)
        return _told_or_done(
            parts, id, lambda: businesses.give_role(parts.ports, current_caller(), id, account, role, context)
        )

    @pages.post("/my/businesses/<id>/members/<account>/remove")
    @needs("business.manage")
    def remove(id: str, account: str) -> AnyResponse:
        context, caller = request_context(clock=parts.ports.clock), current_caller()
        leaves = account == caller.id
        return _told_or_done(
            parts,
            id,
            lambda: businesses.remove_member(parts.ports, caller, id, account, context),
            "/my?done=left" if leaves else "",
        )


def _told_or_done(parts: Parts, id: str, act: Callable[[], Any], then: str = "") -> AnyResponse:
    try:
        act()
    except IllegalStep as refused:
        page = _page(parts, id, Form(), told=refused.words.in_language(display.language()))
        return make_response(page, 409)
    return redirect(then or f"/my/businesses/{id}?done=changed", 303)


def _page(parts: Parts, id: str, form: Form, told: str = "") -> str:
    caller = current_caller()
    business: Business = businesses.view_business(parts.ports, caller, id)
    done = {
        "invited": _("Đã mời. Người đó được nhắn, đăng nhập bằng số hoặc thư này thì thấy lời mời."),
        "changed": _("Đã đổi."),
    }
    return render_template(
        "intake/my_business.html",
        business=business,
        me=caller.id,
        manages=business.role_of(caller.id) is MemberRole.MANAGE,
        form=form,
        labels=_labels(),
        roles=[{"value": one.value, "text": one.words.in_language(display.language())} for one in MemberRole],
        told=told or done.get(request.args.get("done", ""), ""),
        now=parts.now(),
    )


def _role(text: str) -> MemberRole:
    return next((one for one in MemberRole if one.value == text), MemberRole.VIEW)


def _labels() -> dict[str, str]:
    return {
        "tax_code": _("Mã số thuế"),
        "name": _("Tên đơn vị"),
        "address": _("Địa chỉ"),
        "representative": _("Người đại diện"),
        "reach": _("Số điện thoại hoặc thư điện tử của người được mời"),
        "role": _("Được làm gì"),
    }
