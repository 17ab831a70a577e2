"""The owner's pages, behind the personal link: how it stands, the answer to what is asked, withdrawal, the receipt."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.intake.domain.loss import APOLOGY
from services.intake.domain.standing import dossier_standing
from services.intake.use_cases.find_procedures import view_procedure
from services.intake.use_cases.issue_receipt import issue_receipt
from services.intake.use_cases.record_message import messages_about
from services.intake.use_cases.supplement_dossier import supplement_dossier
from services.intake.use_cases.view_dossier import view_own_dossier
from services.intake.use_cases.withdraw_dossier import withdraw_dossier
from services.intake.web.message_words import message_lines
from services.intake.web.paper_words import papers_shown
from services.intake.web.parts import Parts
from services.intake.web.personal_link import PATH
from services.intake.web.standing_words import StandingWords
from shared.http.correlation import request_context
from shared.security.access import public
from shared.security.caller import Caller
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _


def add_own_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the owner's pages onto the blueprint; use cases check the token, a wrong one is a page that is not there."""

    @pages.get(f"{PATH}<token>")
    @public
    def own_dossier(token: str) -> str:
        return _own_page(parts, token, told=_told(request.args.get("done", "")))

    @pages.post(f"{PATH}<token>/supplement")
    @public
    def send_supplement(token: str) -> AnyResponse:
        text = request.form.get("text", "")

        def act(dossier: Dossier) -> Dossier:
            context = request_context(clock=parts.ports.clock)
            return supplement_dossier(parts.ports, _owner(token), dossier.code, text, context)

        return _done_or_told(parts, token, act, "supplemented", lambda form: _own_page(parts, token, form=form))

    @pages.get(f"{PATH}<token>/withdraw")
    @public
    def confirm_withdrawal(token: str) -> str | AnyResponse:
        dossier = view_own_dossier(parts.ports, _owner(token))
        if not _may_withdraw(dossier):
            return redirect(f"{PATH}{token}", 303)
        return _withdrawal_page(parts, token, Form())

    @pages.post(f"{PATH}<token>/withdraw")
    @public
    def send_withdrawal(token: str) -> AnyResponse:
        reason = request.form.get("reason", "")

        def act(dossier: Dossier) -> Dossier:
            context = request_context(clock=parts.ports.clock)
            return withdraw_dossier(parts.ports, _owner(token), dossier.code, reason, context)

        return _done_or_told(parts, token, act, "withdrawn", lambda form: _withdrawal_page(parts, token, form))

    @pages.get(f"{PATH}<token>/receipt.pdf")
    @public
    def own_receipt(token: str) -> AnyResponse:
        code = view_own_dossier(parts.ports, _owner(token)).code
        dossier, drawn = issue_receipt(parts.ports, parts.office, _owner(token), code)
        answer = make_response(drawn)
        answer.mimetype = "application/pdf"
        answer.headers["Content-Disposition"] = f'inline; filename="giay-tiep-nhan-{dossier.code}.pdf"'
        return answer


def _owner(token: str) -> Caller:
    return Caller("owner", owner_token=token)


def _own_page(parts: Parts, token: str, form: Form | None = None, told: str = "") -> str:
    dossier = view_own_dossier(parts.ports, _owner(token))
    calendar, now = parts.ports.calendars.current(), parts.now()
    standing = dossier_standing(dossier, now, calendar)
    words = StandingWords.own(dossier, standing, now, parts.ports.unit.name.in_language(display.language()))
    try:
        limit = view_procedure(parts.ports, dossier.procedure.code).limit_of(dossier.procedure.variant)
    except NotFound:  # the catalogue has moved on; the dossier keeps what it was filed under
        limit = dossier.procedure.limit
    return render_template(
        "intake/tracking_own.html",
        dossier=dossier,
        result=dossier.result,
        apology=APOLOGY.in_language(display.language()),
        own=f"{PATH}{token}",
        form=form or Form(),
        told=told,
        may_withdraw=_may_withdraw(dossier),
        messages=message_lines(messages_about(parts.ports.work, dossier.code), now),
        words=words,
        now=now,
        hours=calendar.hours,
        papers=papers_shown(
            dossier, parts.papers.papers.of_dossier(dossier.code), f"{PATH}{token}/papers", now, may_change=False
        ),
        limit=limit,
    )


def _withdrawal_page(parts: Parts, token: str, form: Form) -> str:
    dossier = view_own_dossier(parts.ports, _owner(token))
    return render_template("intake/own_withdraw.html", dossier=dossier, own=f"{PATH}{token}", form=form)


def _may_withdraw(dossier: Dossier) -> bool:
    return not dossier.status.is_closed and dossier.decision is None


def _done_or_told(
    parts: Parts, token: str, act: Callable[[Dossier], Dossier], done: str, again: Callable[[Form], str]
) -> AnyResponse:
    """The owner's page after the step; the form once more where something is missing; what stood in the way."""
    dossier = view_own_dossier(parts.ports, _owner(token))
    tongue = display.language()
    try:
        act(dossier)
    except InvalidRequest as wrong:
        errors = {fault.pointer.lstrip("/"): fault.words.in_language(tongue) for fault in wrong.faults}
        return make_response(again(Form(request.form.to_dict(), errors, _labels())), 422)
    except IllegalStep as refused:
        return make_response(_own_page(parts, token, told=refused.words.in_language(tongue)), 409)
    except Conflict:
        return make_response(_own_page(parts, token, told=_("Hồ sơ vừa thay đổi. Xem lại rồi gửi lần nữa.")), 409)
    return redirect(f"{PATH}{token}?done={done}", 303)


def _labels() -> dict[str, str]:
    return {"text": _("Đã bổ sung những gì"), "reason": _("Lý do")}


def _told(done: str) -> str:
    return {
        "supplemented": _("Đã nhận bổ sung. Hồ sơ được làm tiếp."),
        "withdrawn": _("Đã rút hồ sơ."),
    }.get(done, "")
