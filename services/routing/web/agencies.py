"""The pages of agencies: all of them, one with its connection, adding, renewing, cutting off, and the sheet once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.routing.domain.agency import BadAgency, Delivery
from services.routing.domain.connection import BadOrder, Connection, NotNow, Part
from services.routing.domain.letter import LetterState, NotStuck
from services.routing.use_cases import connect_agencies as connecting
from services.routing.use_cases.connect_agencies import Reach, Renewal, find_connection, is_connected
from services.routing.use_cases.connection_ports import AddressRules, Secrets
from services.routing.use_cases.post_letters import Letters, post_again
from services.routing.use_cases.questions import Questions
from services.routing.web import agency_rows as rows
from shared.http.correlation import current_caller, request_context
from shared.http.problems import Problem
from shared.security.access import needs
from shared.store.change import Conflict, Context, Work
from shared.ui.forms import EMPTY, Form

AGENCIES = "/routing/agencies"
READERS, KEEPERS = frozenset({"leader", "operator", "admin"}), frozenset({"admin"})
LETTERS_SHOWN = 50
REFRESH_SECONDS = 2


@dataclass(frozen=True, slots=True)
class AgencyDesk:
    """What the pages are given; ``connections`` gives every connection by its agency's key."""

    work: Work
    questions: Questions
    connections: Callable[[], dict[str, Connection]]
    letters: Letters
    secrets: Secrets
    rules: AddressRules
    clock: Callable[[], datetime]

    def context(self, why: str) -> Context:
        """Who does it now, and why."""
        return request_context(why or None, clock=self.clock)


def add_agency_pages(pages: Blueprint, desk: AgencyDesk) -> None:
    """Put them onto the blueprint."""
    _add_reading(pages, desk)
    _add_adding(pages, desk)
    _add_orders(pages, desk)
    _add_sheet(pages, desk)


def _add_reading(pages: Blueprint, desk: AgencyDesk) -> None:
    @pages.get(AGENCIES)
    @needs("agency.list")
    def agencies() -> str:
        now, connections, letters = desk.clock(), desk.connections(), desk.letters.standing()
        found = [
            rows.row_of(one, connections.get(one.id) or Connection(one.id), letters.get(one.id), now)
            for one in desk.questions.agencies()
        ]
        return render_template("routing/agencies.html", rows=found, may_keep=_may_keep())

    @pages.get(f"{AGENCIES}/<key>")
    @needs("agency.list")
    def agency_page(key: str) -> Response:
        return _agency(desk, key)

    @pages.post(f"{AGENCIES}/<key>/letters/<id>")
    @needs("agency.keep")
    def letter_again(key: str, id: str) -> AnyResponse:
        try:
            post_again(desk.work, desk.context("post again"), key, id)
        except NotStuck:
            return redirect(f"{AGENCIES}/{key}", 303)  # it was taken meanwhile
        return redirect(f"{AGENCIES}/{key}", 303)


def _add_adding(pages: Blueprint, desk: AgencyDesk) -> None:
    @pages.get(f"{AGENCIES}/new")
    @needs("agency.keep")
    def new_agency() -> str:
        return _form("routing/agency_new.html", EMPTY)

    @pages.post(AGENCIES)
    @needs("agency.keep")
    def add_agency() -> AnyResponse:
        described = {name: _sent(name) for name in ("code", "name", "name_en", "calendar")}
        try:
            agency, _done = connecting.add_agency(desk.work, desk.context(""), described, _reach(), desk.rules)
        except NotNow as refused:
            return _wrong("routing/agency_new.html", "code", rows.told(refused))
        except BadAgency as refused:
            return _wrong("routing/agency_new.html", refused.field, rows.fault_of(refused.field))
        return redirect(f"{AGENCIES}/{agency.id}", 303)


def _add_orders(pages: Blueprint, desk: AgencyDesk) -> None:
    for what in ("connect", "rotate", "revoke"):
        _add_order(pages, desk, what)


def _add_order(pages: Blueprint, desk: AgencyDesk, what: str) -> None:
    template = f"routing/agency_{what}.html"

    @pages.get(f"{AGENCIES}/<key>/{what}", endpoint=f"{what}_agency_page")
    @needs("agency.keep")
    def order_page(key: str) -> str:
        return _form(template, EMPTY, agency=find_connection(desk.work, key)[0])

    @pages.post(f"{AGENCIES}/<key>/{what}", endpoint=f"{what}_agency")
    @needs("agency.keep")
    def order(key: str) -> AnyResponse:
        agency = find_connection(desk.work, key)[0]
        try:
            _ordered(desk, key, what)
        except NotNow as refused:
            return make_response(_agency(desk, key, rows.told(refused)), 409)
        except (BadAgency, BadOrder) as refused:
            return _wrong(template, refused.field, rows.fault_of(refused.field), agency=agency)
        except Conflict:
            raise Problem(409, "conflict") from None
        return redirect(f"{AGENCIES}/{key}", 303)


def _add_sheet(pages: Blueprint, desk: AgencyDesk) -> None:
    @pages.post(f"{AGENCIES}/<key>/sheet")
    @needs("agency.keep")
    def sheet(key: str) -> AnyResponse:
        try:
            content = connecting.open_sheet(desk.work, desk.context("sheet opened"), key, desk.secrets)
        except NotNow as refused:
            return make_response(_agency(desk, key, rows.told(refused)), 409)
        except Conflict:  # somebody else opened it at this very moment
            return make_response(_agency(desk, key, rows.told(NotNow("sheet-gone", ""))), 409)
        text = json.dumps(content, ensure_ascii=False, indent=2)
        if _sent("as") == "file":
            headers = {"Content-Disposition": f'attachment; filename="{key}.json"'}
            return Response(text + "\n", mimetype="application/json", headers=headers)
        agency = find_connection(desk.work, key)[0]
        lines = text.count("\n") + 1
        page = render_template("routing/agency_sheet.html", agency=agency, sheet=text, lines=lines, names=rows.name_of)
        return make_response(page)


def _agency(desk: AgencyDesk, key: str, wrong: str = "") -> Response:
    now = desk.clock()
    agency, connection = find_connection(desk.work, key)
    stuck = list(desk.letters.of(key, LetterState.GIVEN_UP, LETTERS_SHOWN))
    waiting = list(desk.letters.of(key, LetterState.WAITING, LETTERS_SHOWN))
    page = render_template(
        "routing/agency.html",
        agency=agency,
        name=rows.name_of(agency),
        standing=rows.standing_of(agency, connection, now),
        reach=rows.reach_of(agency),
        connection=connection,
        connected=is_connected(agency, connection, now),
        sheet_waits=connection.sheet is not None and connection.pending is None,
        cut=rows.moment(connection.cut_at, now) if connection.cut_at else "",
        keys=[(str(one["kid"]), _until(one, now)) for one in agency.keys_at(now)],
        orders=rows.order_rows(connection, now),
        letters=[*rows.letter_rows(stuck, now, True), *rows.letter_rows(waiting, now, False)],
        may_keep=_may_keep(),
        wrong=wrong,
    )
    answer = make_response(page)
    if connection.pending and not connection.failure and not wrong:
        answer.headers["Refresh"] = str(REFRESH_SECONDS)
    return answer


def _until(key: Any, now: datetime) -> str:
    end = key.get("exp")
    return rows.moment(datetime.fromtimestamp(end, now.tzinfo), now) if end else ""


def _ordered(desk: AgencyDesk, key: str, what: str) -> None:
    context = desk.context(_sent("reason"))
    if what == "connect":
        connecting.connect_agency(desk.work, context, key, _reach(), desk.rules)
    elif what == "revoke":
        connecting.revoke_agency(desk.work, context, key)
    else:
        parts = frozenset(part for part in Part if part.value in request.form.getlist("parts"))
        connecting.renew_connection(desk.work, context, key, Renewal(parts, _hours()))


def _hours() -> float:
    try:
        return float((_sent("overlap_hours") or "0").replace(",", "."))
    except ValueError:
        raise BadOrder("overlap_hours", "is no number") from None


def _reach() -> Reach:
    if _sent("delivery") == Delivery.WEBHOOK.value:
        return Reach.by_webhook(_sent("webhook_url"))
    return Reach()


def _sent(name: str) -> str:
    return request.form.get(name, "").strip()


def _may_keep() -> bool:
    return bool(current_caller().roles & KEEPERS)


def _labels() -> dict[str, str]:
    return {
        "code": _("Mã định danh"),
        "name": _("Tên cơ quan"),
        "name_en": _("Tên tiếng Anh"),
        "calendar": _("Lịch làm việc"),
        "delivery": _("Cơ quan nhận việc bằng cách nào"),
        "webhook_url": _("Địa chỉ nhận thư"),
        "parts": _("Đổi những gì"),
        "overlap_hours": _("Cái cũ còn dùng thêm bao nhiêu giờ"),
        "reason": _("Lý do"),
    }


def _form(template: str, form: Form, **more: Any) -> str:
    ways = [
        {
            "value": Delivery.QUEUE.value,
            "text": _("Hàng đợi riêng"),
            "hint": {"text": _("Phần mềm của cơ quan giữ kết nối AMQP tới máy chủ thông điệp.")},
        },
        {
            "value": Delivery.WEBHOOK.value,
            "text": _("Gửi tới địa chỉ của cơ quan"),
            "hint": {"text": _("Không giữ được kết nối AMQP. Thư được gửi qua HTTPS, cơ quan trả lời qua HTTPS.")},
        },
    ]
    chosen = request.form.getlist("parts") if request.method == "POST" else []
    name = rows.name_of(more["agency"]) if "agency" in more else ""
    return render_template(template, form=form, labels=_labels(), ways=ways, chosen=chosen, agency_name=name, **more)


def _wrong(template: str, field: str, told: str, **more: Any) -> AnyResponse:
    form = Form({"delivery": "queue", **request.form.to_dict()}, {field: told}, _labels())
    return make_response(_form(template, form, **more), 422)
