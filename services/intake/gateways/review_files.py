"""The report of a round as a file: CSV (a line a procedure) or a workbook with sums, procedures and findings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from services.intake.domain.review.report import RoundReport, Share
from services.intake.domain.review.report_rows import Cell, finding_rows, procedure_rows, sum_rows

FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDTHS = (18, 56, 26, 24, 16, 14, 14, 14, 18, 14, 14, 40, 24, 24, 16, 16)


class ReportFiles:
    """Implements ``use_cases.review_ports.ReviewFiles``."""

    def write(self, report: RoundReport, kind: str, language: str) -> bytes:
        """Raises ValueError for another kind than ``csv`` and ``xlsx``."""
        if kind == "csv":
            return _csv(procedure_rows(report, language))
        if kind == "xlsx":
            return _workbook(report, language)
        raise ValueError(f"a report is no {kind}")


def _csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([[_plain(one) for one in row] for row in rows])
    return ("\ufeff" + text.getvalue()).encode()  # by the mark, spreadsheets know that it is UTF-8


def _workbook(report: RoundReport, language: str) -> bytes:
    book = Workbook(write_only=True)
    english = language == "en"
    sheets = (
        ("Summary" if english else "Tổng hợp", sum_rows(report, language)),
        ("Procedures" if english else "Thủ tục", procedure_rows(report, language)),
        ("Findings" if english else "Số liệu", finding_rows(report, language)),
    )
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        _fill(sheet, rows)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(sheet: WriteOnlyWorksheet, rows: Iterable[Sequence[Cell]]) -> None:
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, one, head=number == 0) for one in row])


def _cell(sheet: WriteOnlyWorksheet, value: Cell, *, head: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, _shown(value))
    if isinstance(cell.value, str):
        cell.data_type = "s"  # never a formula, whatever somebody wrote
    cell.font = Font(bold=head)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _shown(value: Cell) -> Cell:
    return f"{value.count}/{value.of}" if isinstance(value, Share) else value


def _plain(value: Cell) -> Cell:
    shown = _shown(value)
    return f"'{shown}" if isinstance(shown, str) and shown.startswith(FORMULA) else shown
