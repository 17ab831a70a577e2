"""A file of procedures sent to the desk: looked at, shown what it would do, taken over by a job, batch by batch."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from services.intake.domain.catalogue_import import CatalogueImport, ImportRow, ImportState
from services.intake.domain.errors import NotFound, Words
from services.intake.domain.procedure_data import procedure_from_data, procedure_to_data
from services.intake.use_cases.deciding import read_text
from services.intake.use_cases.import_procedures import (
    BATCH,
    ReadRow,
    RowReport,
    counts_of,
    decide_rows,
    keys_of,
    preview,
    read_rows,
)
from services.intake.use_cases.import_report import row_to_data
from services.intake.use_cases.ports import CatalogueFiles, Ports
from services.intake.use_cases.procedure_tables import FileRow, Place, RowFault
from services.intake.use_cases.publish_procedure import ACTION, NEEDED
from shared.security.caller import Caller
from shared.store.change import Change, Conflict, Context, Job, Key, Work

TAKE_JOB = "take-over-import"
TRIES = 3
ROWS_AT_ONCE = 1000
UNKNOWN = Words("Chưa thấy lần nhập này", "No such import")


class ImportRows(Protocol):
    """Questions over the rows of imports; single imports are loaded by the unit of work."""

    def rows(self, import_id: str, after: int, limit: int, outcome: str | None = None) -> Sequence[ImportRow]:
        """In the file's order, those behind ``after``. Raises StoreAway."""
        ...

    def latest(self, limit: int) -> Sequence[CatalogueImport]:
        """The last ones sent. Raises StoreAway."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came."""

    name: str
    content: bytes


def send_file(ports: Ports, files: CatalogueFiles, caller: Caller, sent: Sent, context: Context) -> CatalogueImport:
    """The file read and compared with what stands; nothing of it is in the catalogue yet.

    Raises Forbidden, UnreadableFile, StoreAway.
    """
    ports.access.grant(caller, ACTION).require()
    read = read_rows(files.read(sent.content))
    histories = {one.code: one for one in ports.catalogue.histories()}
    reports = preview(histories, read, context)
    id = secrets.token_hex(8)
    rows = [_row(id, place, one, report) for place, (one, report) in enumerate(zip(read, reports, strict=True))]
    # The rows first: an import that is seen has all of them.
    for start in range(0, len(rows), ROWS_AT_ONCE):
        ports.work.commit(Change(saved=tuple(rows[start : start + ROWS_AT_ONCE])), context)
    found = CatalogueImport(
        id,
        1,
        sent.name[:200],
        hashlib.sha256(sent.content).hexdigest(),
        context.at.replace(microsecond=0),
        context.actor,
        len(rows),
        _counts(reports),
    )
    ports.work.commit(Change(saved=(found,)), context)
    return found


def view_import(ports: Ports, caller: Caller, id: str) -> CatalogueImport:
    """Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, ACTION).require()
    return _load(ports.work, id)


def start_import(ports: Ports, caller: Caller, id: str, why: str, context: Context) -> CatalogueImport:
    """From now on a job takes the rows over. Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict."""
    ports.access.grant(caller, ACTION).require()
    reason = read_text("/why", why, needed=NEEDED)
    started = _load(ports.work, id).start(context.actor, reason)
    job = Job(TAKE_JOB, id, context.at, {"correlation_id": context.correlation_id})
    ports.work.commit(Change(saved=(started,), jobs=(job,)), context)
    return started


def take_import(work: Work, rows: ImportRows, id: str, context: Context) -> CatalogueImport:
    """Every row that is not through yet; each batch with its progress in one transaction, so it goes on where it was.

    Raises Conflict where it loses every race, StoreAway.
    """
    tries = 0
    while True:
        found = _load(work, id)
        if found.state is not ImportState.RUNNING:
            return found
        batch = rows.rows(id, found.done - 1, BATCH)
        change = _take(work, found, batch, replace(context, actor=found.started_by))
        try:
            work.commit(change, replace(context, actor=found.started_by, why=found.why[:1000]))
            tries = 0
        except Conflict:
            tries += 1
            if tries == TRIES:
                raise


def _take(work: Work, found: CatalogueImport, batch: Sequence[ImportRow], context: Context) -> Change:
    read = [_read(one) for one in batch]
    change, reports = decide_rows(work.load(*keys_of(read)), read, context, found.why)
    after = [
        replace(row, version=row.version + 1, report=row_to_data(report))
        for row, report in zip(batch, reports, strict=True)
    ]
    return Change((*change.saved, *after, found.advance(_counts(reports))), change.facts, change.jobs)


def _load(work: Work, id: str) -> CatalogueImport:
    found = work.load(Key(CatalogueImport, id)).get(CatalogueImport, id)
    if found is None:
        raise NotFound("unknown-import", UNKNOWN)
    return found


def _counts(reports: Sequence[RowReport]) -> dict[str, int]:
    return {outcome.value: count for outcome, count in counts_of(reports).items()}


def _row(id: str, place: int, one: ReadRow, report: RowReport) -> ImportRow:
    entry = procedure_to_data(one.procedure) if one.procedure else None
    return ImportRow(id, place, 1, entry, row_to_data(report))


def _read(row: ImportRow) -> ReadRow:
    told: dict[str, Any] = dict(row.report)
    place = Place(told["sheet"], told["row"])
    file_row = FileRow(place, told["code"], row.entry)
    if row.entry is not None:
        return ReadRow(file_row, procedure_from_data(row.entry))
    faults = tuple(
        RowFault(Place(one["sheet"], one["row"]), one["field"], Words(one["reason"]["vi"], one["reason"]["en"]))
        for one in told["faults"]
    )
    return ReadRow(file_row, None, faults)


def is_worth_taking(found: CatalogueImport) -> bool:
    """Whether there is anything to decide: a file that changes nothing is only looked at."""
    return found.state is ImportState.PREVIEW and found.to_take > 0
