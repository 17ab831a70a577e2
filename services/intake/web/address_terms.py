"""How a reader is addressed, by what is known of them; age alone is known, never whether ông or bà."""

from __future__ import annotations

from datetime import date

from services.intake.domain.addressing import ELDER
from services.intake.domain.personal import Applicant, ApplicantKind
from shared.ui.texts import gettext as _


def you(applicant: Applicant, today: date) -> str:
    """``ông bà`` from 60 on, ``anh chị`` below, both where the age is unknown; an organisation is ``quý đơn vị``."""
    if applicant.kind is not ApplicantKind.CITIZEN:
        return _("quý đơn vị")
    age = applicant.age_on(today)
    if age is None:
        return _("ông bà, anh chị")
    return _("ông bà") if age >= ELDER else _("anh chị")
