"""Papers of a dossier that the office lost: written down, told to the applicant with an apology, never hidden."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.intake.domain.errors import Words

# What the law wants said: the office bears it all (the applicant pays nothing twice).
APOLOGY = Words(
    "Chúng tôi đã để thất lạc giấy tờ của hồ sơ này và xin lỗi. Chúng tôi làm lại và chịu mọi chi phí.",
    "We have lost papers of this dossier and apologise. We replace them and bear every cost.",
)


@dataclass(frozen=True, slots=True)
class Loss:
    """``what`` was lost and what is done about it, in words for the applicant."""

    recorded_at: datetime
    recorded_by: str
    what: str = field(repr=False)
