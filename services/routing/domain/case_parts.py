"""What a case is made of besides its tasks: where it stands, its procedure, its papers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class CaseStatus(Enum):
    """Where a case stands; the last two are its ends."""

    OPEN = "open"
    DECIDED = "decided"
    CLOSED = "closed"  # the result is back with the applicant
    WITHDRAWN = "withdrawn"  # the applicant took the dossier back
    STOPPED = "stopped"  # the reception unit works on it no more: nobody answered, or nobody paid


ENDED_CASES = frozenset({CaseStatus.CLOSED, CaseStatus.WITHDRAWN, CaseStatus.STOPPED})


@dataclass(frozen=True, slots=True)
class Procedure:
    """The procedure as it was named when the dossier was accepted."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Component:
    """One paper of the dossier; ``original`` says that the original was handed in."""

    name: str
    original: bool
