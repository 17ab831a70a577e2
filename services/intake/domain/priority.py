"""Who comes first."""

from __future__ import annotations

from datetime import date

from services.intake.domain.personal import Applicant

PRIORITY_AGE = 60


def has_priority(applicant: Applicant, day: date) -> bool:
    """Older people come first without an entry in the register."""
    age = applicant.age_on(day)
    return age is not None and age >= PRIORITY_AGE
