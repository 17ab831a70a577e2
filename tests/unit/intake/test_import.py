"""Procedures from files: a bad row loses no good one, the same file again changes nothing, faults name their cell."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.errors import UnreadableFile, Words
from services.intake.domain.procedure import Level, Procedure
from services.intake.domain.procedure_data import procedure_from_data, procedure_to_data
from services.intake.gateways.catalogue_files import CatalogueFiles
from services.intake.settings import DATA
from services.intake.use_cases.import_procedures import (
    BUSY,
    OUTDATED,
    TWICE,
    Outcome,
    RowReport,
    counts_of,
    preview,
    read_rows,
    take_over,
)
from services.intake.use_cases.import_report import report_to_data, write_report
from shared.store.change import Change, Conflict, Context
from tests.support.fake_store import FakeWork
from tests.support.large_catalogue import entries, good_entry
from tests.unit.intake.fakes import context

FILES = CatalogueFiles()
OURS = [procedure_from_data(one) for one in json.loads((DATA / "procedures.json").read_text(encoding="utf-8"))]


def as_json(rows: list[dict[str, object]]) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode()


def taken(work: FakeWork, content: bytes) -> list[RowReport]:
    return take_over(work, read_rows(FILES.read(content)), context("staff:admin"), "a new decree")


def outcomes(reports: list[RowReport]) -> dict[str, int]:
    return {outcome.value: count for outcome, count in counts_of(reports).items() if count}


def latest(work: FakeWork, code: str) -> Procedure:
    return next(one.latest for one in work.all(ProcedureHistory) if one.code == code)


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_what_was_exported_says_the_same_when_it_is_read_again(kind: str) -> None:
    rows = read_rows(FILES.read(FILES.write(OURS, kind)))
    assert [one.faults for one in rows if one.faults] == []
    read = {one.procedure.code: one.procedure for one in rows if one.procedure}
    assert read == {one.code: one for one in OURS}


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_every_version_goes_out_and_comes_back(kind: str) -> None:
    first = OURS[0]
    second = replace(first, version=2, effective_from=date(2026, 1, 1), level=Level.COMMUNE)
    third = replace(first, version=3, effective_from=date(2026, 7, 1))
    work = FakeWork()
    reports = taken(work, FILES.write([first, second, third, OURS[1]], kind))
    assert outcomes(reports) == {"new": 2, "changed": 2}
    (history,) = (one for one in work.all(ProcedureHistory) if one.code == first.code)
    assert history.versions == (first, second, third)


def test_a_bad_row_loses_no_good_one_and_names_its_field_in_both_languages() -> None:
    rows, wrong = entries(70, bad_every=7)
    work = FakeWork()
    reports = taken(work, as_json(rows))
    assert outcomes(reports) == {"new": 60, "refused": 10}
    refused = {one.place.row: one.faults for one in reports if one.outcome is Outcome.REFUSED}
    assert {row: faults[0].field for row, faults in refused.items()} == wrong
    assert all(fault.words.vi and fault.words.en for faults in refused.values() for fault in faults)
    assert len(work.all(ProcedureHistory)) == 60


def test_the_same_file_again_changes_nothing() -> None:
    work = FakeWork()
    content = FILES.write(OURS, "xlsx")
    taken(work, content)
    before, told = work.all(ProcedureHistory), len(work.facts)
    assert outcomes(taken(work, content)) == {"unchanged": len(OURS)}
    assert (work.all(ProcedureHistory), len(work.facts)) == (before, told)


def test_a_changed_row_is_a_new_version_with_who_when_and_why() -> None:
    work = FakeWork(*(ProcedureHistory.begin(one) for one in OURS[:2]))
    changed = {**procedure_to_data(OURS[0]), "effective_from": "2026-12-01", "cut_off": "15:00"}
    reports = taken(work, as_json([changed, procedure_to_data(OURS[1])]))
    assert [(one.outcome, one.version) for one in reports] == [(Outcome.CHANGED, 2), (Outcome.UNCHANGED, 1)]
    (fact,) = work.facts
    assert fact.data["changed"] == ["cut_off"]
    assert (fact.data["changed_by"], fact.data["why"]) == ("staff:admin", "a new decree")
    assert work.contexts[0].why == "a new decree"
    (history, _) = work.all(ProcedureHistory)
    assert history.versions[0] == OURS[0], "what was published stays"


def test_a_preview_says_the_same_and_writes_nothing() -> None:
    rows, _ = entries(250, bad_every=9)
    read = read_rows(FILES.read(as_json([*rows, good_entry(1)])))
    work = FakeWork()
    before = preview({}, read, context())
    assert work.all(ProcedureHistory) == []
    assert before == take_over(work, read, context(), "why")


def test_a_row_made_from_an_older_version_is_refused() -> None:
    history = ProcedureHistory.begin(OURS[0]).publish(replace(OURS[0], authority=Words("Ủy ban", "Committee")))
    row = {**procedure_to_data(OURS[0]), "cut_off": "15:00"}
    (report,) = taken(FakeWork(history), as_json([row]))
    assert (report.faults[0].field, report.faults[0].words) == ("version", OUTDATED)


def test_a_row_before_the_last_versions_day_is_refused() -> None:
    row = {**procedure_to_data(OURS[0]), "version": 0, "effective_from": "2020-01-01", "cut_off": "15:00"}
    (report,) = taken(FakeWork(ProcedureHistory.begin(OURS[0])), as_json([row]))
    assert report.faults[0].field == "effective_from"


def test_two_rows_that_contradict_each_other_are_told() -> None:
    reports = taken(FakeWork(), as_json([good_entry(1), {**good_entry(1), "cut_off": "15:00"}]))
    assert [one.outcome for one in reports] == [Outcome.NEW, Outcome.REFUSED]
    assert reports[1].faults[0].words == TWICE


def test_somebody_elses_change_at_the_same_time_is_told_at_its_row_alone() -> None:
    class Contested(FakeWork):
        def commit(self, change: Change, context: Context) -> None:
            if any(one.id == "7.000002" for one in change.saved):
                raise Conflict("always somebody else")
            super().commit(change, context)

    work = Contested()
    reports = taken(work, as_json([good_entry(number) for number in (1, 2, 3)]))
    assert outcomes(reports) == {"new": 2, "refused": 1}
    assert reports[1].faults[0].words == BUSY


def workbook(**sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


HEAD: list[object] = [
    "code",
    "effective_from",
    "name_vi",
    "field_vi",
    "level",
    "authority_vi",
    "limit_kind",
    "limit_amount",
]
LINE: list[object] = [1.00181, date(2026, 1, 1), "Thử", "Y tế", "Cấp xã", "Sở Y tế", "ngày làm việc", 2.5]


def test_a_workbook_typed_by_hand_is_understood() -> None:
    content = workbook(
        procedures=[HEAD, LINE],
        results=[["code", "name_vi"], ["1.001810", "Giấy"]],
        components=[["code", "name_vi", "originals", "digitise"], ["1.001810", "Đơn", 1, "không"]],
    )
    work = FakeWork()
    assert outcomes(taken(work, content)) == {"new": 1}
    procedure = latest(work, "1.001810")
    assert (procedure.level, str(procedure.limit.amount)) == (Level.COMMUNE, "2.5")
    assert (procedure.components[0].originals, procedure.components[0].copies) == (1, 0)
    assert procedure.components[0].digitise is False
    assert procedure.name.en == "Thử", "what has no English name yet is shown under its own"


def test_faults_of_a_workbook_name_sheet_row_and_column() -> None:
    content = workbook(
        procedures=[[*HEAD, "colour"], [*LINE, "red"]],
        results=[["code", "name_vi"], ["1.001810", "Giấy"], ["9.999999", "Của ai?"]],
        fees=[["code", "variant", "name_vi", "amount"], ["1.001810", "", "Phí", "nhiều"], ["1.001810", "none", "P", 1]],
    )
    reports = read_rows(FILES.read(content))
    told = {(one.place.sheet, one.place.row, one.field) for row in reports for one in row.faults}
    assert told == {
        ("procedures", 2, "colour"),
        ("fees", 2, "amount"),
        ("fees", 3, "variant"),
        ("results", 3, "code"),
    }


@pytest.mark.parametrize("content", [b"", b"{}", b"[1,", b"PK\x03\x04 broken", b"\xff\xfe", b'["\\ud800"]'])
def test_what_is_no_catalogue_is_said_so(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        FILES.read(content)


def test_a_workbook_without_procedures_is_said_so() -> None:
    with pytest.raises(UnreadableFile, match="procedures"):
        FILES.read(workbook(fees=[["code"]]))


@pytest.mark.parametrize(
    "entry",
    [
        1,
        None,
        [],
        {"name": 5, "limit": [], "fees": {}, "sample": [{}], "variants": [1], "version": "x"},
        {"limit": {"amount": {}}},
    ],
)
def test_anything_in_a_row_is_a_named_fault_and_nothing_breaks(entry: object) -> None:
    (row,) = read_rows(FILES.read(json.dumps([entry]).encode()))
    assert row.procedure is None
    assert row.faults


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    evil = replace(OURS[0], name=Words("=1+1", "=1+1"))
    book = load_workbook(io.BytesIO(FILES.write([evil], "xlsx")))
    assert book["procedures"]["D2"].data_type == "s"
    report = write_report(report_to_data(taken(FakeWork(), as_json([{"code": "=1+1"}]))), "csv")
    assert "'=1+1" in report


def test_the_report_is_a_file_of_rows_fields_and_reasons() -> None:
    rows, _ = entries(20, bad_every=10)
    data = report_to_data(taken(FakeWork(), as_json(rows)))
    assert json.loads(write_report(data, "json"))["counts"]["refused"] == 2
    lines = write_report(data, "csv").splitlines()
    assert lines[0].endswith("sheet,row,code,outcome,version,field,reason_vi,reason_en")
    assert lines[10].startswith(",10,7.000010,refused,,name/vi,Cần điền mục này,")


def test_five_thousand_rows_with_bad_ones_among_them() -> None:
    rows, wrong = entries(5000, bad_every=50)
    reports = taken(FakeWork(), as_json(rows))
    assert outcomes(reports) == {"new": 4900, "refused": 100}
    # Rows of one code stand together.
    assert sorted(one.place.row for one in reports if one.outcome is Outcome.REFUSED) == list(wrong)
