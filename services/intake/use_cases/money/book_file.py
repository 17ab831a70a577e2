"""A day of money as a file for a spreadsheet: what was taken and given back, and each transaction in both books."""

from __future__ import annotations

import csv
import io

from services.intake.domain.money.means import Means
from services.intake.domain.money.reconciliation import Line
from services.intake.use_cases.money.day import MoneyDay
from services.intake.use_cases.money_ports import MoneyRow
from shared.working_time.calendar import local

HEAD = (
    "kind",
    "at",
    "dossier",
    "receipt_or_voucher",
    "means",
    "transaction",
    "ours",
    "bank",
    "match",
    "outcome",
    "repeats",
)
# What a spreadsheet takes for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def day_as_csv(day: MoneyDay) -> str:
    """One line a receipt, a refund and a bank transaction; amounts in đồng, refunds below nought."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEAD)
    for row in day.rows:
        writer.writerow([_safe(one) for one in _row(row)])
    for line in day.lines:
        writer.writerow([_safe(one) for one in _line(line)])
    return text.getvalue()


def _row(one: MoneyRow) -> list[str | int]:
    kind = "refund" if one.back else "receipt"
    amount = -one.amount if one.back else one.amount
    at = local(one.at).isoformat(timespec="seconds")
    return [kind, at, one.dossier, one.number, one.means.value, "", amount, "", "", "", ""]


def _line(one: Line) -> list[str | int]:
    ours, theirs = one.ours, one.theirs
    return [
        "bank",
        local(one.transfer.booked_at).isoformat(timespec="seconds"),
        (ours.dossier or "") if ours else "",
        "",
        Means.TRANSFER.value,
        one.transfer.transaction,
        ours.transfer.amount if ours else "",
        theirs.amount if theirs else "",
        one.match.value,
        ours.outcome.value if ours else "",
        ours.repeats if ours else "",
    ]


def _safe(value: str | int) -> str | int:
    """Text that no spreadsheet runs; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
