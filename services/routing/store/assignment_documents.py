"""Assignments of tasks and officers as documents; what people wrote is sealed, for it may name somebody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from pymongo import ASCENDING, IndexModel

from services.routing.domain.assignment import Act, Assignment, Attachment, Comment, Entry
from services.routing.domain.officer import Absence, Officer
from shared.security.fields import FieldCipher
from shared.store import mapping

ASSIGNMENTS = "assignments"
OFFICERS = "officers"
OFFICER_INDEXES = (IndexModel([("unit", ASCENDING), ("_id", ASCENDING)], name="officers_of_an_agency"),)
Document = dict[str, Any]
Seal = Callable[[str], Mapping[str, Any]]


def assignment_mapping(cipher: FieldCipher) -> mapping.Mapping:
    """Comments, reasons and names of files are sealed under the task's id."""

    def to_document(one: Assignment) -> Document:
        def seal(text: str) -> Mapping[str, Any]:
            return cipher.encrypt(_place(one.id), text)

        return {
            "_id": one.id,
            "version": one.version,
            "agency": one.agency,
            "history": [{**asdict(line), "act": line.act.value, "why": seal(line.why)} for line in one.history],
            "comments": [_comment(comment, seal) for comment in one.comments],
        }

    def from_document(found: Document) -> Assignment:
        def text(sealed: Mapping[str, Any]) -> str:
            return cipher.decrypt(_place(found["_id"]), sealed)

        return Assignment(
            id=found["_id"],
            version=found["version"],
            agency=found["agency"],
            history=tuple(
                Entry(**{**line, "act": Act(line["act"]), "why": text(line["why"])}) for line in found["history"]
            ),
            comments=tuple(
                Comment(
                    id=one["id"],
                    at=one["at"],
                    by=one["by"],
                    text=text(one["text"]),
                    files=tuple(Attachment(**{**file, "name": text(file["name"])}) for file in one["files"]),
                )
                for one in found["comments"]
            ),
        )

    return mapping.Mapping(Assignment, ASSIGNMENTS, to_document, from_document)


def officer_to_document(officer: Officer) -> Document:
    """Days as texts: they have no hour."""
    absences = [
        {**asdict(one), "start": one.start.isoformat(), "until": one.until.isoformat()} for one in officer.absences
    ]
    return {"_id": officer.id, "version": officer.version, "unit": officer.unit, "absences": absences}


def officer_from_document(found: Document) -> Officer:
    absences = tuple(
        Absence(**{**one, "start": date.fromisoformat(one["start"]), "until": date.fromisoformat(one["until"])})
        for one in found["absences"]
    )
    return Officer(found["_id"], found["version"], found["unit"], absences)


OFFICER_MAPPING = mapping.Mapping(Officer, OFFICERS, officer_to_document, officer_from_document, OFFICER_INDEXES)


def _comment(comment: Comment, seal: Seal) -> Document:
    return {
        "id": comment.id,
        "at": comment.at,
        "by": comment.by,
        "text": seal(comment.text),
        "files": [{**asdict(file), "name": seal(file.name)} for file in comment.files],
    }


def _place(task_id: str) -> str:
    return f"{ASSIGNMENTS}/{task_id}/text"
