"""Further steps of officers on pages: ask for the fee, stop, write down a loss, a delivery or a refund."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.domain.loss import APOLOGY
from services.intake.domain.money.means import Means
from services.intake.domain.returning import ReturnMethod
from services.intake.domain.status import Status
from services.intake.domain.stop import StopGround
from services.intake.use_cases.money.give_refund import give_refund
from services.intake.use_cases.record_delivery import record_delivery
from services.intake.use_cases.record_loss import record_loss
from services.intake.use_cases.request_payment import NO_AMOUNT, request_payment
from services.intake.use_cases.stop_dossier import stop_dossier
from services.intake.use_cases.view_dossier import view_dossier
from services.intake.web.desk_dossier import Check, done_or_told
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.store.change import Context
from shared.ui import display, words
from shared.ui.forms import Form
from shared.ui.texts import gettext as _


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a step's form; with ``items`` a choice, ``long`` a text of several lines."""

    name: str
    label: str
    hint: str = ""
    long: bool = False
    items: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What the page says: ``told`` are sentences before the fields."""

    name: str
    title: str
    button: str
    told: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()


Act = Callable[[Context, Check], Dossier]


def add_life_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the forms of these steps onto the blueprint."""
    _add_payment(pages, parts)
    _add_stop(pages, parts)
    _add_loss(pages, parts)
    _add_delivery(pages, parts)
    _add_refund(pages, parts)


def _add_payment(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/desk/dossiers/<code>/request-payment")
    @needs("dossier.request-payment")
    def confirm_payment(code: str) -> str | AnyResponse:
        return _open(parts, code, _ask_payment, lambda one: one.owed is None and one.status in ASKABLE)

    @pages.post("/desk/dossiers/<code>/request-payment")
    @needs("dossier.request-payment")
    def ask_payment(code: str) -> AnyResponse:
        def act(context: Context, check: Check) -> Dossier:
            return request_payment(parts.ports, current_caller(), code, _amount(), context, check=check)

        return _send(parts, code, _ask_payment, act, "payment-asked")


def _add_stop(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/desk/dossiers/<code>/stop")
    @needs("dossier.stop")
    def confirm_stop(code: str) -> str | AnyResponse:
        return _open(parts, code, _stop, lambda one: not one.status.is_closed and one.decision is None)

    @pages.post("/desk/dossiers/<code>/stop")
    @needs("dossier.stop")
    def stop(code: str) -> AnyResponse:
        def act(context: Context, check: Check) -> Dossier:
            grounds = {one.value: one for one in StopGround}
            ground = grounds.get(request.form.get("ground", ""))
            if ground is None:
                raise InvalidRequest((FieldFault("/ground", Words("Chọn một trong các mục", "Choose one")),))
            reason = request.form.get("reason", "")
            return stop_dossier(parts.ports, current_caller(), code, ground, reason, context, check=check)

        return _send(parts, code, _stop, act, "stopped")


def _add_loss(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/desk/dossiers/<code>/record-loss")
    @needs("dossier.record-loss")
    def confirm_loss(code: str) -> str | AnyResponse:
        return _open(parts, code, _lose, lambda one: not one.status.is_closed)

    @pages.post("/desk/dossiers/<code>/record-loss")
    @needs("dossier.record-loss")
    def lose(code: str) -> AnyResponse:
        def act(context: Context, check: Check) -> Dossier:
            return record_loss(parts.ports, current_caller(), code, request.form.get("what", ""), context, check=check)

        return _send(parts, code, _lose, act, "lost")


def _add_delivery(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/desk/dossiers/<code>/record-delivery")
    @needs("dossier.record-delivery")
    def confirm_delivery(code: str) -> str | AnyResponse:
        return _open(parts, code, _deliver, lambda one: one.returned is not None and _on_its_way(one))

    @pages.post("/desk/dossiers/<code>/record-delivery")
    @needs("dossier.record-delivery")
    def deliver(code: str) -> AnyResponse:
        def act(context: Context, check: Check) -> Dossier:
            return record_delivery(parts.ports, current_caller(), code, context, check=check)

        return _send(parts, code, _deliver, act, "delivered")


def _add_refund(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/desk/dossiers/<code>/record-refund")
    @needs("dossier.record-refund")
    def confirm_refund(code: str) -> str | AnyResponse:
        return _open(parts, code, _refund, lambda one: bool(one.refunds_due))

    @pages.post("/desk/dossiers/<code>/record-refund")
    @needs("dossier.record-refund")
    def give_back_money(code: str) -> AnyResponse:
        def act(context: Context, check: Check) -> Dossier:
            ways = {one.value: one for one in Means}
            means = ways.get(request.form.get("means", ""))
            if means is None:
                raise InvalidRequest((FieldFault("/means", Words("Chọn một trong các mục", "Choose one")),))
            wanted, number = request.form.get("refund", ""), request.form.get("number", "")
            due = view_dossier(parts.ports, current_caller(), code).refunds_due
            refund = wanted or (due[0].id if len(due) == 1 else "")
            return give_refund(parts.ports, current_caller(), code, refund, means, number, context, check=check)

        return _send(parts, code, _refund, act, "refunded")


ASKABLE = frozenset({Status.FILED, Status.ACCEPTED, Status.IN_PROGRESS})


def _on_its_way(dossier: Dossier) -> bool:
    sent = dossier.returned
    return sent is not None and sent.method is ReturnMethod.POST and sent.delivered_at is None


def _ask_payment(dossier: Dossier, _parts: Parts) -> Step:
    tongue = display.language()
    fees = [f"{fee.name.in_language(tongue)}: {words.money(fee.amount, tongue)}." for fee in dossier.procedure.fees]
    hint = _("Để trống thì lấy mức trong danh mục") if fees else _("Danh mục không có phí: ghi số tiền")
    told = (_("Trong lúc chờ nộp phí, thời gian giải quyết tạm dừng."), *fees)
    return Step(
        "request-payment",
        _("Yêu cầu nộp phí"),
        _("Gửi yêu cầu"),
        told,
        (Field("amount", _("Số tiền (đồng)"), hint),),
    )


def _stop(dossier: Dossier, _parts: Parts) -> Step:
    tongue = display.language()
    grounds = [StopGround.OTHER] if dossier.acceptance else []
    grounds = [*([StopGround.NOT_PAID] if dossier.owed else []), *grounds]
    grounds = [*([StopGround.NO_ANSWER] if dossier.asked else []), *grounds]
    items = tuple({"value": one.value, "text": one.words.in_language(tongue)} for one in grounds)
    return Step(
        "stop",
        _("Dừng giải quyết hồ sơ này?"),
        _("Dừng giải quyết"),
        (_("Nơi đang giải quyết được báo thu hồi. Không dừng được khi người nộp còn thời gian trả lời."),),
        (
            Field("ground", _("Căn cứ"), items=items),
            Field("reason", _("Lý do"), _("Người nộp đọc đúng những chữ này"), long=True),
        ),
    )


def _lose(_dossier: Dossier, _parts: Parts) -> Step:
    return Step(
        "record-loss",
        _("Ghi giấy tờ bị thất lạc"),
        _("Ghi và xin lỗi người nộp"),
        (_("Người nộp nhận lời này:"), APOLOGY.in_language(display.language())),
        (Field("what", _("Mất gì, làm lại ra sao"), _("Người nộp đọc đúng những chữ này"), long=True),),
    )


def _deliver(dossier: Dossier, _parts: Parts) -> Step:
    sent = dossier.returned
    number = sent.tracking_number if sent else None
    told = (_("Bưu gửi số %(number)s.", number=number or ""),)
    return Step("record-delivery", _("Bưu chính đã phát kết quả?"), _("Ghi đã phát"), told)


def _refund(dossier: Dossier, _parts: Parts) -> Step:
    tongue = display.language()
    due = [
        (one.id, f"{words.money(one.amount, tongue)}: {one.case.words.in_language(tongue)}")
        for one in dossier.refunds_due
    ]
    several = (
        (Field("refund", _("Khoản nào"), items=tuple({"value": id, "text": told} for id, told in due)),)
        if len(due) > 1
        else ()
    )
    ways = tuple({"value": one.value, "text": one.words.in_language(tongue)} for one in Means)
    return Step(
        "record-refund",
        _("Ghi đã hoàn tiền"),
        _("Ghi đã hoàn"),
        tuple(f"{told}." for _id, told in due) if len(due) == 1 else (),
        (
            *several,
            Field("means", _("Cách hoàn"), items=ways),
            Field("number", _("Số phiếu chi hoặc số lệnh chuyển tiền")),
        ),
    )


Describe = Callable[[Dossier, Parts], Step]


def _open(parts: Parts, code: str, describe: Describe, possible: Callable[[Dossier], bool]) -> str | AnyResponse:
    dossier = view_dossier(parts.ports, current_caller(), code)
    if not possible(dossier):
        return redirect(f"/desk/dossiers/{dossier.code}", 303)
    return _page(dossier, describe(dossier, parts), {}, {})


def _send(parts: Parts, code: str, describe: Describe, act: Act, done: str) -> AnyResponse:
    context = request_context(clock=parts.ports.clock)
    try:
        return done_or_told(parts, code, lambda check: act(context, check), done)
    except InvalidRequest as wrong:
        tongue = display.language()
        errors = {fault.pointer.lstrip("/"): fault.words.in_language(tongue) for fault in wrong.faults}
        dossier = view_dossier(parts.ports, current_caller(), code)
        return make_response(_page(dossier, describe(dossier, parts), request.form.to_dict(), errors), 422)


def _page(dossier: Dossier, step: Step, values: dict[str, str], errors: dict[str, str]) -> str:
    form = Form(values, errors, {one.name: one.label for one in step.fields})
    return render_template("intake/desk_life_step.html", dossier=dossier, step=step, form=form)


def _amount() -> int | None:
    """What was typed, with the dots that people write. Raises InvalidRequest."""
    typed = request.form.get("amount", "").translate(str.maketrans("", "", " .,đ"))
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 12:
        raise InvalidRequest((FieldFault("/amount", NO_AMOUNT),))
    return int(typed)
