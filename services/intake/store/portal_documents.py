"""How far the portal knows each dossier, its lists and ours, and what was decided about them, as documents."""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from services.intake.domain.portal.catalogue_lists import (
    Comparison,
    ComparisonState,
    Entry,
    KeptDifference,
    OwnList,
    PortalList,
)
from services.intake.domain.portal.mark import Known, PortalLine, PortalMark, Problem, Why
from services.intake.domain.status import Status
from services.intake.store.personal_fields import PersonalFields
from shared.store.mapping import Mapping

MARKS = "portal_marks"
Document = dict[str, Any]


def _write_mark(one: PortalMark, fields: PersonalFields) -> Document:
    problem = one.problem
    return {
        "_id": one.code,
        "version": one.version,
        "synced_version": one.synced_version,
        "synced_status": int(one.synced_status) if one.synced_status else None,
        "synced_at": one.synced_at,
        # A list: keys hold ids of tasks, which may have dots.
        "rows": [{"key": key, "at": at} for key, at in one.rows.items()],
        "last_row": int(one.last_row) if one.last_row else None,
        "known": one.known.value,
        "attempts": one.attempts,
        "tries": one.tries,
        "behind_since": one.behind_since,
        "claimed_until": one.claimed_until,
        "problem": {
            "why": problem.why.value,
            "at": problem.at,
            "told": fields.seal(one.code, "told", problem.told),
            "fields": list(problem.fields),
        }
        if problem
        else None,
    }


def read_mark(document: Document, fields: PersonalFields) -> PortalMark:
    """The portal's words are sealed, as they may repeat what they are about."""
    problem = document["problem"]
    told = fields.open(document["_id"], "told", problem["told"]) if problem else None
    return PortalMark(
        document["_id"],
        document["version"],
        document["synced_version"],
        Status(document["synced_status"]) if document["synced_status"] else None,
        document["synced_at"],
        {one["key"]: one["at"] for one in document["rows"]},
        Status(document["last_row"]) if document["last_row"] else None,
        Known(document["known"]),
        document["attempts"],
        document["tries"],
        document["behind_since"],
        document["claimed_until"],
        Problem(Why(problem["why"]), problem["at"], told or "", tuple(problem["fields"])) if problem else None,
    )


def _write_line(one: PortalLine) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "away_since": one.away_since,
        "tries": one.tries,
        "next_try_at": one.next_try_at,
        "told": one.told,
        "answered_at": one.answered_at,
    }


def _read_line(document: Document) -> PortalLine:
    names = ("away_since", "tries", "next_try_at", "told", "answered_at")
    return PortalLine(document["_id"], document["version"], *(document[name] for name in names))


def _write_entries(entries: tuple[Entry, ...]) -> list[Document]:
    return [{"code": one.code, "name": one.name, "field": one.field, "field_name": one.field_name} for one in entries]


def _read_entries(found: list[Document]) -> tuple[Entry, ...]:
    return tuple(Entry(one["code"], one["name"], one["field"], one["field_name"]) for one in found)


def _write_comparison(one: Comparison) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "asked_at": one.asked_at,
        "asked_by": one.asked_by,
        "state": one.state.value,
        "ended_at": one.ended_at,
        "entries": dict(one.entries),
        "differences": dict(one.differences),
        "problem": one.problem,
    }


def _read_comparison(document: Document) -> Comparison:
    return Comparison(
        document["_id"],
        document["version"],
        document["asked_at"],
        document["asked_by"],
        ComparisonState(document["state"]),
        document["ended_at"],
        document["entries"],
        document["differences"],
        document["problem"],
    )


def _write_kept(one: KeptDifference) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "digest": one.digest,
        "reason": one.reason,
        "kept_by": one.kept_by,
        "kept_at": one.kept_at,
    }


def _read_kept(document: Document) -> KeptDifference:
    names = ("digest", "reason", "kept_by", "kept_at")
    return KeptDifference(document["_id"], document["version"], *(document[name] for name in names))


def mark_mapping(fields: PersonalFields) -> Mapping:
    """How marks are kept in the collection ``portal_marks``; ``fields`` are made for that collection."""
    return Mapping(
        PortalMark,
        MARKS,
        lambda one: _write_mark(one, fields),
        lambda document: read_mark(document, fields),
        (
            IndexModel(
                [("problem.why", ASCENDING), ("_id", ASCENDING)],
                name="problems",
                partialFilterExpression={"problem.why": {"$type": "string"}},
            ),
        ),
    )


LIST_MAPPINGS = (
    Mapping(PortalLine, "portal_line", _write_line, _read_line),
    Mapping(
        OwnList,
        "portal_own_lists",
        lambda one: {"_id": one.id, "version": one.version, "entries": _write_entries(one.entries)},
        lambda one: OwnList(one["_id"], one["version"], _read_entries(one["entries"])),
    ),
    Mapping(
        PortalList,
        "portal_lists",
        lambda one: {
            "_id": one.id,
            "version": one.version,
            "entries": _write_entries(one.entries),
            "fetched_at": one.fetched_at,
        },
        lambda one: PortalList(one["_id"], one["version"], _read_entries(one["entries"]), one["fetched_at"]),
    ),
    Mapping(
        Comparison,
        "portal_comparisons",
        _write_comparison,
        _read_comparison,
        (IndexModel([("asked_at", DESCENDING)], name="latest"),),
    ),
    Mapping(KeptDifference, "portal_kept", _write_kept, _read_kept),
)
