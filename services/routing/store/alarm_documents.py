"""Alarms and the times that steps took, as documents."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from services.routing.domain.alarm import Alarm, AlarmKind, Told
from services.routing.domain.escalation import Role
from services.routing.domain.forecast import StepTime

OF_ALL = "*"


def alarm_to_document(alarm: Alarm) -> dict[str, Any]:
    """``open`` says in which lists it stands while it holds: that of its kind, of all agencies and of its own."""
    document = asdict(alarm)
    del document["id"]
    return {
        **document,
        "_id": alarm.id,
        "kind": alarm.kind.value,
        "told": [{"level": one.level, "role": one.role.value, "at": one.at} for one in alarm.told],
        "open": [place(alarm.kind, key) for key in (None, alarm.agency_key)] if alarm.is_open else [],
    }


def place(kind: AlarmKind, agency_key: str | None) -> str:
    """The list in which open alarms of this kind stand: those of one agency, or of all."""
    return f"{agency_key or OF_ALL}:{kind.value}"


def alarm_from_document(document: dict[str, Any]) -> Alarm:
    """The alarm in a document of ``alarm_to_document``."""
    fields = {name: value for name, value in document.items() if name not in ("_id", "open")}
    told = tuple(Told(one["level"], Role(one["role"]), one["at"]) for one in document["told"])
    return Alarm(**{**fields, "id": document["_id"], "kind": AlarmKind(document["kind"]), "told": told})


def step_time_to_document(time: StepTime) -> dict[str, Any]:
    """The time that one task took."""
    document = asdict(time)
    return {"_id": document.pop("id"), **document}


def step_time_from_document(document: dict[str, Any]) -> StepTime:
    """The time in a document of ``step_time_to_document``."""
    fields = {name: value for name, value in document.items() if name != "_id"}
    return StepTime(id=document["_id"], **fields)
