"""The report of an import as a file: every row with what became of it, every fault with field and reason."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from services.intake.use_cases.import_procedures import RowReport, counts_of

COLUMNS = ("sheet", "row", "code", "outcome", "version", "field", "reason_vi", "reason_en")
# What a spreadsheet would take for a formula; a text mark in front keeps it a text.
FORMULA = ("=", "+", "-", "@", "\t")


def report_to_data(reports: Sequence[RowReport]) -> dict[str, Any]:
    """Counts, and the rows in the file's order."""
    return {
        "counts": {outcome.value: count for outcome, count in counts_of(reports).items()},
        "rows": [row_to_data(one) for one in reports],
    }


def row_to_data(one: RowReport) -> dict[str, Any]:
    return {
        "sheet": one.place.sheet,
        "row": one.place.row,
        "code": one.code,
        "outcome": one.outcome.value,
        "version": one.version,
        "faults": [
            {
                "sheet": fault.place.sheet,
                "row": fault.place.row,
                "field": fault.field,
                "reason": {"vi": fault.words.vi, "en": fault.words.en},
            }
            for fault in one.faults
        ],
    }


def write_report(data: dict[str, Any], kind: str) -> str:
    """``json`` or ``csv`` (one line a fault, one for a row without)."""
    if kind == "json":
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for row in data["rows"]:
        head = [row["code"], row["outcome"], row["version"] or ""]
        for fault in row["faults"] or [{**row, "field": "", "reason": {"vi": "", "en": ""}}]:
            reason = fault["reason"]
            cells = [fault["sheet"], fault["row"], *head, fault["field"], reason["vi"], reason["en"]]
            table.writerow([_plain(one) for one in cells])
    return "\ufeff" + text.getvalue()  # by the mark, spreadsheets know that it is UTF-8


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
