"""Papers and uploads as documents: names are sealed, as people call their files by their names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.database import Database

from services.intake.domain.paper import Content, Findings, Paper, Scan, SetAside, Shown, Source
from services.intake.domain.personal import Applicant
from services.intake.domain.upload import PaperRequest, Upload
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.portal_queries import PAPER_INDEX as PORTAL_INDEX
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

PAPERS, UPLOADS = "papers", "uploads"
MOST_OF_A_PERSON = 200
Document = dict[str, Any]
PAPER_INDEXES = (
    IndexModel([("dossier", ASCENDING), ("added_at", ASCENDING), ("_id", ASCENDING)], name="of_dossier"),
    IndexModel(
        [("person", ASCENDING), ("added_at", DESCENDING)],
        name="of_person",
        partialFilterExpression={"person": {"$type": "string"}},
    ),
    IndexModel([("file", ASCENDING)], name="by_file"),
    IndexModel(
        [("findings.thumbnail", ASCENDING)],
        name="by_thumbnail",
        partialFilterExpression={"findings.thumbnail": {"$type": "string"}},
    ),
    IndexModel(
        [("scan", ASCENDING), ("_id", ASCENDING)],
        name="never_scanned",
        partialFilterExpression={"scan": Scan.NOT_SCANNED.value},
    ),
    PORTAL_INDEX,
)
UPLOAD_INDEXES = (
    IndexModel([("dossier", ASCENDING), ("completed", ASCENDING)], name="of_dossier"),
    IndexModel([("started_at", ASCENDING)], name="by_start"),
)


def paper_mapping(fields: PersonalFields) -> Mapping:
    """How papers are kept in the collection ``papers``; ``fields`` are made for that collection."""
    return Mapping(
        Paper, PAPERS, lambda one: write_paper(one, fields), lambda one: read_paper(one, fields), PAPER_INDEXES
    )


def upload_mapping(fields: PersonalFields) -> Mapping:
    """How uploads are kept in the collection ``uploads``; ``fields`` are made for that collection."""
    return Mapping(
        Upload, UPLOADS, lambda one: write_upload(one, fields), lambda one: read_upload(one, fields), UPLOAD_INDEXES
    )


def write_paper(paper: Paper, fields: PersonalFields) -> Document:
    content = paper.content
    return {
        "_id": paper.id,
        "version": paper.version,
        "dossier": paper.dossier,
        "unit": paper.unit,
        "name": fields.seal(paper.id, "name", paper.name),
        "file": content.file,
        "media_type": content.media_type,
        "size": content.size,
        "sha256": content.sha256,
        "source": paper.source.value,
        "added_at": paper.added_at,
        "added_by": paper.added_by,
        "scan": paper.scan.value,
        "scanned_at": paper.scanned_at,
        "component": paper.component,
        "shown": paper.shown.value if paper.shown else None,
        "counted": paper.counted,
        "findings": _write_findings(paper.findings),
        "aside": {"at": paper.aside.at, "by": paper.aside.by} if paper.aside else None,
        "person": paper.person,
        "reused_from": paper.reused_from,
        "portal_new": True,  # until the portal is told of it
    }


def read_paper(document: Document, fields: PersonalFields) -> Paper:
    aside = document["aside"]
    return Paper(
        id=document["_id"],
        version=document["version"],
        dossier=document["dossier"],
        unit=document["unit"],
        name=fields.open(document["_id"], "name", document["name"]) or "",
        content=Content(document["file"], document["media_type"], document["size"], document["sha256"]),
        source=Source(document["source"]),
        added_at=document["added_at"],
        added_by=document["added_by"],
        scan=Scan(document["scan"]),
        scanned_at=document["scanned_at"],
        component=document["component"],
        shown=Shown(document["shown"]) if document["shown"] else None,
        counted=document["counted"],
        findings=_read_findings(document["findings"]),
        aside=SetAside(aside["at"], aside["by"]) if aside else None,
        person=document["person"],
        reused_from=document["reused_from"],
    )


def _write_findings(one: Findings | None) -> Document | None:
    if one is None:
        return None
    return {
        "pages": one.pages,
        "blank": list(one.blank),
        "thumbnail": one.thumbnail,
        "readable": one.readable,
        "locked": one.locked,
    }


def _read_findings(data: Document | None) -> Findings | None:
    if data is None:
        return None
    return Findings(data["pages"], tuple(data["blank"]), data["thumbnail"], data["readable"], data["locked"])


def write_upload(upload: Upload, fields: PersonalFields) -> Document:
    wanted = upload.wanted
    return {
        "_id": upload.id,
        "version": upload.version,
        "dossier": upload.dossier,
        "name": fields.seal(upload.id, "name", wanted.name),
        "size": wanted.size,
        "source": wanted.source.value,
        "component": wanted.component,
        "shown": wanted.shown.value if wanted.shown else None,
        "counted": wanted.counted,
        "piece_bytes": upload.piece_bytes,
        "started_at": upload.started_at,
        "started_by": upload.started_by,
        "completed": upload.completed,
    }


def read_upload(document: Document, fields: PersonalFields) -> Upload:
    wanted = PaperRequest(
        fields.open(document["_id"], "name", document["name"]) or "",
        document["size"],
        Source(document["source"]),
        document["component"],
        Shown(document["shown"]) if document["shown"] else None,
        document["counted"],
    )
    return Upload(
        document["_id"],
        document["version"],
        document["dossier"],
        wanted,
        document["piece_bytes"],
        document["started_at"],
        document["started_by"],
        document["completed"],
    )


class PaperQueries:
    """Implements ``use_cases.paper_ports.Papers``."""

    def __init__(self, database: Database[Document], fields: PersonalFields) -> None:
        self._papers = database[PAPERS]
        self._uploads = database[UPLOADS]
        self._fields = fields

    def of_dossier(self, code: str) -> Sequence[Paper]:
        with store_faults():
            found = self._papers.find({"dossier": code}).sort([("added_at", ASCENDING), ("_id", ASCENDING)])
            return tuple(read_paper(one, self._fields) for one in found)

    def of_person(self, person: str) -> Sequence[Paper]:
        with store_faults():
            found = self._papers.find({"person": person}).sort("added_at", DESCENDING).limit(MOST_OF_A_PERSON)
            return tuple(read_paper(one, self._fields) for one in found)

    def referring_to(self, files: Sequence[str]) -> frozenset[str]:
        wanted = {"$in": list(files)}
        with store_faults():
            contents = self._papers.distinct("file", {"file": wanted})
            thumbnails = self._papers.distinct("findings.thumbnail", {"findings.thumbnail": wanted})
        return frozenset((*contents, *thumbnails))

    def never_scanned(self, limit: int) -> Sequence[str]:
        with store_faults():
            found = self._papers.find({"scan": Scan.NOT_SCANNED.value}, {"_id": 1}).sort("_id", ASCENDING).limit(limit)
            return [one["_id"] for one in found]

    def forget_uploads(self, before: datetime) -> int:
        with store_faults():
            return self._uploads.delete_many({"started_at": {"$lt": before}}).deleted_count

    def open_uploads(self, code: str) -> int:
        with store_faults():
            return self._uploads.count_documents({"dossier": code, "completed": False})


class BlindPersonKeys:
    """Implements ``use_cases.paper_ports.PersonKeys`` with the blind index: no number can be read off a key."""

    def __init__(self, fields: PersonalFields) -> None:
        self._fields = fields

    def key_of(self, applicant: Applicant) -> str | None:
        if applicant.tax_code:
            return self._fields.digest("tax", applicant.tax_code)
        return self._fields.digest("identity", applicant.identity_number) if applicant.identity_number else None
