"""Procedures in files: JSON with one entry each, or a workbook (XLSX) with a sheet for every kind of line."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

from services.intake.domain.errors import UnreadableFile, Words
from services.intake.domain.procedure import Level, LimitKind, OnlineLevel, OpenDossiers, Policy, Procedure
from services.intake.domain.procedure_data import procedure_to_data
from services.intake.use_cases.procedure_tables import (
    COLUMNS,
    MAIN,
    FileRow,
    Place,
    TableRow,
    rows_from_tables,
    tables_of,
)

GUIDE = "guide"
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 50_000
NO_JSON = Words("Tệp không phải JSON đúng, mã hóa UTF-8", "The file is no valid JSON in UTF-8")
NO_LIST = Words("Tệp JSON phải là một danh sách thủ tục", "The JSON file must be a list of procedures")
NO_WORKBOOK = Words("Tệp không phải bảng tính XLSX đọc được", "The file is no XLSX workbook that can be read")
NO_SHEET = Words("Bảng tính phải có trang procedures", "The workbook must have a sheet procedures")
TOO_MANY = Words(f"Tệp có quá {MOST_ROWS} dòng", f"The file has more than {MOST_ROWS} rows")
WIDTHS = {"name_vi": 60, "name_en": 60, "title_vi": 60, "title_en": 60, "authority_vi": 30, "authority_en": 30}


class CatalogueFiles:
    """Implements ``use_cases.ports.CatalogueFiles``."""

    def read(self, content: bytes) -> list[FileRow]:
        """The rows of a file, whichever of the two it is. Raises UnreadableFile."""
        if content[:4] == b"PK\x03\x04":
            return rows_from_tables(_read_workbook(content))
        return _read_json(content)

    def write(self, procedures: Iterable[Procedure], kind: str) -> bytes:
        """``json`` or ``xlsx``; what is written so can be read again and says the same."""
        if kind == "xlsx":
            return _write_workbook(procedures)
        entries = [procedure_to_data(one) for one in procedures]
        return (json.dumps(entries, ensure_ascii=False, indent=2) + "\n").encode()


def _read_json(content: bytes) -> list[FileRow]:
    try:
        entries = json.loads(content.decode("utf-8-sig"))
        if b"\\ud" in content or b"\\uD" in content:  # half a character passes the parser and breaks what stores it
            json.dumps(entries, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise UnreadableFile(NO_JSON) from None
    if not isinstance(entries, list):
        raise UnreadableFile(NO_LIST)
    if len(entries) > MOST_ROWS:
        raise UnreadableFile(TOO_MANY)
    return [_json_row(number, one) for number, one in enumerate(entries, 1)]


def _json_row(number: int, entry: Any) -> FileRow:
    found = entry if isinstance(entry, Mapping) else {"code": entry if isinstance(entry, str) else ""}
    code = found.get("code")
    return FileRow(Place("", number), code if isinstance(code, str) else "", found)


def _read_workbook(content: bytes) -> dict[str, list[TableRow]]:
    try:
        _refuse_bombs(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            if MAIN not in book.sheetnames:
                raise UnreadableFile(NO_SHEET)
            return {name: list(_lines(book[name])) for name in COLUMNS if name in book.sheetnames}
        finally:
            book.close()
    except UnreadableFile:
        raise
    # The library raises whatever its parsers meet in a broken archive.
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError, SyntaxError) as broken:
        raise UnreadableFile(NO_WORKBOOK) from broken


def _refuse_bombs(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(one.file_size for one in packed.infolist()) > LARGEST_UNPACKED:
            raise UnreadableFile(TOO_MANY)


def _lines(sheet: Any) -> Iterator[TableRow]:
    header: Sequence[str] = ()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MOST_ROWS:
            raise UnreadableFile(TOO_MANY)
        if number == 1:
            header = [str(one or "").strip() for one in cells]
            continue
        line = {name: _value(name, one) for name, one in zip(header, cells, strict=False) if name}
        if any(value not in (None, "") for value in line.values()):
            yield TableRow(number, line)


def _value(column: str, value: Any) -> Any:
    """A cell as a form would send it: dates stay dates, and a code that was taken for a number is a code again."""
    if column in ("code", "number", "id", "variant", "field_code", "result_code", "route"):
        if isinstance(value, float):
            return f"{value:.6f}" if column == "code" else f"{value:g}"
        return None if value is None else str(value)
    if isinstance(value, datetime):
        return value.time() if column == "cut_off" else value.date()
    if isinstance(value, (date, time, bool, int, float)) or value is None:
        return value
    return str(value)


def _write_workbook(procedures: Iterable[Procedure]) -> bytes:
    book = Workbook(write_only=True)
    for name, lines in tables_of(procedures).items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        for place, column in enumerate(COLUMNS[name]):
            sheet.column_dimensions[_letter(place)].width = WIDTHS.get(column, 16)
        sheet.append([_head(sheet, one) for one in COLUMNS[name]])
        for line in lines:
            sheet.append([_cell(sheet, line.get(one)) for one in COLUMNS[name]])
    guide = book.create_sheet(GUIDE)
    for column, width in (("A", 26), ("B", 70), ("C", 70)):
        guide.column_dimensions[column].width = width
    for line_of_guide in _guide():
        guide.append([_cell(guide, one) for one in line_of_guide])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else "A" + chr(ord("A") + place - 26)


def _head(sheet: Any, text: str) -> Any:
    cell = _cell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = is no formula
        cell.alignment = Alignment(wrap_text=len(value) > 40, vertical="top")
    return cell


def _guide() -> Iterator[tuple[str, str, str]]:
    yield "column", "Ý nghĩa", "Meaning"
    yield from GUIDE_LINES
    for column, kind in (
        ("level", Level),
        ("online", OnlineLevel),
        ("limit_kind", LimitKind),
        ("supplement_policy", Policy),
        ("open_dossiers", OpenDossiers),
    ):
        for one in kind:
            yield column, f"{one.value}: {one.words.vi}", f"{one.value}: {one.words.en}"


GUIDE_LINES = (
    ("code", "Mã thủ tục; các trang khác nối với trang procedures bằng mã này", "Code; links the other sheets"),
    (
        "version",
        "Phiên bản mà dòng này lập ra từ đó; để trống nếu thủ tục mới",
        "The version that this row was made from; empty for a new procedure",
    ),
    ("effective_from", "Ngày có hiệu lực", "Day from which it holds"),
    ("variant", "Trường hợp; để trống: cả thủ tục", "The case; empty: the whole procedure"),
    ("amount", "Mức phí, đồng; 0: không thu", "Fee in đồng; 0: free"),
    (
        "refund_on",
        "Khi nào hoàn lại phí: refused, withdrawn, stopped, not_granted, cách nhau bằng dấu phẩy",
        "When the fee is returned: refused, withdrawn, stopped, not_granted, with commas between",
    ),
    ("digitise", "có: số hóa và lưu; không: chỉ xuất trình", "yes: digitised and kept; no: only shown"),
    (
        "in_national_database",
        "có: đã có trong cơ sở dữ liệu quốc gia, không được yêu cầu nộp",
        "yes: it is in a national database and must not be asked for",
    ),
    ("cut_off", "Nộp sau giờ này thì tính từ ngày làm việc kế tiếp", "Later counts from the next working day"),
    ("sample", "Những phần là dữ liệu mẫu, cách nhau bằng dấu phẩy", "Parts that are sample data, with commas"),
)
