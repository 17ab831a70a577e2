"""What moved a due date, and the issues of the receipt, as parts of the dossier's document; reasons are sealed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.intake.domain.due_change import DueChange, DueChangeKind, Receipt
from services.intake.domain.errors import Words
from services.intake.store.dossier_part import Part
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.value_documents import read_words, write_words
from shared.working_time import Ledger

Document = dict[str, Any]


def _write_changes(changes: Sequence[DueChange], code: str, fields: PersonalFields) -> list[Document]:
    return [
        {
            "kind": one.kind.value,
            "changed_at": one.changed_at,
            "changed_by": one.changed_by,
            "reason": fields.seal(code, f"due_changes.{number}.reason", one.reason),
            "reason_en": fields.seal(code, f"due_changes.{number}.reason_en", one.reason_en or None),
            "due_before": one.due_before,
            "due_at": one.due_at,
            "ledger": one.ledger.to_data(),
            "waits": one.waits,
            "promised_at": one.promised_at,
        }
        for number, one in enumerate(changes)
    ]


def _read_changes(data: Sequence[Document] | None, code: str, fields: PersonalFields) -> tuple[DueChange, ...]:
    return tuple(
        DueChange(
            kind=DueChangeKind(one["kind"]),
            changed_at=one["changed_at"],
            changed_by=one["changed_by"],
            reason=fields.open(code, f"due_changes.{number}.reason", one["reason"]) or "",
            due_before=one["due_before"],
            due_at=one["due_at"],
            ledger=Ledger.from_data(one["ledger"]),
            waits=one["waits"],
            reason_en=fields.open(code, f"due_changes.{number}.reason_en", one["reason_en"]) or "",
            promised_at=one["promised_at"],
        )
        for number, one in enumerate(data or ())
    )


def _write_receipts(receipts: Sequence[Receipt], code: str, fields: PersonalFields) -> list[Document]:
    return [
        {
            "number": one.number,
            "issued_at": one.issued_at,
            "issued_by": one.issued_by,
            "procedure": one.procedure,
            "name": write_words(one.name),
            "variant_name": write_words(one.variant_name),
            "accepted_at": one.accepted_at,
            "due_at": one.due_at,
            "why": fields.seal(code, f"receipts.{one.number}.why", one.why or None),
        }
        for one in receipts
    ]


def _read_receipts(data: Sequence[Document] | None, code: str, fields: PersonalFields) -> tuple[Receipt, ...]:
    return tuple(
        Receipt(
            number=one["number"],
            issued_at=one["issued_at"],
            issued_by=one["issued_by"],
            procedure=one["procedure"],
            name=Words(**one["name"]),
            accepted_at=one["accepted_at"],
            due_at=one["due_at"],
            variant_name=read_words(one["variant_name"]),
            why=fields.open(code, f"receipts.{one['number']}.why", one["why"]) or "",
        )
        for one in data or ()
    )


DUE_CHANGES = Part("due_changes", _write_changes, _read_changes)
RECEIPTS = Part("receipts", _write_receipts, _read_receipts)
REROUTINGS = Part("reroutings", lambda value, _code, _fields: value, lambda data, _code, _fields: data or 0)
