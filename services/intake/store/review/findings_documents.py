"""Findings and the dossiers behind them as documents; no name and no text that a person wrote is among them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pymongo import ASCENDING, IndexModel

from services.intake.domain.errors import Words
from services.intake.domain.review.findings import Evidence, FindingKind, Findings, KeptEvidence, Line, Overall
from services.intake.store.value_documents import write_words
from shared.store.mapping import Mapping

Document = dict[str, Any]
EVIDENCE = "review_evidence"


def write_findings(one: Findings | None) -> Document | None:
    if one is None:
        return None
    return {
        "run": one.run,
        "as_of": one.as_of,
        "rules_of": one.rules_of,
        "overall": asdict(one.overall),
        "lines": [_write_line(line) for line in one.lines],
    }


def read_findings(data: Document | None) -> Findings | None:
    if data is None:
        return None
    lines = tuple(_read_line(one) for one in data["lines"])
    return Findings(data["run"], data["as_of"], Overall(**data["overall"]), lines, data["rules_of"])


def _write_line(one: Line) -> Document:
    return {
        "kind": one.kind.value,
        "key": one.key,
        "words": write_words(one.words),
        "count": one.count,
        "of": one.of,
        "figures": dict(one.figures),
    }


def _read_line(data: Document) -> Line:
    return Line(
        FindingKind(data["kind"]), data["key"], Words(**data["words"]), data["count"], data["of"], data["figures"]
    )


def _write_evidence(one: KeptEvidence) -> Document:
    found = one.evidence
    return {
        "_id": one.id,
        "version": one.version,
        "review": one.review,
        "run": one.run,
        "place": one.place,
        "kind": found.kind.value,
        "key": found.key,
        "dossier": found.dossier,
        "at": found.at,
        "minutes": found.minutes,
        "note": found.note,
    }


def read_evidence(data: Document) -> KeptEvidence:
    found = Evidence(FindingKind(data["kind"]), data["key"], data["dossier"], data["at"], data["minutes"], data["note"])
    return KeptEvidence(data["review"], data["run"], data["place"], found, data["version"])


REVIEW_EVIDENCE = Mapping(
    KeptEvidence,
    EVIDENCE,
    _write_evidence,
    read_evidence,
    (
        IndexModel(
            [(name, ASCENDING) for name in ("review", "run", "kind", "key", "place")],
            name="of_line",
        ),
    ),
)
