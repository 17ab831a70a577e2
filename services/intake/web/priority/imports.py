"""A list sent as a file: chosen, read by a job, looked at row by row, taken over; the page tells how far it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import IllegalStep, InvalidRequest
from services.intake.domain.priority.imports import RegisterImport, RowOutcome, SentState
from services.intake.use_cases.import_report import FORMULA
from services.intake.use_cases.priority.imports import (
    SentList,
    desk_of,
    own_commune,
    rows_of,
    send_list,
    start_import,
    view_import,
)
from services.intake.web.parts import Parts
from services.intake.web.priority.lists import HOME
from services.intake.web.priority.words import officer
from shared.http.body_size import takes_up_to
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _
from shared.working_time.calendar import local

IMPORTS = f"{HOME}/imports"
SHOWN, READ_AT_ONCE, LATEST = 50, 1000, 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_priority_import_pages(pages: Blueprint, parts: Parts) -> None:
    """Put sending, looking, taking over and the report onto the blueprint."""
    _add_sending(pages, parts)
    _add_taking(pages, parts)


def _add_sending(pages: Blueprint, parts: Parts) -> None:
    @pages.get(IMPORTS)
    @needs("priority.keep")
    def priority_imports() -> str:
        today = local(parts.ports.clock()).date()
        values = {
            "day-day": str(today.day),
            "day-month": str(today.month),
            "day-year": str(today.year),
            "whole": "whole",
            "commune": request.args.get("commune", ""),
            "group": request.args.get("group", ""),
        }
        return _send_page(parts, Form(values, labels=_labels()))

    @pages.post(IMPORTS)
    @takes_up_to(parts.papers.limits.form_bytes)
    @needs("priority.keep")
    def send_priority_list() -> AnyResponse:
        values, errors = request.form.to_dict(), {}
        file = request.files.get("file")
        content = file.stream.read() if file is not None else b""
        if file is None or not file.filename or not content:
            errors["file"] = _("Chọn một tệp XLSX hoặc CSV")
        as_of = _day(values)
        if as_of is None:
            errors["day"] = _("Ghi ngày, tháng, năm")
        if values.get("whole") not in ("whole", "further"):
            errors["whole"] = _("Chọn một trong các mục")
        if errors or file is None or as_of is None:
            return make_response(_send_page(parts, Form(values, errors, _labels())), 422)
        sent = SentList(
            file.filename or "",
            content,
            as_of,
            values["whole"] == "whole",
            values.get("commune", ""),
            values.get("group", ""),
        )
        try:
            found = send_list(parts.ports, current_caller(), sent, request_context(clock=parts.ports.clock))
        except InvalidRequest as wrong:
            tongue = display.language()
            faults = {one.pointer.lstrip("/"): one.words.in_language(tongue) for one in wrong.faults}
            if "as_of" in faults:
                faults["day"] = faults.pop("as_of")
            return make_response(_send_page(parts, Form(values, faults, _labels())), 422)
        return redirect(f"{IMPORTS}/{found.id}", 303)

    @pages.get(f"{HOME}/pattern.xlsx")
    @needs("priority.keep")
    def priority_pattern() -> Response:
        desk = desk_of(parts.ports)
        content = desk.files.pattern(desk.rules, local(parts.ports.clock()).date())
        headers = {"Content-Disposition": 'attachment; filename="danh-sach-uu-tien.xlsx"'}
        return Response(content, mimetype=XLSX, headers=headers)


def _add_taking(pages: Blueprint, parts: Parts) -> None:
    @pages.get(f"{IMPORTS}/<id>")
    @needs("priority.keep")
    def priority_import(id: str) -> str:
        return _page(parts, view_import(parts.ports, current_caller(), id))

    @pages.post(f"{IMPORTS}/<id>/take-over")
    @needs("priority.keep")
    def take_priority_list(id: str) -> AnyResponse:
        with suppress(IllegalStep, Conflict):  # pressed twice: it runs already
            start_import(parts.ports, current_caller(), id, request_context(clock=parts.ports.clock))
        return redirect(f"{IMPORTS}/{id}", 303)

    @pages.get(f"{IMPORTS}/<id>/report.csv")
    @needs("priority.keep")
    def priority_report(id: str) -> Response:
        found = view_import(parts.ports, current_caller(), id)
        headers = {"Content-Disposition": f'attachment; filename="priority-{found.id}.csv"'}
        return Response(_report(parts, id), mimetype="text/csv", headers=headers)


def _send_page(parts: Parts, form: Form) -> str:
    desk, tongue = desk_of(parts.ports), display.language()
    own = own_commune(parts.ports, current_caller())
    day = local(parts.ports.clock()).date()
    in_rows = {"value": "", "text": _("Mỗi dòng tự ghi")}
    unit = own or None
    return render_template(
        "intake/priority/import.html",
        form=form,
        labels=_labels(),
        own=desk.rules.commune(own) if own else None,
        communes=[in_rows, *({"value": one.code, "text": one.name.in_language(tongue)} for one in desk.rules.communes)],
        groups=[
            in_rows,
            *({"value": one.code, "text": one.name.in_language(tongue)} for one in desk.rules.listed_on(day)),
        ],
        ways=[
            {
                "value": "whole",
                "text": _("Toàn bộ danh sách"),
                "hint": {"text": _("Thay danh sách đang dùng: ai không có trong tệp thì không còn trong danh sách")},
            },
            {
                "value": "further",
                "text": _("Bổ sung thêm người"),
                "hint": {"text": _("Danh sách đang dùng giữ nguyên, thêm những người trong tệp")},
            },
        ],
        latest=[(one, one.state.words.in_language(tongue)) for one in desk.register.latest(unit, LATEST)],
        most=parts.papers.limits.form_bytes // (1024 * 1024),
        now=parts.now(),
    )


def _page(parts: Parts, found: RegisterImport) -> str:
    tongue = display.language()
    rules = desk_of(parts.ports).rules
    refused = rows_of(parts.ports, current_caller(), found.id, -1, SHOWN, RowOutcome.REFUSED)
    lists = sorted({(one.report["commune"], one.report["group"]) for one in _taken(parts, found)})
    return render_template(
        "intake/priority/imported.html",
        found=found,
        heading=_heading(found),
        counts=[(one.words.in_language(tongue), found.counts.get(one.value, 0)) for one in RowOutcome],
        refused=[one.report for one in refused],
        refused_count=found.counts.get(RowOutcome.REFUSED.value, 0),
        sender=officer(parts, found.sent_by),
        labels=_columns(),
        lists=[
            (commune, group, named.name.in_language(tongue), kind.name.in_language(tongue))
            for commune, group in lists
            if (named := rules.commune(commune)) and (kind := rules.group(group))
        ],
        tongue=tongue,
        now=parts.now(),
    )


def _taken(parts: Parts, found: RegisterImport) -> Iterator[Any]:
    """The rows that name the lists which were written; looked through once the file is taken over."""
    after = -1
    if found.state is not SentState.DONE:
        return
    while rows := rows_of(parts.ports, current_caller(), found.id, after, READ_AT_ONCE):
        yield from (one for one in rows if one.told)
        after = rows[-1].place


def _heading(found: RegisterImport) -> str:
    return {
        SentState.READING: _("Đang đọc tệp"),
        SentState.UNREADABLE: _("Không đọc được tệp này"),
        SentState.PREVIEW: _("Xem trước danh sách"),
        SentState.TAKING: _("Đang ghi vào sổ ưu tiên"),
        SentState.DONE: _("Đã ghi vào sổ ưu tiên"),
    }[found.state]


def _report(parts: Parts, id: str) -> str:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("row", "commune", "group", "outcome", "same_as_row", "field", "reason_vi", "reason_en"))
    after = -1
    while rows := rows_of(parts.ports, current_caller(), id, after, READ_AT_ONCE):
        for one in (row.report for row in rows):
            head = [one["row"], one["commune"], one["group"], one["outcome"], one["repeats"] or ""]
            for fault in one["faults"] or [{"field": "", "reason": {"vi": "", "en": ""}}]:
                cells = [*head, fault["field"], fault["reason"]["vi"], fault["reason"]["en"]]
                table.writerow([f"'{cell}" if str(cell).startswith(FORMULA) else cell for cell in cells])
        after = rows[-1].place
    return "\ufeff" + text.getvalue()  # by the mark, spreadsheets know that it is UTF-8


def _day(values: dict[str, str]) -> date | None:
    try:
        return date(*(int(values.get(f"day-{part}", "").strip()) for part in ("year", "month", "day")))
    except ValueError:
        return None


def _labels() -> dict[str, str]:
    return {
        "file": _("Tệp"),
        "day": _("Danh sách đúng vào ngày nào"),
        "whole": _("Tệp này là"),
        "commune": _("Của xã, phường"),
        "group": _("Của nhóm"),
    }


def _columns() -> dict[str, str]:
    return {
        "commune": _("Xã, phường"),
        "group": _("Nhóm ưu tiên"),
        "name": _("Họ và tên"),
        "birth_date": _("Ngày sinh"),
        "identity_number": _("Số căn cước"),
        "address": _("Địa chỉ"),
    }
