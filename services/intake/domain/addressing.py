"""Which form of address fits an applicant, by what is known of them; age alone is known, never whether ông or bà."""

from __future__ import annotations

from datetime import date

from services.intake.domain.personal import Applicant, ApplicantKind

ELDER = 60


def form_of_address(applicant: Applicant, day: date) -> str | None:
    """``elder`` from 60 years on, ``org`` for whoever is no citizen; None where everybody's words fit."""
    if applicant.kind is not ApplicantKind.CITIZEN:
        return "org"
    age = applicant.age_on(day)
    return "elder" if age is not None and age >= ELDER else None
