"""What every form is filled in with: the house, the applicant, the words of moments and days; all in Vietnamese, as the
law has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import Words
from services.intake.domain.form_copy import FormName
from services.intake.domain.personal import ApplicantKind, Person, show_phone
from services.intake.domain.returning import ReturnMethod
from shared.working_time import Calendar
from shared.working_time.calendar import local

Content = dict[str, Any]
_BULLET = re.compile(r"^(?:[-–•*+]\s+|\(?[0-9]{1,2}[.)]\s+)")


@dataclass(frozen=True, slots=True)
class House:
    """What a form tells of the place that gives it out. ``person`` gives an account's name to show, by its actor."""

    unit: Words
    province: Words
    address: str
    hotline: str
    calendar: Calendar
    field_of: Callable[[str], str | None]
    person: Callable[[str], str | None]

    @property
    def short(self) -> str:
        """``Bộ phận Một cửa``, out of its whole name."""
        return self.unit.vi.partition(",")[0]

    @property
    def place(self) -> str:
        """Hà Sơn, out of ``Sở Y tế tỉnh Hà Sơn``: papers begin with the place's name."""
        name = self.province.vi
        for word in (" tỉnh ", " thành phố "):
            if word in name:
                return name.split(word, 1)[1]
        return name

    def heading(self) -> Content:
        """What stands at the head of every form."""
        return {"authority": self.province.vi, "office": self.unit.vi, "office_short": self.short}


@dataclass(frozen=True, slots=True)
class Filled:
    """A form filled in. ``of`` names what it is about, ``acted_at`` is when that was decided, ``due_at`` the date that
    the paper sets."""

    form: FormName
    of: str
    acted_at: datetime
    due_at: datetime | None
    content: Mapping[str, Any] = field(repr=False)


def applicant_fields(dossier: Dossier) -> Content:
    """Who applies and how to reach them; a line without a value is left to be written by hand."""
    applicant = dossier.applicant
    citizen = applicant.kind is ApplicantKind.CITIZEN
    return {
        "code": dossier.code,
        "name": applicant.name,
        "identity_name": "Số căn cước/CMND" if citizen else "Mã số thuế",
        "identity": applicant.identity_number if citizen else applicant.tax_code,
        "address": applicant.address,
        "phone": show_phone(applicant.phone) if applicant.phone else None,
        "email": applicant.email,
        "representative": applicant.representative.name if applicant.representative else None,
        "subject": subject_of(dossier),
    }


def authorised_fields(person: Person | None) -> Content | None:
    """Who brought the papers for the applicant."""
    if person is None:
        return None
    return {
        "name": person.name,
        "address": person.address,
        "identity": person.identity_number,
        "phone": show_phone(person.phone) if person.phone else None,
        "email": person.email,
        "paper": person.paper,
    }


def subject_of(dossier: Dossier) -> str:
    """Nội dung yêu cầu giải quyết: the procedure, its case, and what the applicant wrote."""
    taken = dossier.procedure
    parts = [f"{taken.code} – {taken.name.vi}"]
    if taken.variant_name:
        parts.append(taken.variant_name.vi)
    written = dossier.form.get("content")
    if isinstance(written, str) and written.strip():
        parts.append(written.strip())
    return ". ".join(part.rstrip(".") for part in parts)


def return_place(dossier: Dossier, house: House) -> str:
    """Where the result will be."""
    if dossier.return_method is ReturnMethod.COUNTER:
        return f"{house.short}, {house.address}"
    if dossier.return_method is ReturnMethod.POST:
        return f"Qua bưu chính công ích, đến {dossier.applicant.address}"
    return "Bản điện tử, theo thư điện tử hoặc số điện thoại trên"


def listed(text: str) -> list[str]:
    """Lines that people wrote as items: their own bullets and numbers go, as the form numbers them itself."""
    lines = (_BULLET.sub("", line.strip(), count=1).strip() for line in text.splitlines())
    return [line for line in lines if line]


def moment_words(moment: datetime) -> str:
    """``08 giờ 00 phút, ngày 05 tháng 10 năm 2026``."""
    here = local(moment)
    return f"{here.hour:02d} giờ {here.minute:02d} phút, {day_words(moment)}"


def day_words(moment: datetime) -> str:
    """``ngày 05 tháng 10 năm 2026``."""
    here = local(moment)
    return f"ngày {here.day:02d} tháng {here.month:02d} năm {here.year}"


def short_moment(moment: datetime) -> str:
    """``08:00, 05/10/2026``: for tables."""
    return f"{local(moment):%H:%M, %d/%m/%Y}"


def short_day(moment: datetime) -> str:
    """``05/10/2026``."""
    return f"{local(moment):%d/%m/%Y}"
