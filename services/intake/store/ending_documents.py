"""Refusal and withdrawal, as parts of the dossier's document; the reasons are sealed."""

from __future__ import annotations

from typing import Any

from services.intake.domain.endings import Refusal, Withdrawal
from services.intake.store.dossier_part import Part
from services.intake.store.personal_fields import PersonalFields

Document = dict[str, Any]


def _write_refusal(refusal: Refusal | None, code: str, fields: PersonalFields) -> Document | None:
    if refusal is None:
        return None
    reason = fields.seal(code, "refusal.reason", refusal.reason)
    return {"refused_at": refusal.refused_at, "refused_by": refusal.refused_by, "reason": reason}


def _read_refusal(data: Document | None, code: str, fields: PersonalFields) -> Refusal | None:
    if data is None:
        return None
    return Refusal(data["refused_at"], data["refused_by"], fields.open(code, "refusal.reason", data["reason"]) or "")


def _write_withdrawal(withdrawal: Withdrawal | None, code: str, fields: PersonalFields) -> Document | None:
    if withdrawal is None:
        return None
    reason = fields.seal(code, "withdrawal.reason", withdrawal.reason)
    return {"withdrawn_at": withdrawal.withdrawn_at, "withdrawn_by": withdrawal.withdrawn_by, "reason": reason}


def _read_withdrawal(data: Document | None, code: str, fields: PersonalFields) -> Withdrawal | None:
    if data is None:
        return None
    reason = fields.open(code, "withdrawal.reason", data["reason"]) or ""
    return Withdrawal(data["withdrawn_at"], data["withdrawn_by"], reason)


REFUSAL = Part("refusal", _write_refusal, _read_refusal)
WITHDRAWAL = Part("withdrawal", _write_withdrawal, _read_withdrawal)
