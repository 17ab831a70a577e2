"""Reads what people type in a review: days, texts, choices; every fault names its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeVar

from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.domain.time_limit import LimitKind, TimeLimit
from services.intake.use_cases.deciding import LONGEST_TEXT
from services.intake.use_cases.reading import MISSING, UNKNOWN_CHOICE
from shared.text import normalise

E = TypeVar("E", bound=Enum)
SHORT = 200
LONG = Words("Ghi ngắn hơn", "Write less")
NO_DAY = Words("Ghi ngày, tháng, năm, ví dụ 23 11 2026", "Give day, month and year, as in 23 11 2026")
NO_LIMIT = Words("Ghi thời hạn như 7 hoặc 7,5 ngày làm việc", "Give the time as in 7 or 7.5 working days")


class Typed:
    """Reads field after field and collects what is wrong."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self.faults: list[FieldFault] = []

    def fault(self, pointer: str, words: Words) -> None:
        self.faults.append(FieldFault(pointer, words))

    def text(self, name: str, *, needed: bool = True, longest: int = SHORT) -> str:
        read = str(self._data.get(name) or "").strip()
        read = normalise(read) if longest <= SHORT else read
        if (needed and not read) or len(read) > longest:
            self.fault(f"/{name}", LONG if read else MISSING)
        return read

    def long_text(self, name: str, *, needed: bool = True) -> str:
        return self.text(name, needed=needed, longest=LONGEST_TEXT)

    def day(self, name: str, *, needed: bool = True) -> date | None:
        value = self._data.get(name)
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        if not text and not needed:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fault(f"/{name}", NO_DAY if text else MISSING)
            return None

    def choice(self, name: str, choices: type[E]) -> E | None:
        value = self._data.get(name)
        found = next((one for one in choices if value in (one, one.value)), None)
        if found is None:
            self.fault(f"/{name}", UNKNOWN_CHOICE)
        return found

    def must_be_right(self) -> None:
        """Raises InvalidRequest with every fault."""
        if self.faults:
            raise InvalidRequest(tuple(self.faults))


def read_limit(value: Any) -> TimeLimit | None:
    """A limit from ``{kind, amount}``; None for what is none."""
    try:
        kind = LimitKind(str(value["kind"]))
        amount = Decimal(str(value.get("amount") or "0").replace(",", ".").strip())
        return TimeLimit(kind, amount if kind is not LimitKind.IMMEDIATE else Decimal(0))
    except (TypeError, KeyError, ValueError, InvalidOperation, AttributeError):
        return None
