"""Rules of how an applicant is addressed: by age where that is known, an organisation as one."""

from __future__ import annotations

from datetime import date

import pytest

from services.intake.domain.addressing import form_of_address
from services.intake.domain.personal import Applicant, ApplicantKind


@pytest.mark.parametrize(("kind", "born", "form"), [
    (ApplicantKind.CITIZEN, date(1966, 10, 5), "elder"),
    (ApplicantKind.CITIZEN, date(1966, 10, 6), None),
    (ApplicantKind.CITIZEN, None, None),
    (ApplicantKind.BUSINESS, None, "org"),
])  # fmt: skip
def test_the_form_follows_age_and_kind(kind: ApplicantKind, born: date | None, form: str | None) -> None:
    applicant = Applicant(kind, "Nguyễn Thị Mẫu", "Thôn 4", birth_date=born)
    assert form_of_address(applicant, date(2026, 10, 5)) == form
