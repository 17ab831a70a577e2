"""Addresses that nothing is sent to: why, since when; officers add one by hand and release one with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.notifications.domain.message import Channel
from services.notifications.domain.suppression import Suppression, Why
from services.notifications.use_cases.ports import Clock
from services.notifications.use_cases.suppress import BadSuppression, Guard
from services.notifications.web.told import reason_words, way_words
from shared.http.correlation import current_caller, request_context
from shared.http.paging import decode_cursor, encode_cursor
from shared.http.problems import Problem
from shared.security.access import AccessTable, needs
from shared.ui import display, words
from shared.ui.forms import Form

PAGE = "/notifications/suppressions"
ROWS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One line; ``id`` names it for its release."""

    id: str
    kind: str
    word: str
    since: str
    way: str
    to_masked: str
    why: str
    by: str


def add_suppression_pages(pages: Blueprint, guard: Guard, access: AccessTable, clock: Clock) -> None:
    """Put the list and its steps onto the blueprint."""

    def shown(form: Form | None = None, told: str = "") -> str:
        after = decode_cursor(request.args.get("cursor"), datetime, str)
        found = guard.known.page((after[0], after[1]) if after else None, ROWS + 1)
        rows, now = found[:ROWS], clock()
        last = rows[-1] if len(found) > ROWS else None
        return render_template(
            "notifications/suppressions.html",
            rows=[_row(one, now) for one in rows],
            more=encode_cursor([last.since, last.id]) if last else None,
            now=now,
            told=told,
            form=form or Form({"channel": "sms"}, {}, _labels()),
            labels=_labels(),
            may=bool(access.scopes(current_caller().all_roles, "suppression.settle")),
            ways=[{"value": "sms", "text": _("Tin nhắn")}, {"value": "email", "text": _("Thư điện tử")}],
        )

    @pages.get(PAGE)
    @needs("suppression.list")
    def suppressions() -> str:
        return shown(told=_told(request.args.get("done", "")))

    @pages.post(PAGE)
    @needs("suppression.settle")
    def block() -> AnyResponse:
        values = request.form.to_dict()
        channel = next((one for one in Channel if one.value == values.get("channel")), Channel.SMS)
        try:
            guard.block(channel, values.get("address", ""), values.get("why", ""), request_context(clock=clock))
        except BadSuppression as refused:
            return make_response(shown(Form(values, {refused.field: _fault(refused)}, _labels())), 422)
        return redirect(f"{PAGE}?done=blocked", 303)

    @pages.post(f"{PAGE}/<id>/release")
    @needs("suppression.settle")
    def release(id: str) -> AnyResponse:
        try:
            guard.release(id, request.form.get("why", ""), request_context(clock=clock))
        except BadSuppression:
            return make_response(shown(told=_("Chưa bỏ chặn: ghi rõ vì sao, không quá 300 chữ.")), 422)
        except LookupError:
            raise Problem(404, "not-found") from None
        return redirect(f"{PAGE}?done=released", 303)


def _row(one: Suppression, now: datetime) -> Row:
    tongue = display.language()
    told = {
        Why.NOBODY_THERE: _("Không có người nhận"),
        Why.TOO_OFTEN: _("Hỏng %(count)s lần liền", count=len(one.failed)),
        Why.BY_HAND: _("Cán bộ chặn"),
    }
    last = one.steps[-1] if one.steps else None
    by_hand = one.why is Why.BY_HAND and last is not None
    return Row(
        one.id,
        "paused" if one.why is Why.BY_HAND else "late",
        told[one.why] if one.why else "",
        words.capital(words.moment(one.since, now, tongue)) if one.since else "",
        way_words(one.channel),
        one.to_masked,
        last.why if by_hand and last else "",
        last.who.partition(":")[2] if by_hand and last else _("tự động"),
    )


def _fault(refused: BadSuppression) -> str:
    known = {"no_reason": _("Ghi vì sao"), "too_long": _("Không quá 300 chữ")}
    return known.get(refused.reason) or words.capital(reason_words(refused.reason))


def _labels() -> dict[str, str]:
    return {"channel": _("Bằng cách nào"), "address": _("Số điện thoại hoặc địa chỉ thư"), "why": _("Vì sao")}


def _told(done: str) -> str:
    texts: dict[str, str] = {
        "blocked": _("Đã chặn. Người này được gọi điện khi có tin."),
        "released": _("Đã bỏ chặn, lại gửi như thường."),
    }
    return texts.get(done, "")
