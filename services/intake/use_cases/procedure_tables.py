"""Procedures as flat tables and back: one row a procedure, its fees, papers, cases … on sheets of their own.

Workbooks and the form on the page speak so; where a value stands is remembered, so that a fault is told at its cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.intake.domain.errors import FieldFault, Words
from services.intake.domain.procedure import Procedure
from services.intake.domain.procedure_data import procedure_to_data

Cells = Mapping[str, Any]
MAIN = "procedures"
# Column → path in an entry. A list in one cell is written with commas.
LIMITS = ("limit_kind", "limit_amount", "statutory_limit_kind", "statutory_limit_amount")
COLUMNS: dict[str, tuple[str, ...]] = {
    MAIN: (
        "code",
        "version",
        "effective_from",
        "name_vi",
        "name_en",
        "field_vi",
        "field_en",
        "field_code",
        "level",
        "authority_vi",
        "authority_en",
        "online",
        *LIMITS,
        "cut_off",
        "supplement_policy",
        "supplement_working_days",
        "applicants",
        "route",
        "open_dossiers",
        "sample",
    ),
    "variants": ("code", "version", "id", "name_vi", "name_en", *LIMITS),
    "fees": ("code", "version", "variant", "name_vi", "name_en", "amount", "refund_on"),
    "components": (
        "code",
        "version",
        "variant",
        "id",
        "name_vi",
        "name_en",
        "originals",
        "copies",
        "digitise",
        "in_national_database",
    ),
    "results": ("code", "version", "name_vi", "name_en", "result_code"),
    "legal_basis": ("code", "version", "number", "title_vi", "title_en", "issued_on"),
}
LISTS = ("applicants", "sample")
GROUPS = ("name", "field", "authority", "title", "statutory_limit", "limit", "supplement")
NO_PROCEDURE = Words("Trang procedures không có thủ tục này", "The sheet procedures has no such procedure")
NO_VARIANT = Words("Trang variants không có trường hợp này", "The sheet variants has no such case")
UNKNOWN_COLUMN = Words("Không có cột này", "There is no such column")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file: the sheet (none in JSON) and the row, counted as people count."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong at a place: ``field`` is a column, or a path into an entry of JSON."""

    place: Place
    field: str
    words: Words


@dataclass(frozen=True, slots=True)
class FileRow:
    """One procedure as a file has it. ``places`` says which row holds which part (``/fees/0``) of its entry."""

    place: Place
    code: str
    entry: Mapping[str, Any] | None
    places: Mapping[str, Place] = field(default_factory=dict)
    faults: tuple[RowFault, ...] = ()

    def locate(self, fault: FieldFault) -> RowFault:
        """The fault at its cell."""
        if not self.place.sheet:
            return RowFault(self.place, fault.pointer.lstrip("/"), fault.words)
        held = [prefix for prefix in self.places if (fault.pointer + "/").startswith(prefix + "/")]
        prefix = max(held, key=len, default="")
        column = _column_of(fault.pointer[len(prefix) :], self.places.get(prefix, self.place).sheet)
        return RowFault(self.places.get(prefix, self.place), column, fault.words)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of a sheet: its number and its cells by column."""

    number: int
    cells: Cells


def rows_from_tables(tables: Mapping[str, Sequence[TableRow]]) -> list[FileRow]:
    """Every procedure of the main sheet with what the other sheets say of it; lines that belong to none are told."""
    main = tables.get(MAIN, ())
    several = _codes_of_several(main)
    belonging: dict[str, dict[str, list[TableRow]]] = {}
    for sheet, lines in tables.items():
        if sheet != MAIN:
            for line in lines:
                belonging.setdefault(_key(line.cells, several), {}).setdefault(sheet, []).append(line)
    found = [_row(line, belonging.pop(_key(line.cells, several), {})) for line in main]
    for strays in belonging.values():
        for sheet, lines in strays.items():
            found += [_stray(Place(sheet, line.number), line.cells) for line in lines]
    return found


def tables_of(procedures: Iterable[Procedure]) -> dict[str, list[Cells]]:
    """The lines of every sheet."""
    tables: dict[str, list[Cells]] = {sheet: [] for sheet in COLUMNS}
    for one in procedures:
        entry = procedure_to_data(one)
        key = {"code": one.code, "version": one.version}
        tables[MAIN].append({**_flat(entry, COLUMNS[MAIN]), **{name: ", ".join(entry[name]) for name in LISTS}})
        for case in (None, *entry["variants"]):
            owner = case or entry
            variant = {"variant": case["id"] if case else ""}
            for sheet in ("fees", "components"):
                tables[sheet] += [{**key, **variant, **_flat(item, COLUMNS[sheet][3:])} for item in owner[sheet]]
            if case:
                tables["variants"].append({**key, **_flat(case, COLUMNS["variants"][2:])})
        tables["results"] += [
            {**key, **_flat(item, ("name_vi", "name_en")), "result_code": item["code"]} for item in entry["results"]
        ]
        tables["legal_basis"] += [{**key, **_flat(item, COLUMNS["legal_basis"][2:])} for item in entry["legal_basis"]]
    return tables


def _flat(item: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    cells = {}
    for column in columns:
        group, name = _path(column)
        holder = item if group is None else item.get(group) or {}
        value = holder.get(name)
        cells[column] = ", ".join(value) if isinstance(value, list) else value
    return cells


def _path(column: str) -> tuple[str | None, str]:
    for group in GROUPS:
        if column.startswith(group + "_"):
            return group, column.removeprefix(group + "_")
    return None, column


def _column_of(pointer: str, sheet: str) -> str:
    steps = pointer.strip("/").split("/")
    if steps[0] in LISTS or (sheet == MAIN and steps[0] not in COLUMNS[MAIN] and len(steps) == 1):
        return steps[0]
    if sheet == "results" and steps == ["code"]:
        return "result_code"
    return "_".join(steps)


def _codes_of_several(main: Sequence[TableRow]) -> frozenset[str]:
    codes = [_text(line.cells.get("code")) for line in main]
    return frozenset(code for code in codes if codes.count(code) > 1) if len(set(codes)) < len(codes) else frozenset()


def _key(cells: Cells, several: frozenset[str]) -> str:
    """What a line belongs to: the code alone, unless the main sheet has several versions of it."""
    code = _text(cells.get("code"))
    return f"{code}@{_text(cells.get('version'))}" if code in several else code


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _row(line: TableRow, others: Mapping[str, Sequence[TableRow]]) -> FileRow:
    place = Place(MAIN, line.number)
    entry = _nested(line.cells, COLUMNS[MAIN])
    for name in LISTS:
        listed = entry.pop(name, None)
        entry[name] = [one.strip() for one in _text(listed).split(",") if one.strip()]
    places: dict[str, Place] = {}
    faults = _unknown_columns(line.cells, place)
    _put(entry, "variants", others.get("variants", ()), places, "", COLUMNS["variants"][2:])
    cases = {_text(one.get("id")): (one, f"/variants/{n}") for n, one in enumerate(entry.get("variants", []))}
    for sheet in ("fees", "components"):
        for case in dict.fromkeys(_text(one.cells.get("variant")) for one in others.get(sheet, ())):
            lines = [one for one in others[sheet] if _text(one.cells.get("variant")) == case]
            if case and case not in cases:
                faults += [RowFault(Place(sheet, one.number), "variant", NO_VARIANT) for one in lines]
                continue
            owner, base = cases[case] if case else (entry, "")
            _put(owner, sheet, lines, places, base, COLUMNS[sheet][3:])
    _put(entry, "results", others.get("results", ()), places, "", COLUMNS["results"][2:])
    for one in entry.get("results", []):
        one["code"] = one.pop("result_code", None)
    _put(entry, "legal_basis", others.get("legal_basis", ()), places, "", COLUMNS["legal_basis"][2:])
    for sheet, told in others.items():
        for one in told:
            faults += _unknown_columns(one.cells, Place(sheet, one.number))
    return FileRow(place, _text(line.cells.get("code")), entry, places, tuple(faults))


def _put(
    owner: dict[str, Any],
    sheet: str,
    lines: Sequence[TableRow],
    places: dict[str, Place],
    base: str,
    columns: Sequence[str],
) -> None:
    owner[sheet] = [_nested(one.cells, columns) for one in lines]
    places.update({f"{base}/{sheet}/{n}": Place(sheet, one.number) for n, one in enumerate(lines)})


def _nested(cells: Cells, columns: Sequence[str]) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for column in columns:
        value = cells.get(column)
        if value is None or value == "":
            continue
        group, name = _path(column)
        if group is None:
            item[name] = value
        else:
            item.setdefault(group, {})[name] = value
    return item


def _stray(place: Place, cells: Cells) -> FileRow:
    return FileRow(place, _text(cells.get("code")), None, {}, (RowFault(place, "code", NO_PROCEDURE),))


def _unknown_columns(cells: Cells, place: Place) -> list[RowFault]:
    return [
        RowFault(place, name[:80], UNKNOWN_COLUMN)
        for name, value in cells.items()
        if name not in COLUMNS[place.sheet] and value not in (None, "")
    ]
