"""Takes procedures out of a file into the catalogue, row by row: a bad row is told and loses no good one.

What a row says is compared with what stands: nothing differs → unchanged, so the same file again changes nothing;
something differs → a new version; a code that is not there → a new procedure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.domain.procedure import Procedure
from services.intake.use_cases.procedure_reader import read_procedure
from services.intake.use_cases.procedure_tables import FileRow, Place, RowFault
from services.intake.use_cases.publish_procedure import publication
from shared.store.change import AlreadyExists, Change, Conflict, Context, Key, Loaded, Work

BATCH = 100
TRIES = 3
TWICE = Words(
    "Mã này, ngày này đã có ở một dòng khác với nội dung khác", "Another row has this code and day in other words"
)
OUTDATED = Words(
    "Danh mục đã có phiên bản mới hơn phiên bản ghi ở đây; xuất lại tệp rồi sửa",
    "The catalogue has a later version than the one named here; export again and change that",
)
BUSY = Words(
    "Có người đang sửa thủ tục này cùng lúc; nhập lại dòng này", "Somebody changes this procedure now; import it again"
)


class Outcome(Enum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"

    @property
    def words(self) -> Words:
        return _OUTCOME_WORDS[self]


_OUTCOME_WORDS = {
    Outcome.NEW: Words("Thủ tục mới", "New procedure"),
    Outcome.CHANGED: Words("Phiên bản mới", "New version"),
    Outcome.UNCHANGED: Words("Không đổi", "Unchanged"),
    Outcome.REFUSED: Words("Không nhận", "Refused"),
}


@dataclass(frozen=True, slots=True)
class RowReport:
    """``version`` is the number that says what the row says; None for a refused row."""

    place: Place
    code: str
    outcome: Outcome
    version: int | None = None
    faults: tuple[RowFault, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row whose values were read: a procedure, or what is wrong with it."""

    row: FileRow
    procedure: Procedure | None
    faults: tuple[RowFault, ...] = ()

    @property
    def code(self) -> str:
        return self.procedure.code if self.procedure else self.row.code

    def report(self, outcome: Outcome, version: int | None = None) -> RowReport:
        return RowReport(self.row.place, self.row.code, outcome, version, self.faults)

    def refused(self, fault: FieldFault) -> RowReport:
        return RowReport(self.row.place, self.row.code, Outcome.REFUSED, None, (self.row.locate(fault),))


def read_rows(rows: Sequence[FileRow]) -> list[ReadRow]:
    """Every row read and checked by itself and against its like in the file; versions of a code oldest first."""
    read = [_read(row) for row in rows]
    order = {row.code: place for place, row in reversed(list(enumerate(rows)))}
    read.sort(key=lambda one: (order[one.row.code], *_age(one.procedure)))
    seen: dict[tuple[str, str, int], Procedure] = {}
    found = []
    for one in read:
        wanted = one.procedure
        if wanted is None:
            found.append(one)
            continue
        known = seen.setdefault((wanted.code, wanted.effective_from.isoformat(), wanted.version), wanted)
        if known.says_the_same_as(wanted):
            found.append(one)
        else:
            found.append(replace(one, procedure=None, faults=(one.row.locate(FieldFault("/code", TWICE)),)))
    return found


def decide_rows(loaded: Loaded, rows: Sequence[ReadRow], context: Context, why: str) -> tuple[Change, list[RowReport]]:
    """What the rows change in the histories that were loaded, and what becomes of each row."""
    known = {one.code: one for row in rows if row.procedure and (one := loaded.get(ProcedureHistory, row.code))}
    parts: list[Change] = []
    reports = []
    for row in rows:
        try:
            report, change = _decide(known.get(row.code), row, context, why)
        except InvalidRequest as wrong:
            report, change = row.refused(wrong.faults[0]), Change()
        known.update({one.code: one for one in change.saved if isinstance(one, ProcedureHistory)})
        parts.append(change)
        reports.append(report)
    return Change(
        saved=tuple(one for change in parts for one in change.saved),
        facts=tuple(one for change in parts for one in change.facts),
        jobs=tuple(one for change in parts for one in change.jobs),
    ), reports


def preview(
    histories: Mapping[str, ProcedureHistory],
    rows: Sequence[ReadRow],
    context: Context,
    *,
    told: Callable[[Sequence[RowReport]], None] = lambda _: None,
) -> list[RowReport]:
    """What taking the rows over would do, as the catalogue stands; nothing is written."""
    known = dict(histories)
    reports: list[RowReport] = []
    for batch in batches(rows):
        wanted = [key for key in keys_of(batch) if key.id in known]
        change, done = decide_rows(Loaded({key: known[key.id] for key in wanted}), batch, context, "preview")
        known.update({one.id: one for one in change.saved if isinstance(one, ProcedureHistory)})
        told(done)
        reports += done
    return reports


def take_over(
    work: Work,
    rows: Sequence[ReadRow],
    context: Context,
    why: str,
    *,
    told: Callable[[Sequence[RowReport]], None] = lambda _: None,
) -> list[RowReport]:
    """Batch by batch, each in one transaction; ``told`` hears of each. Raises StoreAway: what is done stays done."""
    reports: list[RowReport] = []
    for batch in batches(rows):
        done = _take_batch(work, batch, context, why)
        told(done)
        reports += done
    return reports


def batches(rows: Sequence[ReadRow], size: int = BATCH) -> Iterator[Sequence[ReadRow]]:
    """The rows in pieces that one transaction takes."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def keys_of(rows: Sequence[ReadRow]) -> list[Key]:
    """The histories that the rows are compared with."""
    return [Key(ProcedureHistory, one.procedure.code) for one in rows if one.procedure]


def counts_of(reports: Sequence[RowReport]) -> dict[Outcome, int]:
    """How many rows came to what, in the order in which it is told."""
    found = Counter(one.outcome for one in reports)
    return {outcome: found[outcome] for outcome in Outcome}


def _take_batch(work: Work, batch: Sequence[ReadRow], context: Context, why: str) -> list[RowReport]:
    for _ in range(TRIES):
        change, reports = decide_rows(work.load(*keys_of(batch)), batch, context, why)
        try:
            work.commit(change, replace(context, why=why[:1000]))
        except (Conflict, AlreadyExists):
            continue
        return reports
    if len(batch) == 1:
        return [batch[0].refused(FieldFault("/code", BUSY))]
    return [report for one in batch for report in _take_batch(work, [one], context, why)]


def _decide(history: ProcedureHistory | None, one: ReadRow, context: Context, why: str) -> tuple[RowReport, Change]:
    wanted = one.procedure
    if wanted is None:
        return one.report(Outcome.REFUSED), Change()
    known = history.knows(wanted) if history else None
    if known is not None:
        return one.report(Outcome.UNCHANGED, known.version), Change()
    if history is not None and 0 < wanted.version < history.version:
        return one.refused(FieldFault("/version", OUTDATED)), Change()
    change = publication(history, wanted, context.actor, why, context.at)
    version = history.version + 1 if history else 1
    return one.report(Outcome.CHANGED if history else Outcome.NEW, version), change


def _read(row: FileRow) -> ReadRow:
    if row.entry is None or row.faults:
        return ReadRow(row, None, row.faults + _faults_of(row))
    try:
        return ReadRow(row, read_procedure(row.entry))
    except InvalidRequest as wrong:
        return ReadRow(row, None, tuple(row.locate(one) for one in wrong.faults))


def _faults_of(row: FileRow) -> tuple[RowFault, ...]:
    if row.entry is None:
        return ()
    try:
        read_procedure(row.entry)
    except InvalidRequest as wrong:
        return tuple(row.locate(one) for one in wrong.faults)
    return ()


def _age(one: Procedure | None) -> tuple[str, int]:
    return (one.effective_from.isoformat(), one.version) if one else ("", 0)
