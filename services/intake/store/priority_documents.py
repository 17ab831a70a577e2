"""A dossier's priority, and what was answered about people of the same name, as parts of its document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pymongo.database import Database

from services.intake.domain.priority.given import Basis, Ground, MatchAnswer, Priority
from services.intake.store.dossier_part import Part
from services.intake.store.personal_fields import PersonalFields
from shared.store.faults import store_faults

Document = dict[str, Any]
AGE_GROUP = "older"  # the only ground that there was before grounds were kept


def write_priority(one: Priority | None, code: str, fields: PersonalFields) -> Document | None:
    """Groups and notes are sealed: they tell of health and hardship."""
    if one is None:
        return None
    return {
        "grounds": [
            {
                "basis": ground.basis.value,
                "at": ground.at,
                "by": ground.by,
                "reason": ground.reason,
                "told": fields.seal_json(
                    code, f"priority.{place}", {"groups": list(ground.groups), "note": ground.note}
                ),
            }
            for place, ground in enumerate(one.grounds)
        ]
    }


def read_priority(
    data: Document | bool | None, filed_at: datetime, code: str, fields: PersonalFields
) -> Priority | None:
    """Documents of an earlier make held yes or no, and yes meant the age."""
    if isinstance(data, bool) or data is None:
        return Priority((Ground(Basis.AGE, (AGE_GROUP,), filed_at, "service:intake"),)) if data else None
    grounds = []
    for place, one in enumerate(data["grounds"]):
        told = fields.open_json(code, f"priority.{place}", one["told"]) or {}
        groups = tuple(told.get("groups", ()))
        grounds.append(Ground(Basis(one["basis"]), groups, one["at"], one["by"], one["reason"], told.get("note", "")))
    return Priority(tuple(grounds))


def _write_answers(answers: tuple[MatchAnswer, ...], _code: str, _fields: PersonalFields) -> list[Document]:
    return [{"person": one.person, "same": one.same, "at": one.at, "by": one.by} for one in answers]


def _read_answers(data: list[Document] | None, _code: str, _fields: PersonalFields) -> tuple[MatchAnswer, ...]:
    return tuple(MatchAnswer(one["person"], one["same"], one["at"], one["by"]) for one in data or ())


MATCH_ANSWERS = Part("match_answers", _write_answers, _read_answers)


def mark_the_first(database: Database[Document], collection: str) -> int:
    """Documents of an earlier make say by ``first`` as well whether they go first. How many were changed; StoreAway."""
    with store_faults():
        done = database[collection].update_many(
            {"first": {"$exists": False}}, [{"$set": {"first": {"$eq": ["$priority", True]}}}]
        )
    return done.modified_count
