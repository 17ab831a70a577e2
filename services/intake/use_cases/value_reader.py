"""Reads values out of typed data (a form, a file, JSON) and collects what is wrong with them, each with its pointer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from services.intake.domain.errors import FieldFault, Words
from shared.text import normalise, search_key

E = TypeVar("E", bound=Enum)
T = TypeVar("T")
MISSING = Words("Cần điền mục này", "This field is needed")
NOT_TEXT = Words("Mục này phải là chữ", "This field must be text")
NOT_A_LIST = Words("Mục này phải là một danh sách", "This field must be a list")
NOT_FIELDS = Words("Mục này phải gồm các trường có tên", "This field must be an object")
NOT_A_DATE = Words(
    "Ghi ngày theo năm-tháng-ngày hoặc ngày/tháng/năm", "Write a date as year-month-day or day/month/year"
)
NOT_A_CLOCK = Words("Ghi giờ theo 24 giờ, ví dụ 15:00", "Write a time of 24 hours, such as 15:00")
NOT_YES_OR_NO = Words("Ghi có hoặc không", "Write yes or no")
UNKNOWN_FIELD = Words("Không có mục này", "There is no such field")
YES = frozenset({"true", "yes", "y", "x", "1", "co"})
NO = frozenset({"false", "no", "n", "0", "khong", ""})


class ValueReader:
    """Every method takes the data, the pointer of what holds it, and the field's name; a fault gives an empty value."""

    def __init__(self) -> None:
        self.faults: list[FieldFault] = []

    def fault(self, pointer: str, words: Words) -> None:
        self.faults.append(FieldFault(pointer, words))

    def known(self, data: Mapping[str, Any], base: str, names: Sequence[str]) -> None:
        """That the data has no field of another name: a slip of the pen must not be passed over."""
        for name in data:
            if name not in names:
                self.fault(f"{base}/{str(name)[:80]}", UNKNOWN_FIELD)

    def text(self, data: Mapping[str, Any], base: str, name: str, longest: int, *, needed: bool = False) -> str:
        value = data.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if needed:
                self.fault(f"{base}/{name}", MISSING)
            return ""
        if not isinstance(value, str):
            self.fault(f"{base}/{name}", NOT_TEXT)
            return ""
        read = normalise(value)
        if len(read) > longest:
            told = Words(f"Không quá {longest} chữ", f"No more than {longest} characters")
            self.fault(f"{base}/{name}", told)
        return read

    def mapping(
        self, data: Mapping[str, Any], base: str, name: str, *, needed: bool = True
    ) -> Mapping[str, Any] | None:
        value = data.get(name)
        if value is None or value == "":
            if needed:
                self.fault(f"{base}/{name}", MISSING)
            return None
        if not isinstance(value, Mapping):
            self.fault(f"{base}/{name}", NOT_FIELDS)
            return None
        return value

    def items(
        self, data: Mapping[str, Any], base: str, name: str, longest: int, read: Callable[[Mapping[str, Any], str], T]
    ) -> tuple[T, ...]:
        """Each item read by ``read`` under its own pointer (``/fees/0``)."""
        values = data.get(name)
        if values is None:
            return ()
        if not isinstance(values, list):
            self.fault(f"{base}/{name}", NOT_A_LIST)
            return ()
        if len(values) > longest:
            self.fault(f"{base}/{name}", Words(f"Không quá {longest} mục", f"No more than {longest} items"))
            return ()
        found = []
        for place, value in enumerate(values):
            pointer = f"{base}/{name}/{place}"
            if isinstance(value, Mapping):
                found.append(read(value, pointer))
            else:
                self.fault(pointer, NOT_FIELDS)
        return tuple(found)

    def choice(
        self, data: Mapping[str, Any], base: str, name: str, kind: type[E], *, otherwise: E | None = None
    ) -> E | None:
        """By its value or by its words in either language, marks or no marks; ``otherwise`` where nothing stands."""
        text = data.get(name)
        if text is None or text == "":
            if otherwise is None:
                self.fault(f"{base}/{name}", MISSING)
            return otherwise
        return self.chosen(text, f"{base}/{name}", kind)

    def chosen(self, value: Any, pointer: str, kind: type[E]) -> E | None:
        by_name = _names(kind)
        found = by_name.get(value) if isinstance(value, str) else None
        if found is None and isinstance(value, str):
            found = by_name.get(search_key(value))
        if found is None:
            values = ", ".join(str(one.value) for one in kind)
            self.fault(pointer, Words(f"Chọn một trong: {values}", f"Choose one of: {values}"))
        return found

    def number(
        self, data: Mapping[str, Any], base: str, name: str, *, least: int, most: int, otherwise: int | None = None
    ) -> int:
        value = data.get(name)
        if value is None or value == "":
            if otherwise is None:
                self.fault(f"{base}/{name}", MISSING)
            return least if otherwise is None else otherwise
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}|[0-9]{1,3}(\.[0-9]{3}){1,4}", value.strip()):
            value = int(value.strip().replace(".", ""))
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(
                f"{base}/{name}",
                Words(f"Ghi số nguyên từ {least} đến {most}", f"Write a whole number from {least} to {most}"),
            )
            return least
        return value

    def yes_or_no(self, data: Mapping[str, Any], base: str, name: str, *, otherwise: bool) -> bool:
        value = data.get(name)
        if value is None or value == "":
            return otherwise
        if isinstance(value, bool):
            return value
        word = search_key(str(value))
        if word not in YES | NO:
            self.fault(f"{base}/{name}", NOT_YES_OR_NO)
        return word in YES

    def day(self, data: Mapping[str, Any], base: str, name: str, *, needed: bool = False) -> date | None:
        value = data.get(name)
        if value is None or value == "":
            if needed:
                self.fault(f"{base}/{name}", MISSING)
            return None
        read = read_day(value)
        if read is None:
            self.fault(f"{base}/{name}", NOT_A_DATE)
        return read

    def clock(self, data: Mapping[str, Any], base: str, name: str) -> time | None:
        value = data.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, time):
            return value.replace(second=0, microsecond=0, tzinfo=None)
        if isinstance(value, str) and re.fullmatch(r"([01]?[0-9]|2[0-3])[:h][0-5][0-9](:00)?", value.strip()):
            hour, minute = re.split("[:h]", value.strip())[:2]
            return time(int(hour), int(minute))
        self.fault(f"{base}/{name}", NOT_A_CLOCK)
        return None

    def words(self, data: Mapping[str, Any], base: str, name: str, longest: int) -> Words:
        """Both languages; what has no English name yet is shown under its Vietnamese one."""
        found = self.mapping(data, base, name)
        if found is None:
            return Words("", "")
        pointer = f"{base}/{name}"
        self.known(found, pointer, ("vi", "en"))
        vi = self.text(found, pointer, "vi", longest, needed=True)
        return Words(vi, self.text(found, pointer, "en", longest) or vi)


@cache
def _names(kind: type[E]) -> dict[str, E]:
    """Every name of every choice: its value as it is, its words in both languages as ``search_key`` gives them."""
    names: dict[str, E] = {}
    for one in kind:
        words = getattr(one, "words", None)
        for name in (str(one.value), *((words.vi, words.en) if words else ())):
            names[name] = names[search_key(name)] = one
    return names


def read_day(value: Any) -> date | None:
    """A day of this or a neighbouring century; None for what is none."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        text = value.strip()
        local = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text)
        text = f"{local[3]}-{local[2]:0>2}-{local[1]:0>2}" if local else text
        try:
            value = date.fromisoformat(text)
        except ValueError:
            return None
    return value if isinstance(value, date) and 1945 <= value.year <= 2100 else None
