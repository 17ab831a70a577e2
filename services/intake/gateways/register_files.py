"""Lists of priority people in files: a workbook (XLSX) or CSV, columns named by people or by their codes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from services.intake.domain.errors import UnreadableFile, Words
from services.intake.domain.priority.groups import PriorityRules
from services.intake.use_cases.priority.ports import COLUMNS, SheetRow
from shared.text import search_key

LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 100_000
HEADS = {
    "commune": ("Xã, phường", "Xã/phường", "Xã", "Phường", "Mã xã"),
    "group": ("Nhóm ưu tiên", "Nhóm", "Đối tượng"),
    "name": ("Họ và tên", "Họ tên", "Full name"),
    "birth_date": ("Ngày sinh", "Ngày, tháng, năm sinh", "Năm sinh", "Birth date"),
    "identity_number": ("Số căn cước", "Số CCCD", "CCCD", "Số định danh cá nhân", "Số định danh", "CMND/CCCD"),
    "address": ("Địa chỉ", "Nơi ở", "Chỗ ở hiện nay"),
}
BY_HEAD = {search_key(head): name for name, heads in HEADS.items() for head in (name, name.replace("_", " "), *heads)}
NO_WORKBOOK = Words("Tệp không phải bảng tính XLSX đọc được", "The file is no XLSX workbook that can be read")
NO_TEXT = Words("Tệp CSV phải mã hóa UTF-8 hoặc UTF-16", "A CSV file must be encoded in UTF-8 or UTF-16")
NO_NAME = Words(
    "Dòng đầu phải có tên cột, trong đó có cột Họ và tên",
    "The first row must name the columns, among them the full name",
)
TOO_MANY = Words(f"Tệp có quá {MOST_ROWS} dòng", f"The file has more than {MOST_ROWS} rows")
GUIDE = (
    (
        "Xã, phường",
        "Mã hoặc tên; bỏ trống nếu đã chọn khi gửi tệp",
        "Code or name; empty where it is chosen on sending",
    ),
    ("Nhóm ưu tiên", "Mã hoặc tên; bỏ trống nếu đã chọn khi gửi tệp", "Code or name; empty where it is chosen"),
    ("Họ và tên", "Như trên thẻ căn cước", "As on the identity card"),
    ("Ngày sinh", "3/11/1953. Có số căn cước thì chỉ năm cũng được", "3/11/1953. With a number, the year is enough"),
    ("Số căn cước", "12 chữ số (hoặc CMND 9 số), cột định dạng chữ", "12 digits (or the older 9), column as text"),
    ("Địa chỉ", "Không bắt buộc", "Optional"),
)


class ListFiles:
    """Implements ``use_cases.priority.ports.RegisterFiles``."""

    def read(self, content: bytes) -> list[SheetRow]:
        """The rows of a file, whichever of the two it is. Raises UnreadableFile."""
        lines = _workbook(content) if content[:4] == b"PK\x03\x04" else _csv(content)
        found: list[SheetRow] = []
        columns: list[str | None] | None = None
        for number, cells in lines:
            if columns is None:
                if all(one in (None, "") for one in cells):
                    continue
                columns = _columns(cells)
                continue
            row = {name: value for name, value in zip(columns, cells, strict=False) if name and value not in (None, "")}
            if row:
                found.append(SheetRow(number, row))
            if len(found) > MOST_ROWS:
                raise UnreadableFile(TOO_MANY)
        if columns is None:
            raise UnreadableFile(NO_NAME)
        return found

    def pattern(self, rules: PriorityRules, day: date) -> bytes:
        """An empty workbook with the columns, and a sheet that explains them."""
        book = Workbook()
        sheet = book.active
        sheet.title = "Danh sách"
        for place, name in enumerate(COLUMNS, 1):
            cell = sheet.cell(1, place, HEADS[name][0])
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = 34 if name in ("name", "address") else 20
            sheet.column_dimensions[cell.column_letter].number_format = "@"
        for empty in range(2, 502):
            sheet.cell(empty, COLUMNS.index("identity_number") + 1).number_format = "@"
        sheet.freeze_panes = "A2"
        guide = book.create_sheet("Hướng dẫn")
        for column, width in (("A", 22), ("B", 60), ("C", 60)):
            guide.column_dimensions[column].width = width
        lines: list[Sequence[str]] = [("Cột", "Ý nghĩa", "Meaning"), *GUIDE]
        lines += [("Nhóm: " + one.code, one.name.vi, one.name.en) for one in rules.listed_on(day)]
        lines += [("Xã, phường: " + one.code, one.name.vi, one.name.en) for one in rules.communes]
        for line in lines:
            guide.append(list(line))
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()


def _columns(cells: Iterable[Any]) -> list[str | None]:
    named = [BY_HEAD.get(search_key(str(one))) if one not in (None, "") else None for one in cells]
    if "name" not in named:
        raise UnreadableFile(NO_NAME)
    return [name if name not in named[:place] else None for place, name in enumerate(named)]


def _workbook(content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        _refuse_bombs(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
                yield number, [_value(one) for one in cells]
        finally:
            book.close()
    except UnreadableFile:
        raise
    # The library raises whatever its parsers meet in a broken archive.
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        AttributeError,
        IndexError,
        KeyError,
        ValueError,
        TypeError,
        OSError,
        SyntaxError,
        EOFError,
    ) as broken:
        raise UnreadableFile(NO_WORKBOOK) from broken


def _refuse_bombs(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(one.file_size for one in packed.infolist()) > LARGEST_UNPACKED:
            raise UnreadableFile(TOO_MANY)


def _value(value: Any) -> Any:
    """A cell as it was meant: a number that lost its zeros in front has them again, a date is a date."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        text = str(value)
        return text.zfill(12) if len(text) in (10, 11) else text
    return value if isinstance(value, date) or value is None else str(value)


def _csv(content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(NO_TEXT) from None
    if "\0" in text:
        raise UnreadableFile(NO_TEXT)
    head = text.partition("\n")[0]
    delimiter = max(("\t", ";", ","), key=head.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        raise UnreadableFile(NO_TEXT) from None
