"""The ends of a dossier that bring no result: the unit does not take it, its owner takes it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the unit does not take the dossier, in words for the applicant."""

    refused_at: datetime
    refused_by: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The applicant took the dossier back; a reason is theirs to give or not."""

    withdrawn_at: datetime
    withdrawn_by: str
    reason: str = field(default="", repr=False)
