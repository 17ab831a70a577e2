"""The form of a version: its fields are the columns of the tables, so every fault finds its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from services.intake.domain.procedure import Procedure
from services.intake.use_cases.import_procedures import ReadRow, read_rows
from services.intake.use_cases.procedure_tables import COLUMNS, MAIN, TableRow, rows_from_tables, tables_of
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

LISTS = tuple(name for name in COLUMNS if name != MAIN)
NOT_TYPED = ("code", "version")
# What stands in a row by itself: a row with nothing else in it is empty.
GIVEN = ("digitise", "in_national_database", "limit_kind", "statutory_limit_kind")
SPARE = 2
MOST = 100
_NAME = re.compile(r"(?P<sheet>[a-z_]+)-(?P<row>[0-9]{1,3})-(?P<column>[a-z_]+)")


def values_of(procedure: Procedure | None) -> dict[str, str]:
    """The fields of the form as a version fills them; those of a new procedure where there is none."""
    if procedure is None:
        return {"level": "province", "online": "partial", "limit_kind": "working_days", "supplement_policy": "pause"}
    tables = tables_of([procedure])
    values = {name: _text(value) for name, value in tables[MAIN][0].items()}
    for sheet in LISTS:
        for place, line in enumerate(tables[sheet]):
            values |= {f"{sheet}-{place}-{column}": _text(line.get(column)) for column in columns_of(sheet)}
    return values


def columns_of(sheet: str) -> tuple[str, ...]:
    """The columns of a list that are typed."""
    return tuple(name for name in COLUMNS[sheet] if name not in NOT_TYPED)


def rows_shown(values: Mapping[str, str], more: str = "") -> dict[str, range]:
    """How many rows of each list the form has: those that are filled, and some to spare."""
    shown = {}
    for sheet in LISTS:
        filled = [int(found["row"]) for name in values if (found := _NAME.fullmatch(name)) and found["sheet"] == sheet]
        typed = [row for row in filled if _is_filled(values, sheet, row)]
        shown[sheet] = range(min(MOST, max(typed, default=-1) + 1 + SPARE * (3 if sheet == more else 1)))
    return shown


def read_form(values: Mapping[str, str], code: str) -> ReadRow:
    """What was typed, as a procedure or with what is wrong, told at the form's places."""
    main = {name: values.get(name, "").strip() for name in COLUMNS[MAIN]}
    tables: dict[str, list[TableRow]] = {MAIN: [TableRow(0, {**main, "code": code, "version": ""})]}
    for sheet in LISTS:
        lines = []
        for row in range(MOST):
            if _is_filled(values, sheet, row):
                cells: dict[str, Any] = {
                    name: values.get(f"{sheet}-{row}-{name}", "").strip() for name in columns_of(sheet)
                }
                lines.append(TableRow(row, {**cells, "code": code, "version": ""}))
        tables[sheet] = lines
    (read,) = read_rows(rows_from_tables(tables))
    return read


def form_of(values: Mapping[str, str], read: ReadRow | None = None, errors: Mapping[str, str] | None = None) -> Form:
    """The form with each fault at its field, in the reader's language."""
    told: dict[str, str] = {}
    for fault in read.faults if read else ():
        sheet, row = fault.place.sheet, fault.place.row
        name = fault.field if sheet == MAIN else f"{sheet}-{row}-{fault.field}"
        told.setdefault(
            name if name in _LABELLED or sheet != MAIN else "code", fault.words.in_language(display.language())
        )
    names = labels(values)
    return Form(values, {**told, **(errors or {})}, names)


def labels(values: Mapping[str, str]) -> dict[str, str]:
    """Field → label, in the order of the page."""
    found = main_labels()
    for sheet, rows in rows_shown(values).items():
        for row in rows:
            found |= {
                f"{sheet}-{row}-{column}": f"{list_titles()[sheet]} {row + 1}, {label.lower()}"
                for column, label in row_labels().items()
                if column in columns_of(sheet)
            }
    return {**found, "why": _("Vì sao thay đổi")}


def main_labels() -> dict[str, str]:
    """The fields of the procedure itself."""
    return {
        "code": _("Mã thủ tục"),
        "effective_from": _("Có hiệu lực từ ngày"),
        "name_vi": _("Tên tiếng Việt"),
        "name_en": _("Tên tiếng Anh"),
        "field_vi": _("Lĩnh vực, tiếng Việt"),
        "field_en": _("Lĩnh vực, tiếng Anh"),
        "field_code": _("Mã lĩnh vực"),
        "level": _("Cấp giải quyết"),
        "authority_vi": _("Nơi giải quyết, tiếng Việt"),
        "authority_en": _("Nơi giải quyết, tiếng Anh"),
        "online": _("Mức trực tuyến"),
        "limit_kind": _("Thời hạn cam kết tính bằng"),
        "limit_amount": _("Thời hạn cam kết, số"),
        "statutory_limit_kind": _("Thời hạn theo luật tính bằng"),
        "statutory_limit_amount": _("Thời hạn theo luật, số"),
        "cut_off": _("Giờ chốt"),
        "supplement_policy": _("Khi phải bổ sung"),
        "supplement_working_days": _("Người nộp có mấy ngày làm việc để bổ sung"),
        "applicants": _("Ai nộp được"),
        "route": _("Quy trình"),
        "open_dossiers": _("Hồ sơ đang mở khi đổi nơi giải quyết"),
        "sample": _("Những phần là dữ liệu mẫu"),
        "results": _("Kết quả"),
    }


def row_labels() -> dict[str, str]:
    """The fields of one row of a list."""
    return {
        "id": _("Mã"),
        "number": _("Số hiệu"),
        "variant": _("Mã trường hợp"),
        "name_vi": _("Tên tiếng Việt"),
        "name_en": _("Tên tiếng Anh"),
        "title_vi": _("Tên tiếng Việt"),
        "title_en": _("Tên tiếng Anh"),
        "issued_on": _("Ngày ban hành"),
        "amount": _("Số tiền, đồng"),
        "refund_on": _("Hoàn lại khi"),
        "originals": _("Số bản chính"),
        "copies": _("Số bản sao"),
        "digitise": _("Số hóa"),
        "in_national_database": _("Cơ sở dữ liệu quốc gia"),
        "result_code": _("Mã giấy tờ kết quả"),
        "limit_kind": _("Thời hạn cam kết tính bằng"),
        "limit_amount": _("Thời hạn cam kết, số"),
        "statutory_limit_kind": _("Thời hạn theo luật tính bằng"),
        "statutory_limit_amount": _("Thời hạn theo luật, số"),
    }


def list_titles() -> dict[str, str]:
    """The lists, one item each."""
    return {
        "variants": _("Trường hợp"),
        "fees": _("Khoản phí"),
        "components": _("Giấy tờ"),
        "results": _("Kết quả"),
        "legal_basis": _("Căn cứ"),
    }


_LABELLED = frozenset(COLUMNS[MAIN]) | {"results"}


def _is_filled(values: Mapping[str, str], sheet: str, row: int) -> bool:
    return any(values.get(f"{sheet}-{row}-{name}", "").strip() for name in columns_of(sheet) if name not in GIVEN)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
