"""How a result reaches the applicant, and who took it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from services.intake.domain.errors import Words


class ReturnMethod(Enum):
    """How the result is to reach, or reached, the applicant."""

    COUNTER = "counter"
    POST = "post"
    ELECTRONIC = "electronic"

    @property
    def words(self) -> Words:
        return _RETURN_WORDS[self]


_RETURN_WORDS = {
    ReturnMethod.COUNTER: Words("Tại quầy", "At the counter"),
    ReturnMethod.POST: Words("Qua bưu chính công ích", "By public post"),
    ReturnMethod.ELECTRONIC: Words("Bản điện tử", "Electronically"),
}


class ReceivedBy(Enum):
    """Who took the result: never a name."""

    APPLICANT = "applicant"
    REPRESENTATIVE = "representative"
    SUBMITTER = "submitter"
    POST_OFFICE = "post_office"


@dataclass(frozen=True, slots=True)
class Returned:
    returned_at: datetime
    returned_by: str
    method: ReturnMethod
    received_by: ReceivedBy
