"""The report of a round as a file: read back, it says what the page says, and no text becomes a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from services.intake.domain.errors import Words
from services.intake.gateways.review_files import ReportFiles
from tests.unit.intake.review_house import refused
from tests.unit.intake.test_review_steps import House


def test_a_table_has_a_line_a_procedure_with_its_figures() -> None:
    report = House(refused(1, "Thiếu giấy tờ")).examined().proposed().decided().report()
    text = ReportFiles().write(report, "csv", "vi").decode("utf-8-sig")
    head, first, second = csv.reader(io.StringIO(text))
    row = dict(zip(head, first, strict=True))
    assert (row["Mã thủ tục"], row["Từ chối"], row["Phương án"]) == ("1.013814", "1", "Rút ngắn thời hạn")
    assert second[2] == "Chưa rà soát"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_workbook_has_sums_procedures_and_findings(language: str) -> None:
    report = House(refused(1, "Thiếu giấy tờ")).examined().proposed().decided().report()
    book = load_workbook(io.BytesIO(ReportFiles().write(report, "xlsx", language)))
    sums, procedures, findings = ([list(row) for row in sheet.values] for sheet in book.worksheets)
    shares = {str(row[0]): (row[1], row[2]) for row in sums}
    assert shares["Được đơn giản hóa" if language == "vi" else "Simplified"] == ("1/2", 50)
    assert len(procedures) == 3
    assert findings[1][3:5] == [1, 1]


def test_what_somebody_wrote_is_never_a_formula() -> None:
    house = House()
    report = house.report()
    evil = replace(report, reviews=(replace(house.review, name=Words("=1+1", "=1+1")),))
    book = load_workbook(io.BytesIO(ReportFiles().write(evil, "xlsx", "vi")))
    assert book.worksheets[1]["B2"].data_type == "s"
    assert ",'=1+1," in ReportFiles().write(evil, "csv", "vi").decode()
