"""Imports of the catalogue and their rows as documents; rows are forgotten after a while, what they changed is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.database import Database

from services.intake.domain.catalogue_import import CatalogueImport, ImportRow, ImportState
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

Document = dict[str, Any]
KEPT_FOR = timedelta(days=90)


def _write_import(one: CatalogueImport) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "file_name": one.file_name,
        "sha256": one.sha256,
        "sent_at": one.sent_at,
        "sent_by": one.sent_by,
        "rows": one.rows,
        "counts": dict(one.counts),
        "state": one.state.value,
        "done": one.done,
        "why": one.why,
        "started_by": one.started_by,
    }


def _read_import(document: Document) -> CatalogueImport:
    return CatalogueImport(
        document["_id"],
        document["version"],
        document["file_name"],
        document["sha256"],
        document["sent_at"],
        document["sent_by"],
        document["rows"],
        document["counts"],
        ImportState(document["state"]),
        document["done"],
        document["why"],
        document["started_by"],
    )


def _write_row(one: ImportRow) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "import": one.import_id,
        "place": one.place,
        "entry": dict(one.entry) if one.entry is not None else None,
        "report": dict(one.report),
        "written_at": datetime.now(UTC),
    }


def _read_row(document: Document) -> ImportRow:
    return ImportRow(document["import"], document["place"], document["version"], document["entry"], document["report"])


IMPORTS = Mapping(
    CatalogueImport,
    "imports",
    _write_import,
    _read_import,
    (IndexModel([("sent_at", DESCENDING)], name="latest"),),
)
IMPORT_ROWS = Mapping(
    ImportRow,
    "import_rows",
    _write_row,
    _read_row,
    (
        IndexModel([("import", ASCENDING), ("place", ASCENDING)], name="in_order", unique=True),
        IndexModel([("written_at", ASCENDING)], name="forgotten", expireAfterSeconds=int(KEPT_FOR.total_seconds())),
    ),
)


class ImportQueries:
    """Implements ``use_cases.catalogue_imports.ImportRows``."""

    def __init__(self, database: Database[Document]) -> None:
        self._imports = database[IMPORTS.collection]
        self._rows = database[IMPORT_ROWS.collection]

    def rows(self, import_id: str, after: int, limit: int, outcome: str | None = None) -> Sequence[ImportRow]:
        wanted: Document = {"import": import_id, "place": {"$gt": after}}
        if outcome is not None:
            wanted["report.outcome"] = outcome
        with store_faults():
            found = self._rows.find(wanted).sort("place", ASCENDING).limit(limit)
            return [_read_row(one) for one in found]

    def latest(self, limit: int) -> Sequence[CatalogueImport]:
        with store_faults():
            found = self._imports.find().sort("sent_at", DESCENDING).limit(limit)
            return [_read_import(one) for one in found]
