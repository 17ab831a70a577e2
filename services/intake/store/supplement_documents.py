"""What was asked of an applicant and what was answered, as part of the dossier's document; the texts are sealed."""

from __future__ import annotations

from typing import Any

from services.intake.domain.supplement import Supplement, Supplied
from services.intake.store.dossier_part import Part
from services.intake.store.personal_fields import PersonalFields
from shared.working_time import Ledger

Document = dict[str, Any]


def _write_supplement(one: Supplement, code: str, fields: PersonalFields) -> Document:
    place = f"supplements.{one.id}"
    return {
        "id": one.id,
        "asked_by": one.asked_by,
        "wanted": fields.seal(code, f"{place}.wanted", one.wanted),
        "reason": fields.seal(code, f"{place}.reason", one.reason),
        "requested_at": one.requested_at,
        "requested_by": one.requested_by,
        "respond_by": one.respond_by,
        "supplied": _write_supplied(one.supplied, place, code, fields),
    }


def _read_supplement(data: Document, code: str, fields: PersonalFields) -> Supplement:
    place = f"supplements.{data['id']}"
    return Supplement(
        id=data["id"],
        asked_by=data["asked_by"],
        wanted=fields.open(code, f"{place}.wanted", data["wanted"]) or "",
        reason=fields.open(code, f"{place}.reason", data["reason"]) or "",
        requested_at=data["requested_at"],
        requested_by=data["requested_by"],
        respond_by=data["respond_by"],
        supplied=_read_supplied(data["supplied"], place, code, fields),
    )


def _write_supplied(one: Supplied | None, place: str, code: str, fields: PersonalFields) -> Document | None:
    if one is None:
        return None
    return {
        "answered_at": one.answered_at,
        "answered_by": one.answered_by,
        "text": fields.seal(code, f"{place}.text", one.text),
        "due_at": one.due_at,
        "ledger": one.ledger.to_data() if one.ledger else None,
    }


def _read_supplied(data: Document | None, place: str, code: str, fields: PersonalFields) -> Supplied | None:
    if data is None:
        return None
    return Supplied(
        answered_at=data["answered_at"],
        answered_by=data["answered_by"],
        text=fields.open(code, f"{place}.text", data["text"]) or "",
        due_at=data["due_at"],
        ledger=Ledger.from_data(data["ledger"]) if data["ledger"] else None,
    )


SUPPLEMENTS = Part(
    "supplements",
    lambda asked, code, fields: [_write_supplement(one, code, fields) for one in asked],
    lambda data, code, fields: tuple(_read_supplement(one, code, fields) for one in data or ()),
)
