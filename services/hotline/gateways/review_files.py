"""The weekly review as files: a PDF with charts to hand round, a workbook to reckon with."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from services.hotline.use_cases.review.review_ports import Print
from services.hotline.use_cases.review.review_tables import Cell, Table, tables_of, totals_of
from shared.print.typesetter import Typesetter
from shared.ui import words

TEMPLATE = Path(__file__).parents[1] / "data" / "review" / "review.typ"
MOST_BARS = 12
MOST_OF_TABLE = 200
LONGEST_NAME = 31  # of a sheet
SUMS = ("Tổng hợp", "Sums")
TEXTS = {
    "title": ("Báo cáo tuần", "Weekly review"),
    "preview": ("Bản xem trước, tuần chưa hết", "Preview, the week is not over"),
    "made": ("Lập tự động lúc %s", "Made by itself at %s"),
    "digest": ("Mã kiểm tra", "Digest"),
    "number": ("Chỉ số", "Figure"),
    "now": ("Tuần này", "This week"),
    "before": ("Tuần trước", "Week before"),
    "chart": ("Phản ánh và bước trễ theo từng bước", "Petitions and late steps by step"),
    "petitions": ("phản ánh", "petitions"),
    "late": ("bước trễ", "late steps"),
    "none": ("Không có", "None"),
    "more": ("Còn %s dòng nữa trong tệp Excel", "%s more rows in the workbook"),
}


class ReviewFile:
    """Implements ``ReviewFiles``."""

    def __init__(self) -> None:
        self._typesetter = Typesetter(TEMPLATE)

    def pdf(self, printed: Print) -> bytes:
        return self._typesetter.pdf(paper_of(printed))

    def pictures(self, printed: Print) -> list[bytes]:
        """The PDF's pages as PNG, for looking at."""
        return self._typesetter.pictures(paper_of(printed))

    def xlsx(self, printed: Print) -> bytes:
        book = Workbook(write_only=True)
        number = 1 if printed.language == "en" else 0
        head = tuple(TEXTS[name][number] for name in ("number", "now", "before"))
        sums = [(name, now, "" if before is None else before) for name, now, before in totals_of(printed)]
        about = [(_span(printed), "", ""), (_made(printed), "", "")]
        _sheet(book, SUMS[number], [*about, head, *sums], (46, 12, 12), heads=3)
        for table in tables_of(printed):
            widths = tuple(10 + 6 * one for one in table.widths)
            _sheet(book, table.title, [table.head, *table.rows], widths, heads=1)
        written = io.BytesIO()
        book.save(written)
        return written.getvalue()


def paper_of(printed: Print) -> dict[str, Any]:
    """Everything that the template says, as data."""
    number = 1 if printed.language == "en" else 0
    texts = {name: pair[number] for name, pair in TEXTS.items()}
    figures = printed.review.figures
    bars = [
        {"name": _words(one["step_name"], number), "note": f"{one['agency_name']} · {_words(one['procedure'], number)}",
         "petitions": len(one["petitions"]), "late": one["late"]}
        for one in figures["places"][:MOST_BARS]
    ]  # fmt: skip
    return {
        "language": printed.language,
        "office": printed.office.in_language(printed.language),
        "texts": texts,
        "week": figures["week"],
        "span": _span(printed),
        "made": _made(printed),
        "preview": not printed.frozen,
        "digest": printed.review.digest,
        "totals": [{"name": name, "now": now, "before": before} for name, now, before in totals_of(printed)],
        "bars": bars,
        "tables": [_drawn(one, texts["more"]) for one in tables_of(printed)],
    }


def _drawn(table: Table, more: str) -> dict[str, Any]:
    rest = len(table.rows) - MOST_OF_TABLE
    return {
        "title": table.title, "head": table.head, "widths": table.widths,
        "rows": [[str(cell) for cell in row] for row in table.rows[:MOST_OF_TABLE]],
        "more": more % rest if rest > 0 else "",
    }  # fmt: skip


def _span(printed: Print) -> str:
    first, last = (date.fromisoformat(printed.review.figures[name]) for name in ("from", "until"))
    tongue = printed.language
    return f"{words.capital(words.day(first, tongue))} – {words.day(last, tongue)}"


def _made(printed: Print) -> str:
    number = 1 if printed.language == "en" else 0
    at: datetime = printed.review.made_at
    told = TEXTS["made"][number] % f"{words.clock(at)} {words.short_date(at, printed.language)}"
    return told if printed.frozen else TEXTS["preview"][number]


def _words(one: Any, number: int) -> str:
    return str(one["en"] if number else one["vi"])


def _sheet(book: Workbook, name: str, rows: Sequence[Sequence[Cell]], widths: Sequence[int], *, heads: int) -> None:
    sheet = book.create_sheet(_name(name))
    for place, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    sheet.freeze_panes = f"A{heads + 1}"
    for number, row in enumerate(rows):
        cells = [WriteOnlyCell(sheet, one) for one in row]
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # never a formula, whatever somebody decided
            cell.font = Font(bold=number < heads)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append(cells)


def _name(title: str) -> str:
    """Sheets have short names, without these letters."""
    return "".join(" " if one in "[]:*?/\\" else one for one in title)[:LONGEST_NAME]
