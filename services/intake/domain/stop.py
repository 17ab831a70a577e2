"""The unit stops working on a dossier (form 05): on what ground, and from when on it may."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from services.intake.domain.errors import Words
from services.intake.domain.payment import PaymentDuty
from services.intake.domain.rules import Rules
from services.intake.domain.supplement import Supplement
from shared.working_time import Calendar, due_in_days
from shared.working_time.calendar import local


class StopGround(Enum):
    """Why a dossier may be stopped."""

    NO_ANSWER = "no_answer"
    NOT_PAID = "not_paid"
    OTHER = "other"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS = {
    StopGround.NO_ANSWER: Words("Quá hạn mà không bổ sung giấy tờ", "The papers asked for did not come in time"),
    StopGround.NOT_PAID: Words("Quá hạn mà không nộp phí, lệ phí", "The fee was not paid in time"),
    StopGround.OTHER: Words("Lý do khác theo quy định", "Another reason by law"),
}


@dataclass(frozen=True, slots=True)
class Stop:
    """``reason`` is written for the applicant; a dossier that was stopped brings no result."""

    stopped_at: datetime
    stopped_by: str
    ground: StopGround
    reason: str = field(repr=False)


def silent_since(
    asked: Supplement | None, owed: PaymentDuty | None, ground: StopGround, calendar: Calendar, rules: Rules
) -> datetime | None:
    """The moment from which on silence is ground enough: the applicant's own time, and no less than the law's.

    None where nothing of that kind is waited for. Raises LookupError without rules.
    """
    if ground is StopGround.NO_ANSWER and asked is not None:
        days = rules.on(local(asked.requested_at).date()).no_answer_days
        return max(asked.respond_by, due_in_days(calendar, asked.requested_at, days))
    if ground is StopGround.NOT_PAID and owed is not None:
        return owed.pay_by
    return None
