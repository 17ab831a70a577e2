"""One dossier at the reception desk: looked at, accepted with a due date, its result returned."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, InvalidRequest
from services.intake.domain.form_copy import FormName
from services.intake.domain.returning import ReceivedBy, ReturnMethod, Signed
from services.intake.domain.standing import dossier_standing
from services.intake.domain.status import Status
from services.intake.domain.supplement import RECEPTION
from services.intake.use_cases.accept_dossier import accept_dossier
from services.intake.use_cases.issue_form import forms_of
from services.intake.use_cases.likeness import alike_of
from services.intake.use_cases.return_result import Proof, return_result
from services.intake.use_cases.view_dossier import view_dossier
from services.intake.web import inbox
from services.intake.web.date_words import may_apologise, may_correct
from services.intake.web.desk_papers import papers_at_desk
from services.intake.web.parts import Parts
from services.intake.web.priority.on_dossier import priority_part
from services.intake.web.result_words import refused_results
from services.intake.web.way_words import holder_of, part_lines, steps_of
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

Check = Callable[[Dossier], None]
# What the page offers to whoever may do it.
STEPS = (
    "dossier.accept",
    "dossier.return-result",
    "dossier.supplement",
    "dossier.forms",
    "dossier.control-sheet",
    "dossier.request-payment",
    "dossier.record-payment",
    "dossier.record-refund",
    "dossier.stop",
    "dossier.record-loss",
    "dossier.record-delivery",
    "dossier.apologise",
    "dossier.correct",
    "contact.list",
    "contact.write",
    "portal.view",
)


def add_dossier_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the officers' pages about one dossier onto the blueprint."""

    @pages.get("/desk/dossiers/<code>")
    @needs("dossier.view")
    def desk_dossier(code: str) -> str:
        return _dossier_page(parts, view_dossier(parts.ports, current_caller(), code))

    @pages.get("/desk/dossiers/<code>/accept")
    @needs("dossier.accept")
    def confirm_acceptance(code: str) -> str | AnyResponse:
        dossier = view_dossier(parts.ports, current_caller(), code)
        if dossier.status is not Status.FILED:
            return redirect(f"/desk/dossiers/{dossier.code}", 303)
        due_at, ledger = dossier.procedure.limit.due(
            parts.ports.calendars.current(), parts.now(), dossier.procedure.cut_off
        )
        return render_template(
            "intake/desk_accept.html",
            dossier=dossier,
            due_at=due_at,
            ledger=ledger,
            now=parts.now(),
            hours=parts.hours(),
        )

    @pages.post("/desk/dossiers/<code>/accept")
    @needs("dossier.accept")
    def accept(code: str) -> AnyResponse:
        def act(check: Check) -> Dossier:
            context = request_context(clock=parts.ports.clock)
            return accept_dossier(parts.ports, current_caller(), code, context, check=check)

        return done_or_told(parts, code, act, "accepted")


def add_return_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the return of a result onto the blueprint."""

    @pages.get("/desk/dossiers/<code>/return")
    @needs("dossier.return-result")
    def confirm_return(code: str) -> str | AnyResponse:
        dossier = view_dossier(parts.ports, current_caller(), code)
        if dossier.status is not Status.DONE or dossier.owed is not None:
            return redirect(f"/desk/dossiers/{dossier.code}", 303)
        form = Form(
            {"method": dossier.return_method.value, "received_by": "applicant", "signed": "paper"},
            labels=_return_labels(),
        )
        return _return_page(parts, dossier, form)

    @pages.post("/desk/dossiers/<code>/return")
    @needs("dossier.return-result")
    def give_back(code: str) -> AnyResponse:
        values = request.form.to_dict()
        errors = {
            name: _("Chọn một trong các mục")
            for name, kind in (("method", ReturnMethod), ("received_by", ReceivedBy))
            if values.get(name) not in {one.value for one in kind}
        }
        if errors:
            return _return_again(parts, code, values, errors)

        def act(check: Check) -> Dossier:
            context = request_context(clock=parts.ports.clock)
            return return_result(
                parts.ports,
                current_caller(),
                code,
                ReturnMethod(values["method"]),
                ReceivedBy(values["received_by"]),
                context,
                Proof(
                    Signed.DRAWN if values.get("signed") == Signed.DRAWN.value else Signed.PAPER,
                    values.get("signature", ""),
                    values.get("tracking_number", ""),
                ),
                check=check,
            )

        try:
            return done_or_told(parts, code, act, "returned")
        except InvalidRequest as wrong:
            tongue = display.language()
            faults = {fault.pointer.lstrip("/"): fault.words.in_language(tongue) for fault in wrong.faults}
            if "signature" in faults:  # the pad has no field that one could point at
                faults["signed"] = faults.pop("signature")
            return _return_again(parts, code, values, faults)


def _return_again(parts: Parts, code: str, values: dict[str, str], errors: dict[str, str]) -> AnyResponse:
    dossier = view_dossier(parts.ports, current_caller(), code)
    return make_response(_return_page(parts, dossier, Form(values, errors, _return_labels())), 422)


def _dossier_page(parts: Parts, dossier: Dossier, told: str = "") -> str:
    now, calendar = parts.now(), parts.ports.calendars.current()
    standing = dossier_standing(dossier, now, calendar)
    kind, left = inbox.tag_of(dossier.status, standing)
    unit = parts.ports.unit.name.in_language(display.language())
    allowed = {one for one in STEPS if parts.ports.access.scopes(current_caller().all_roles, one)}
    return render_template(
        "intake/desk_dossier.html",
        dossier=dossier,
        standing=standing,
        kind=kind,
        left=left,
        holder=holder_of(dossier, unit, now),
        parts=part_lines(dossier, now),
        steps=steps_of(dossier, unit, now),
        now=now,
        hours=calendar.hours,
        papers=papers_at_desk(parts, dossier),
        refused=refused_results(parts, dossier),
        told=told or _told(request.args.get("done", "")),
        allowed=allowed,
        may_apologise=may_apologise(dossier),
        may_correct=may_correct(dossier),
        forms=[one for one in forms_of(dossier) if _form_action(one) in allowed],
        alike=alike_of(parts.ports, current_caller(), dossier),
        priority_part=priority_part(parts, dossier),
        may_ask=dossier.supplement(RECEPTION) is None,
        task=inbox.task_of(dossier.status),
        at_portal=_at_portal(parts, dossier) if "portal.view" in allowed else None,
    )


def _at_portal(parts: Parts, dossier: Dossier) -> tuple[str, str]:
    """The kind of tag and its words."""
    if not parts.portal.behind.is_behind(dossier.code):
        return "done", _("Đã đồng bộ")
    return "in_time", _("Đang chờ gửi")


def _form_action(form: FormName) -> str:
    return "dossier.forms" if form.for_owner else "dossier.control-sheet"


def _return_page(parts: Parts, dossier: Dossier, form: Form) -> str:
    return render_template(
        "intake/desk_return.html", dossier=dossier, form=form, labels=_return_labels(), now=parts.now()
    )


def _return_labels() -> dict[str, str]:
    return {
        "method": _("Trả bằng cách nào"),
        "received_by": _("Ai nhận"),
        "signed": _("Người nhận ký bằng cách nào (tại quầy)"),
        "tracking_number": _("Số hiệu bưu gửi (qua bưu chính)"),
    }


def done_or_told(parts: Parts, code: str, act: Callable[[Check], Dossier], done: str) -> AnyResponse:
    """The dossier's page after the action; where the action came too late, its page with what stood in the way."""
    try:
        dossier = act(unchanged_since(request.form.get("version", "")))
    except IllegalStep as refused:
        told, dossier = refused.words.in_language(display.language()), None
    except Conflict:
        told, dossier = _("Có người vừa đổi hồ sơ này. Xem lại rồi quyết định."), None
    if dossier is None:
        return make_response(_dossier_page(parts, view_dossier(parts.ports, current_caller(), code), told), 409)
    return redirect(f"/desk/dossiers/{dossier.code}?done={done}", 303)


def unchanged_since(version: str) -> Check:
    """Refuses to decide on another state than the one that the form was made from."""

    def check(dossier: Dossier) -> None:
        if version and version != str(dossier.version):
            raise Conflict(f"the dossier is at version {dossier.version}")

    return check


def _told(done: str) -> str:
    return {
        "accepted": _("Đã tiếp nhận. Ngày hẹn trả đã có."),
        "prioritised": _("Đã cho ưu tiên. Hồ sơ được làm trước."),
        "same-person": _("Đã xác nhận đúng người. Hồ sơ được làm trước."),
        "another-person": _("Đã ghi: không phải người này."),
        "refused": _("Đã từ chối. Người nộp được báo lý do."),
        "asked": _("Đã gửi yêu cầu bổ sung."),
        "supplemented": _("Đã ghi giấy tờ bổ sung."),
        "apologised": _("Đã xin lỗi và hẹn lại. Người nộp được nhắn ngày mới."),
        "corrected": _("Đã sửa. Giấy tiếp nhận được cấp lại, người nộp được nhắn."),
        "returned": _("Đã ghi việc trả kết quả."),
        "payment-asked": _("Đã yêu cầu nộp phí. Thời gian giải quyết tạm dừng."),
        "paid": _("Đã ghi phí đã nộp. Thời gian giải quyết chạy tiếp."),
        "refunded": _("Đã ghi hoàn tiền cho người nộp."),
        "stopped": _("Đã dừng giải quyết. Người nộp được báo lý do."),
        "lost": _("Đã ghi. Người nộp được báo và xin lỗi."),
        "delivered": _("Đã ghi bưu chính đã phát kết quả."),
    }.get(done, "")
