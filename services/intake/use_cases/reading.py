"""Reads fields as they were typed (form or JSON) into checked values, and collects what is wrong with each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.domain.personal import InvalidValue

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
MISSING = Words("Cần điền mục này", "This field is needed")
NOT_TEXT = Words("Mục này phải là chữ", "This field must be text")
UNKNOWN_CHOICE = Words("Chọn một trong các mục có sẵn", "Choose one of the values given")
EARLIEST_BIRTH = date(1900, 1, 1)


class Reader:
    """Reads fields out of nested mappings and collects what is wrong with them."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.faults: list[FieldFault] = []

    def fault(self, pointer: str, words: Words) -> None:
        self.faults.append(FieldFault(pointer, words))

    def text(
        self, data: Mapping[str, Any], base: str, name: str, read: Callable[[str], T], *, required: bool = False
    ) -> T | None:
        value = data.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if required:
                self.fault(f"{base}/{name}", MISSING)
            return None
        if not isinstance(value, str):
            self.fault(f"{base}/{name}", NOT_TEXT)
            return None
        try:
            return read(value)
        except InvalidValue as error:
            self.fault(f"{base}/{name}", error.words)
            return None

    def choice(self, data: Mapping[str, Any], base: str, name: str, choices: type[E]) -> E | None:
        def read(text: str) -> E:
            try:
                return choices(text)
            except ValueError:
                raise InvalidValue(UNKNOWN_CHOICE) from None

        return self.text(data, base, name, read, required=True)

    def birth_date(self, data: Mapping[str, Any], base: str) -> date | None:
        value = data.get("birth_date")
        if isinstance(value, date):
            value = value.isoformat()
        return self.text({"birth_date": value}, base, "birth_date", self._read_birth_date)

    def _read_birth_date(self, text: str) -> date:
        try:
            day = date.fromisoformat(text.strip())
        except ValueError:
            raise InvalidValue(Words("Ghi ngày sinh theo năm-tháng-ngày", "Write the date as year-month-day")) from None
        if not EARLIEST_BIRTH <= day <= self.today:
            raise InvalidValue(Words("Ngày sinh không thể như vậy", "The birth date cannot be so"))
        return day

    def must_be_right(self) -> None:
        """Raises InvalidRequest with every fault."""
        if self.faults:
            raise InvalidRequest(tuple(self.faults))
