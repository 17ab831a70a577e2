"""Numbers of receipts: one series a unit and year, no number twice, no gap that nobody can explain."""

from __future__ import annotations

import re
from datetime import datetime

from services.intake.use_cases.ports import Ports
from shared.working_time.calendar import local

KIND = "money"
_NUMBER = re.compile(r"BL([0-9]{2})-([0-9]{6,})")


def next_receipt_number(ports: Ports, unit: str, at: datetime) -> str:
    """``BL26-000123``. Raises StoreAway."""
    year = local(at).year
    return receipt_number(year, ports.numbers.take(receipt_series(unit, year)))


def receipt_series(unit: str, year: int) -> str:
    return f"{KIND}/{unit}/{year}"


def receipt_number(year: int, number: int) -> str:
    return f"BL{year % 100:02}-{number:06}"


def number_of(receipt: str) -> int | None:
    """The number within its series; None for one that somebody wrote by hand."""
    found = _NUMBER.fullmatch(receipt)
    return int(found[2]) if found else None
