"""A new version by form: checked as a file's row is, published only on the version that its writer saw."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.errors import InvalidRequest
from services.intake.domain.procedure import Level, LimitKind, OnlineLevel, OpenDossiers, Policy
from services.intake.use_cases.publish_procedure import load_history, publish_procedure
from services.intake.web.catalogue import version_form
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.store.change import Conflict, Key
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

LIST = "/desk/catalogue"


def add_version_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the forms of a new procedure and of a new version onto the blueprint."""

    @pages.get(f"{LIST}/new")
    @needs("procedure.edit")
    def new_procedure() -> str:
        return _page(parts, None, version_form.values_of(None))

    @pages.post(f"{LIST}/new")
    @needs("procedure.edit")
    def send_procedure() -> AnyResponse:
        return _sent(parts, None)

    @pages.get(f"{LIST}/procedures/<code>/new-version")
    @needs("procedure.edit")
    def new_version(code: str) -> str:
        history = load_history(parts.ports.work, code)
        values = {**version_form.values_of(history.latest), "effective_from": "", "based_on": str(history.version)}
        return _page(parts, history, values)

    @pages.post(f"{LIST}/procedures/<code>/new-version")
    @needs("procedure.edit")
    def send_version(code: str) -> AnyResponse:
        return _sent(parts, load_history(parts.ports.work, code))


def _sent(parts: Parts, history: ProcedureHistory | None) -> AnyResponse:
    values = request.form.to_dict()
    if values.get("more"):
        return make_response(_page(parts, history, values, more=values["more"]))
    code = history.code if history else values.get("code", "").strip()
    read = version_form.read_form(values, code)
    if read.procedure is None:
        return make_response(_page(parts, history, values, version_form.form_of(values, read)), 422)
    seen = values.get("based_on", "")
    based_on = int(seen) if history and seen.isascii() and seen.isdigit() and len(seen) < 7 else 0
    context = request_context(clock=parts.ports.clock)
    try:
        publish_procedure(
            parts.ports, current_caller(), read.procedure, values.get("why", ""), context, based_on=based_on
        )
    except InvalidRequest as wrong:
        tongue = display.language()
        errors = {one.pointer.lstrip("/") or "code": one.words.in_language(tongue) for one in wrong.faults}
        return make_response(_page(parts, history, values, version_form.form_of(values, errors=errors)), 422)
    except Conflict:
        return _conflict(parts, code, values)
    return redirect(f"{LIST}/procedures/{code}?done=published", 303)


def _conflict(parts: Parts, code: str, values: Mapping[str, str]) -> AnyResponse:
    """Somebody else was faster: what was typed is all there, and is sent again only on purpose."""
    now = parts.ports.work.load(Key(ProcedureHistory, code)).get(ProcedureHistory, code)
    number = now.version if now else 0
    told = _(
        "Có người vừa đăng phiên bản %(number)s của thủ tục này. Những gì đã điền còn nguyên dưới đây, chưa đăng: "
        "xem phiên bản mới rồi hãy bấm lại.",
        number=number,
    )
    return make_response(_page(parts, now, {**values, "based_on": str(number)}, told=told), 409)


def _page(
    parts: Parts,
    history: ProcedureHistory | None,
    values: Mapping[str, str],
    form: Form | None = None,
    *,
    more: str = "",
    told: str = "",
) -> str:
    return render_template(
        "intake/catalogue/version.html",
        history=history,
        form=form or version_form.form_of(values),
        labels=version_form.main_labels(),
        row_labels=version_form.row_labels(),
        titles=version_form.list_titles(),
        rows=version_form.rows_shown(values, more),
        columns={sheet: version_form.columns_of(sheet) for sheet in version_form.LISTS},
        choices=_choices(),
        hints=_hints(),
        told=told,
        now=parts.now(),
    )


def _choices() -> dict[str, list[dict[str, Any]]]:
    limits = [{"value": "", "text": _("Không ghi")}, *_items(LimitKind)]
    return {
        "level": _items(Level),
        "online": _items(OnlineLevel),
        "limit_kind": _items(LimitKind),
        "statutory_limit_kind": limits,
        "supplement_policy": _items(Policy),
        "open_dossiers": _items(OpenDossiers),
        "digitise": [{"value": "yes", "text": _("Số hóa và lưu")}, {"value": "no", "text": _("Chỉ xuất trình")}],
        "in_national_database": [
            {"value": "no", "text": _("Chưa có, phải nộp")},
            {"value": "yes", "text": _("Đã có, không được yêu cầu nộp")},
        ],
    }


def _hints() -> dict[str, str]:
    return {
        "code": _("Ví dụ 1.001806"),
        "effective_from": _("Ví dụ 1/12/2026; hồ sơ nộp trước ngày này giữ phiên bản cũ"),
        "limit_amount": _("Ngày làm việc có thể lẻ 0,25; giải quyết ngay thì bỏ trống"),
        "cut_off": _("Ví dụ 15:00; nộp sau giờ này tính từ ngày làm việc kế tiếp"),
        "applicants": _("citizen, business, agency, other; cách nhau bằng dấu phẩy"),
        "route": _("Bỏ trống: quy trình mang mã thủ tục"),
        "sample": _("Ví dụ fees, components; bỏ trống nếu tất cả là thật"),
        "variant": _("Bỏ trống: chung cho cả thủ tục"),
    }


def _items(kind: type[Enum]) -> list[dict[str, Any]]:
    tongue = display.language()
    return [{"value": one.value, "text": getattr(one, "words").in_language(tongue)} for one in kind]  # noqa: B009
