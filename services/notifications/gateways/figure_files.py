"""Figures as a file: CSV, or a workbook with a sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from services.notifications.domain.figures import Figures

HEAD = {
    "vi": ("Ngày", "Mẫu tin", "Việc", "Kênh", "Nhà cung cấp", "Tin", "Phải đi ngay", "Giao trong 10 giây",
           "Nhà cung cấp đã nhận", "Đã đến", "Hỏng", "Không rõ", "Không gửi", "Phần tin", "Chi phí (đồng)"),
    "en": ("Day", "Template", "Event", "Channel", "Provider", "Messages", "To go at once", "Handed over within 10 s",
           "Taken by a provider", "Delivered", "Failed", "Unknown", "Not sent", "Parts", "Cost (VND)"),
}  # fmt: skip
WIDTHS = (12, 42, 24, 10, 16, *(14,) * 10)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int


class FigureFile:
    """Implements ``FigureFiles``."""

    def write(self, rows: Sequence[Figures], kind: str, language: str) -> bytes:
        """Raises ValueError for another kind than ``csv`` and ``xlsx``."""
        table: list[tuple[Cell, ...]] = [HEAD[language], *(_cells(one) for one in rows)]
        if kind == "csv":
            return _csv(table)
        if kind == "xlsx":
            return _workbook(table, "Figures" if language == "en" else "Số liệu")
        raise ValueError(f"figures are no {kind}")


def _cells(one: Figures) -> tuple[Cell, ...]:
    return (
        one.day.isoformat(), one.template, one.event, one.channel.value, one.provider, one.asked, one.at_once,
        one.prompt, one.taken, one.delivered, one.failed, one.unknown, one.not_sent, one.parts, one.cost,
    )  # fmt: skip


def _csv(table: Sequence[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([[_plain(one) for one in row] for row in table])
    return ("\ufeff" + text.getvalue()).encode()  # by the mark, spreadsheets know that it is UTF-8


def _plain(value: Cell) -> Cell:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _workbook(table: Sequence[Sequence[Cell]], name: str) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    sheet.freeze_panes = "A2"
    for number, row in enumerate(table):
        cells = [WriteOnlyCell(sheet, one) for one in row]
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # never a formula, whatever a provider is called
            cell.font = Font(bold=number == 0)
        sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
