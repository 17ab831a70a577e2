"""Reads the rows of a list: each cell checked and in its one spelling, every fault named, repeats found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.intake.domain.errors import FieldFault, Words
from services.intake.domain.personal import InvalidValue, read_address, read_identity_number, read_name
from services.intake.domain.priority.groups import PriorityRules
from services.intake.domain.priority.people import Facts
from services.intake.use_cases.priority.ports import Keys, SheetRow
from services.intake.use_cases.reading import EARLIEST_BIRTH, MISSING
from shared.text import normalise, search_key

NO_GROUP = Words("Không có nhóm này", "There is no such group")
NO_COMMUNE = Words("Không có xã, phường này", "There is no such commune")
NOT_YOURS = Words("Dòng này của xã, phường khác", "This row is of another commune")
NO_DATE = Words("Ghi ngày sinh như 3/11/1953", "Write the birth date as 3/11/1953")
NO_SUCH_BIRTH = Words("Ngày sinh không thể như vậy", "The birth date cannot be so")
WHO = Words(
    "Cần số căn cước, hoặc đủ ngày, tháng, năm sinh",
    "Either the identity number or the whole birth date is needed",
)
LOST_ZERO = Words(
    "Số căn cước thiếu chữ số; bảng tính có thể đã bỏ số 0 ở đầu: định dạng cột là chữ",
    "Digits are missing; the spreadsheet may have dropped a leading 0: format the column as text",
)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it was understood; ``faults`` say why it is not taken, ``repeats`` the row that said the same before."""

    number: int
    commune: str = ""
    group: str = ""
    facts: Facts | None = None
    faults: tuple[FieldFault, ...] = ()
    repeats: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file's rows are read by. ``commune`` and ``group`` stand for rows that say none; ``only`` is the one
    commune whose rows may be sent, None for every one."""

    rules: PriorityRules
    today: date
    commune: str | None = None
    group: str | None = None
    only: str | None = None
    names: dict[str, dict[str, str]] = field(default_factory=dict)

    def communes(self) -> Mapping[str, str]:
        return self._named("commune", ((one.code, one.name) for one in self.rules.communes))

    def groups(self) -> Mapping[str, str]:
        return self._named("group", ((one.code, one.name) for one in self.rules.listed_on(self.today)))

    def _named(self, kind: str, values: Iterable[tuple[str, Words]]) -> Mapping[str, str]:
        """Code by whatever it may be written as."""
        if kind not in self.names:
            self.names[kind] = {
                search_key(text): code for code, name in values for text in (code, code.upper(), name.vi, name.en)
            }
        return self.names[kind]


def read_rows(rows: Sequence[SheetRow], reading: Reading, keys: Keys) -> list[ReadRow]:
    """In the file's order. Who stands twice on the same list is taken once."""
    seen: dict[tuple[str, str, str], int] = {}
    found = []
    for row in rows:
        read = _read(row, reading)
        if read.facts is not None:
            place = (keys.id(read.commune, read.facts), read.commune, read.group)
            first = seen.setdefault(place, row.number)
            if first != row.number:
                read = ReadRow(row.number, read.commune, read.group, None, (), first)
        found.append(read)
    return found


class _Row:
    """One row while it is read, with what is wrong with it."""

    def __init__(self, row: SheetRow) -> None:
        self._cells = row.cells
        self.faults: list[FieldFault] = []

    def fault(self, name: str, words: Words) -> None:
        self.faults.append(FieldFault(name, words))

    def text(self, name: str) -> str:
        value = self._cells.get(name)
        return "" if value is None else normalise(str(value))

    def one_of(self, name: str, known: Mapping[str, str], default: str | None, unknown: Words) -> str:
        told = self.text(name)
        code = known.get(search_key(told)) if told else default
        if code is None:
            self.fault(name, unknown if told else MISSING)
        return code or ""

    def checked(self, name: str, read: Callable[[str], str]) -> str | None:
        told = self.text(name)
        try:
            return read(told) if told else None
        except InvalidValue as wrong:
            self.fault(name, wrong.words)
            return None

    def birth_date(self, today: date, *, with_number: bool) -> date | None:
        """The date; a year alone is enough where the number is known, and then says nothing."""
        value = self._cells.get("birth_date")
        born, fault = (value, None) if isinstance(value, date) else _birth_date(self.text("birth_date"), with_number)
        if born is not None and not EARLIEST_BIRTH <= born <= today:
            born, fault = None, NO_SUCH_BIRTH
        if fault is not None:
            self.fault("birth_date", fault)
        return born


def _read(row: SheetRow, reading: Reading) -> ReadRow:
    it = _Row(row)
    commune = it.one_of("commune", reading.communes(), reading.commune, NO_COMMUNE)
    group = it.one_of("group", reading.groups(), reading.group, NO_GROUP)
    if commune and reading.only not in (None, commune):
        it.fault("commune", NOT_YOURS)
    name = it.checked("name", read_name)
    if not it.text("name"):
        it.fault("name", MISSING)
    number = it.checked("identity_number", _number)
    address = it.checked("address", read_address)
    told_number = bool(it.text("identity_number"))
    born = it.birth_date(reading.today, with_number=told_number)
    if born is None and not told_number and not it.text("birth_date"):
        it.fault("identity_number", WHO)
    if it.faults or name is None:
        return ReadRow(row.number, commune, group, None, tuple(it.faults))
    return ReadRow(row.number, commune, group, Facts(name, born, number, address or ""))


def _number(text: str) -> str:
    digits = re.sub(r"[\s.\-]", "", text)
    if re.fullmatch(r"[0-9]{10,11}", digits):
        raise InvalidValue(LOST_ZERO)
    return read_identity_number(text)


def _birth_date(text: str, with_number: bool) -> tuple[date | None, Words | None]:
    """A date as people write it, or what is wrong with it."""
    if not text:
        return None, None
    if re.fullmatch(r"(?:19|20)[0-9]{2}", text):
        return None, None if with_number else WHO
    told = re.fullmatch(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})", text)
    try:
        if told:
            return date(int(told[3]), int(told[2]), int(told[1])), None
        return date.fromisoformat(text), None
    except ValueError:
        return None, NO_SUCH_BIRTH if told else NO_DATE
