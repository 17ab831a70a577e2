"""The files that agencies issue, as documents under their task's id; a content that waits for its place is sealed."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

from services.intake.domain.agency_result import AgencyResult, Given
from services.intake.domain.errors import Words
from services.intake.domain.paper import Content, Scan
from services.intake.store.personal_fields import PersonalFields
from shared.store.mapping import Mapping

RESULTS = "agency_results"
Document = dict[str, Any]


def result_mapping(fields: PersonalFields) -> Mapping:
    """How they are kept; ``fields`` are made for the collection ``agency_results``."""
    return Mapping(AgencyResult, RESULTS, lambda one: _write(one, fields), lambda one: _read(one, fields))


def _write(one: AgencyResult, fields: PersonalFields) -> Document:
    content = base64.b64encode(one.content).decode("ascii") if one.content is not None else None
    return {
        "_id": one.id,
        "version": one.version,
        "dossier": one.dossier,
        "agency": one.agency,
        "file": asdict(one.file) if one.file else None,
        "scan": one.scan.value,
        "content": fields.seal(one.id, "content", content),
        "given": asdict(one.given) if one.given else None,
        "refused": one.refused,
        "why": {"vi": one.why.vi, "en": one.why.en} if one.why else None,
        "paper": one.paper,
        "at": one.at,
    }


def _read(document: Document, fields: PersonalFields) -> AgencyResult:
    content = fields.open(document["_id"], "content", document["content"])
    return AgencyResult(
        id=document["_id"],
        version=document["version"],
        dossier=document["dossier"],
        agency=document["agency"],
        file=Content(**document["file"]) if document["file"] else None,
        scan=Scan(document["scan"]),
        content=None if content is None else base64.b64decode(content),
        given=Given(**document["given"]) if document["given"] else None,
        refused=document["refused"],
        why=Words(**document["why"]) if document["why"] else None,
        paper=document["paper"],
        at=document["at"],
    )
