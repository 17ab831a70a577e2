"""What moves a due date besides an answer: a changed calendar, an apology with a new date, a correction;
and the receipt that is issued anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.errors import Words
from services.intake.domain.procedure_taken import ProcedureTaken
from shared.working_time import Ledger


class DueChangeKind(Enum):
    """Why a due date is another one."""

    CALENDAR = "calendar"
    APOLOGY = "apology"
    CORRECTION = "correction"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS = {
    DueChangeKind.CALENDAR: Words("Lịch làm việc thay đổi", "The working calendar changed"),
    DueChangeKind.APOLOGY: Words("Xin lỗi và hẹn lại", "An apology with a new date"),
    DueChangeKind.CORRECTION: Words("Sửa giấy tiếp nhận", "The receipt was corrected"),
}


@dataclass(frozen=True, slots=True)
class DueChange:
    """One move of the date. ``reason`` is for the applicant; English only where somebody wrote it.

    ``waits`` counts the answers and payments that had moved the date before: the order in which dates were set is told
    by it and not by clocks. ``promised_at`` is the date that an apology promises.
    """

    kind: DueChangeKind
    changed_at: datetime
    changed_by: str
    reason: str = field(repr=False)
    due_before: datetime
    due_at: datetime
    ledger: Ledger
    waits: int
    reason_en: str = field(default="", repr=False)
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """One issue of the receipt (form 01): the first at acceptance, the others with ``why`` it was issued again.

    ``procedure`` and ``name`` are what stood on it, ``accepted_at`` and ``due_at`` its dates.
    """

    number: int
    issued_at: datetime
    issued_by: str
    procedure: str
    name: Words
    accepted_at: datetime
    due_at: datetime
    variant_name: Words | None = None
    why: str = field(default="", repr=False)


def receipt_of(
    number: int, issued_at: datetime, issued_by: str, procedure: ProcedureTaken, acceptance: Acceptance, why: str = ""
) -> Receipt:
    """The receipt as it is issued now."""
    return Receipt(
        number,
        issued_at,
        issued_by,
        procedure.code,
        procedure.name,
        acceptance.accepted_at,
        acceptance.due_at,
        procedure.variant_name,
        why,
    )
