"""The pages of a signed-in person: their dossiers, what is wanted of them, drafts, claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import InvalidRequest, NotFound
from services.intake.domain.standing import Lateness, standing_of
from services.intake.domain.status import Status
from services.intake.use_cases.businesses import my_businesses, my_invitations
from services.intake.use_cases.claim_dossier import claim_dossier, list_own
from services.intake.use_cases.drafts import ask_help, end_help, my_drafts, throw_away, view_draft
from services.intake.use_cases.guidance_desk import cancel, my_bookings
from services.intake.use_cases.ports import DossierRow
from services.intake.use_cases.profile import view_account
from services.intake.web import own_dossier
from services.intake.web.my_sign_in import form_of
from services.intake.web.own_dossier import Owner
from services.intake.web.parts import Parts
from services.intake.web.payments import state_of
from shared.http.correlation import current_caller, request_context
from shared.http.problems import Problem
from shared.security.access import needs
from shared.ui import display, words
from shared.ui.forms import Form
from shared.ui.texts import gettext as _
from shared.working_time import Calendar

ROWS = 30
PATH = "/my/dossiers/"


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier: ``kind`` and ``tag`` how it stands, ``task`` what its owner does, ``due`` in words."""

    code: str
    name: str
    person: str
    kind: str
    tag: str
    task: str
    due: str


@dataclass(frozen=True, slots=True)
class DraftLine:
    id: str
    name: str
    saved: str
    expires: str
    helped: bool


def add_my_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the list, claims and drafts onto the blueprint."""

    @pages.get("/my")
    @needs("dossier.list-own")
    def my_home() -> str:
        return _home(parts)

    @pages.get("/my/claim")
    @needs("dossier.claim")
    def my_claim() -> str:
        return _claim_page(parts, Form())

    @pages.post("/my/claim")
    @needs("dossier.claim")
    def send_my_claim() -> AnyResponse:
        values = request.form.to_dict()
        context = request_context(clock=parts.ports.clock)
        account = values.get("account") or None
        try:
            done = claim_dossier(parts.ports, current_caller(), values.get("link", ""), context, account=account)
        except InvalidRequest as wrong:
            return make_response(_claim_page(parts, form_of(values, wrong, _claim_labels())), 422)
        except NotFound as unknown:
            errors = {"link": unknown.words.in_language(display.language())}
            return make_response(_claim_page(parts, Form(values, errors, _claim_labels())), 404)
        return redirect(f"{PATH}{done.code}?done=claimed", 303)

    @pages.post("/my/drafts/<id>/delete")
    @needs("draft.keep")
    def delete_draft(id: str) -> AnyResponse:
        throw_away(parts.ports, current_caller(), id, request_context(clock=parts.ports.clock))
        return redirect("/my?done=draft-deleted", 303)

    @pages.post("/my/drafts/<id>/help")
    @needs("draft.keep")
    def help_with_draft(id: str) -> str:
        code = ask_help(parts.ports, current_caller(), id, request_context(clock=parts.ports.clock))
        draft = view_draft(parts.ports, current_caller(), id)
        return render_template(
            "intake/my_help.html",
            draft=draft,
            name=_procedure_name(parts, draft.procedure),
            code=f"{code[:4]} {code[4:]}",
        )

    @pages.post("/my/drafts/<id>/end-help")
    @needs("draft.keep")
    def end_help_with_draft(id: str) -> AnyResponse:
        end_help(parts.ports, current_caller(), id, request_context(clock=parts.ports.clock))
        return redirect("/my?done=help-ended", 303)

    @pages.post("/my/bookings/<id>/cancel")
    @needs("account.edit")
    def cancel_my_booking(id: str) -> AnyResponse:
        cancel(parts.ports, current_caller(), id, request_context(clock=parts.ports.clock))
        return redirect("/my?done=booking-cancelled", 303)


def add_my_dossier_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the pages about one of one's own dossiers onto the blueprint: the same as behind the personal link."""

    @pages.get(f"{PATH}<code>")
    @needs("dossier.view")
    def my_dossier(code: str) -> str:
        told = own_dossier.told_of(request.args.get("done", ""))
        return own_dossier.own_page(parts, signed_in_owner(code), told=told)

    @pages.get(f"{PATH}<code>/payment-state")
    @needs("dossier.view")
    def my_payment_state(code: str) -> AnyResponse:
        return state_of(signed_in_owner(code).dossier(parts))

    @pages.post(f"{PATH}<code>/supplement")
    @needs("dossier.supplement")
    def send_my_supplement(code: str) -> AnyResponse:
        return own_dossier.supplemented(parts, signed_in_owner(code))

    @pages.get(f"{PATH}<code>/withdraw")
    @needs("dossier.withdraw")
    def confirm_my_withdrawal(code: str) -> str | AnyResponse:
        return own_dossier.withdrawal_form(parts, signed_in_owner(code))

    @pages.post(f"{PATH}<code>/withdraw")
    @needs("dossier.withdraw")
    def send_my_withdrawal(code: str) -> AnyResponse:
        return own_dossier.withdrawn(parts, signed_in_owner(code))

    @pages.get(f"{PATH}<code>/<name>.pdf")
    @needs("dossier.forms")
    def my_form(code: str, name: str) -> AnyResponse:
        return own_dossier.form_of_owner(parts, signed_in_owner(code), name)


def signed_in_owner(code: str) -> Owner:
    """Whoever signed in, on the pages of this dossier."""
    return Owner(current_caller(), f"{PATH}{code}", code)


def line_of(found: DossierRow, now: datetime, calendar: Calendar) -> Line:
    """A dossier as its owner reads it in the list."""
    standing = standing_of(found.status, found.due_at, found.finished_at, now, calendar)
    tongue = display.language()
    task = _task(found.status)
    running = standing.left is not None and found.due_at is not None
    late = standing.lateness is Lateness.LATE
    kind = "you" if task else "late" if late else "done" if found.status.is_closed else "in_time"
    tag = _("Việc của bạn") if task else _("Trễ hẹn") if late else found.status.words.in_language(tongue)
    due = _("Hẹn trả %(when)s", when=words.moment(found.due_at, now, tongue)) if running and found.due_at else ""
    name = found.procedure_name.in_language(tongue)
    return Line(found.code, name, found.applicant_name, kind, tag, task or _("Bây giờ chưa phải làm gì"), due)


def _task(status: Status) -> str:
    """What the owner does now; nothing where it is others' turn."""
    return {
        Status.SUPPLEMENT_ASKED: _("Cần bổ sung giấy tờ"),
        Status.PAYMENT_ASKED: _("Cần nộp phí"),
        Status.DONE: _("Đã có kết quả, mời đến nhận"),
    }.get(status, "")


def _home(parts: Parts) -> str:
    caller, now = current_caller(), parts.now()
    try:
        page = list_own(parts.ports, caller, cursor=request.args.get("cursor") or None, limit=ROWS)
    except ValueError:
        raise Problem(404, "not-found") from None
    calendar = parts.ports.calendars.current()
    return render_template(
        "intake/my.html",
        me=view_account(parts.ports, caller),
        lines=[line_of(one, now, calendar) for one in page.items],
        more=f"/my?cursor={page.next}" if page.next else "",
        drafts=[
            DraftLine(
                one.id,
                _procedure_name(parts, one.procedure),
                words.moment(one.saved_at, now, display.language()),
                words.day(one.expires_at, display.language()),
                one.help is not None and one.help.is_open(now),
            )
            for one in my_drafts(parts.ports, caller)
        ],
        businesses=my_businesses(parts.ports, caller),
        invitations=my_invitations(parts.ports, caller),
        bookings=[(one, _procedure_name(parts, one.procedure)) for one in my_bookings(parts.ports, caller)],
        told=_told(request.args.get("done", "")),
        now=now,
    )


def _claim_page(parts: Parts, form: Form) -> str:
    return render_template("intake/my_claim.html", form=form, businesses=my_businesses(parts.ports, current_caller()))


def _claim_labels() -> dict[str, str]:
    return {"link": _("Đường dẫn riêng, hoặc mã bí mật"), "account": _("Thêm vào")}


def _procedure_name(parts: Parts, code: str) -> str:
    found = parts.ports.catalogue.current(code, parts.now().date())
    return found.name.in_language(display.language()) if found else code


def _told(done: str) -> str:
    return {
        "draft-saved": _("Đã lưu bản nháp. Mở lại ở đây, trên máy nào cũng được."),
        "draft-deleted": _("Đã xóa bản nháp."),
        "help-ended": _("Cán bộ không xem được bản nháp nữa."),
        "booking-moved": _("Đã đổi giờ hẹn."),
        "booking-cancelled": _("Đã hủy lịch hẹn."),
        "joined": _("Đã vào đơn vị. Hồ sơ của đơn vị hiện ở đây."),
        "left": _("Đã rời đơn vị."),
    }.get(done, "")
