"""The owner's pages, behind the personal link: how it stands, the answer to what is asked, withdrawal, the receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.intake.domain.loss import APOLOGY
from services.intake.domain.standing import dossier_standing
from services.intake.use_cases.find_procedures import view_procedure
from services.intake.use_cases.issue_form import UNKNOWN_FORM, forms_of, issue_form, read_form_name
from services.intake.use_cases.record_message import messages_about
from services.intake.use_cases.supplement_dossier import supplement_dossier
from services.intake.use_cases.view_dossier import view_dossier, view_own_dossier
from services.intake.use_cases.withdraw_dossier import withdraw_dossier
from services.intake.web.message_words import message_lines
from services.intake.web.paper_words import papers_shown
from services.intake.web.parts import Parts
from services.intake.web.payments import payment_of, refund_words, state_of
from services.intake.web.personal_link import PATH
from services.intake.web.standing_words import StandingWords
from shared.http.correlation import current_caller, request_context
from shared.security.access import public
from shared.security.caller import ACCOUNT_KIND, Caller
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _


@dataclass(frozen=True, slots=True)
class Owner:
    """Who looks, and where their pages lie: by the personal link, or signed in (then ``code`` names the dossier)."""

    caller: Caller
    base: str
    code: str = ""

    def dossier(self, parts: Parts) -> Dossier:
        """Raises NotFound where it is not theirs."""
        if self.code:
            return view_dossier(parts.ports, self.caller, self.code)
        return view_own_dossier(parts.ports, self.caller)


def by_link(token: str) -> Owner:
    """Whoever holds the personal link."""
    return Owner(Caller("owner", owner_token=token), f"{PATH}{token}")


def add_own_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the owner's pages onto the blueprint; use cases check the token, a wrong one is a page that is not there."""

    @pages.get(f"{PATH}<token>")
    @public
    def own_dossier(token: str) -> str:
        return own_page(parts, by_link(token), told=told_of(request.args.get("done", "")))

    @pages.get(f"{PATH}<token>/payment-state")
    @public
    def own_payment_state(token: str) -> AnyResponse:
        return state_of(by_link(token).dossier(parts))

    @pages.post(f"{PATH}<token>/supplement")
    @public
    def send_supplement(token: str) -> AnyResponse:
        return supplemented(parts, by_link(token))

    @pages.get(f"{PATH}<token>/withdraw")
    @public
    def confirm_withdrawal(token: str) -> str | AnyResponse:
        return withdrawal_form(parts, by_link(token))

    @pages.post(f"{PATH}<token>/withdraw")
    @public
    def send_withdrawal(token: str) -> AnyResponse:
        return withdrawn(parts, by_link(token))

    @pages.get(f"{PATH}<token>/<name>.pdf")
    @public
    def own_form(token: str, name: str) -> AnyResponse:
        return form_of_owner(parts, by_link(token), name)


def supplemented(parts: Parts, owner: Owner) -> AnyResponse:
    """The answer to what was asked, from the owner's page."""
    text = request.form.get("text", "")

    def act(dossier: Dossier) -> Dossier:
        context = request_context(clock=parts.ports.clock)
        return supplement_dossier(parts.ports, owner.caller, dossier.code, text, context)

    return _done_or_told(parts, owner, act, "supplemented", lambda form: own_page(parts, owner, form=form))


def withdrawal_form(parts: Parts, owner: Owner) -> str | AnyResponse:
    """Asks once more, where it may still be withdrawn."""
    if not _may_withdraw(owner.dossier(parts)):
        return redirect(owner.base, 303)
    return _withdrawal_page(parts, owner, Form())


def withdrawn(parts: Parts, owner: Owner) -> AnyResponse:
    """The dossier taken back."""
    reason = request.form.get("reason", "")

    def act(dossier: Dossier) -> Dossier:
        context = request_context(clock=parts.ports.clock)
        return withdraw_dossier(parts.ports, owner.caller, dossier.code, reason, context)

    return _done_or_told(parts, owner, act, "withdrawn", lambda form: _withdrawal_page(parts, owner, form))


def form_of_owner(parts: Parts, owner: Owner, name: str) -> AnyResponse:
    """A form as PDF, where it is one for owners."""
    code, form = owner.dossier(parts).code, read_form_name(name)
    if not form.for_owner:
        raise NotFound("unknown-form", UNKNOWN_FORM)
    context = request_context(clock=parts.ports.clock)
    drawn = issue_form(parts.ports, parts.office, owner.caller, code, form, context).pdf
    answer = make_response(drawn)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{form.value}-{code}.pdf"'
    return answer


def own_page(parts: Parts, owner: Owner, form: Form | None = None, told: str = "") -> str:
    """How it stands, to its owner."""
    dossier = owner.dossier(parts)
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
        own=owner.base,
        claimable=claimable(dossier, owner),
        form=form or Form(),
        told=told,
        may_withdraw=_may_withdraw(dossier),
        forms=[one for one in forms_of(dossier) if one.for_owner],
        payment=payment_of(parts, dossier, owner.base),
        refunds=[refund_words(one) for one in dossier.refunds],
        messages=message_lines(messages_about(parts.ports.work, dossier.code), now),
        words=words,
        now=now,
        hours=calendar.hours,
        papers=papers_shown(
            dossier, parts.papers.papers.of_dossier(dossier.code), f"{owner.base}/papers", now, may_change=False
        ),
        limit=limit,
    )


def claimable(dossier: Dossier, owner: Owner) -> str:
    """The secret to put it into the account of whoever is signed in and looks by the link; else nothing."""
    reader = current_caller()
    if owner.code or reader.kind != ACCOUNT_KIND or reader.id in dossier.owners:
        return ""
    return owner.caller.owner_token or ""


def _withdrawal_page(parts: Parts, owner: Owner, form: Form) -> str:
    return render_template("intake/own_withdraw.html", dossier=owner.dossier(parts), own=owner.base, form=form)


def _may_withdraw(dossier: Dossier) -> bool:
    return not dossier.status.is_closed and dossier.decision is None


def _done_or_told(
    parts: Parts, owner: Owner, act: Callable[[Dossier], Dossier], done: str, again: Callable[[Form], str]
) -> AnyResponse:
    """The owner's page after the step; the form once more where something is missing; what stood in the way."""
    dossier = owner.dossier(parts)
    tongue = display.language()
    try:
        act(dossier)
    except InvalidRequest as wrong:
        errors = {fault.pointer.lstrip("/"): fault.words.in_language(tongue) for fault in wrong.faults}
        return make_response(again(Form(request.form.to_dict(), errors, _labels())), 422)
    except IllegalStep as refused:
        return make_response(own_page(parts, owner, told=refused.words.in_language(tongue)), 409)
    except Conflict:
        return make_response(own_page(parts, owner, told=_("Hồ sơ vừa thay đổi. Xem lại rồi gửi lần nữa.")), 409)
    return redirect(f"{owner.base}?done={done}", 303)


def _labels() -> dict[str, str]:
    return {"text": _("Đã bổ sung những gì"), "reason": _("Lý do")}


def told_of(done: str) -> str:
    """What was done, once the owner is back on the page."""
    return {
        "supplemented": _("Đã nhận bổ sung. Hồ sơ được làm tiếp."),
        "withdrawn": _("Đã rút hồ sơ."),
        "claimed": _("Đã thêm vào hồ sơ của tôi."),
    }.get(done, "")
