"""The filing form's fields: their names follow the pointers of ``POST /dossiers``, so every fault finds its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from services.intake.domain.errors import FieldFault, InvalidRequest
from services.intake.domain.personal import ApplicantKind
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

BIRTH = "applicant-birth_date"
PERSON_FIELDS = ("name", "identity_number", "phone", "paper")
AUTHORITY_FIELDS = ("kind", "number", "issued_on")
# What each channel of the counter asks beside the dossier itself.
ARRIVAL_FIELDS = {
    "post": ("tracking_number", "received_on"),
    "home": ("tour", "stop"),
    "mobile_point": ("tour", "stop"),
    "agency": ("code", "agency_name"),
}


def labels(kind: ApplicantKind) -> dict[str, str]:
    """Field name → label, in the order of the page."""
    person = kind is ApplicantKind.CITIZEN
    found = {
        "channel": _("Hồ sơ đến bằng cách nào"),
        "arrival-tracking_number": _("Số hiệu bưu gửi"),
        "arrival-received_on": _("Ngày nhận bưu gửi"),
        "arrival-tour": _("Chuyến đi"),
        "arrival-stop": _("Điểm trên chuyến"),
        "arrival-code": _("Mã hồ sơ gốc"),
        "arrival-agency_name": _("Cơ quan gửi"),
        "variant": _("Trường hợp"),
        "applicant-name": _("Họ và tên") if person else _("Tên đơn vị"),
    }
    if person:
        found |= {"applicant-identity_number": _("Số căn cước"), BIRTH: _("Ngày sinh")}
    else:
        found |= {"applicant-tax_code": _("Mã số thuế"), "applicant-representative-name": _("Người đại diện")}
    found |= {
        "applicant-address": _("Địa chỉ"),
        "applicant-phone": _("Số điện thoại"),
        "applicant-email": _("Thư điện tử"),
        "form-content": _("Nội dung đề nghị"),
        "submitted_by-name": _("Họ và tên người nộp thay"),
        "submitted_by-identity_number": _("Số căn cước người nộp thay"),
        "submitted_by-phone": _("Số điện thoại người nộp thay"),
        "submitted_by-authority-kind": _("Loại giấy"),
        "submitted_by-authority-number": _("Số giấy"),
        "submitted_by-authority-issued_on": _("Ngày của giấy"),
        "submitted_by-paper": _("Giấy ủy quyền"),
        "return_method": _("Nhận kết quả"),
    }
    return found


def read_form(values: Mapping[str, str], procedure: str, kind: ApplicantKind, channel: str) -> dict[str, Any]:
    """What was typed, in the shape of ``POST /dossiers``."""

    def text(name: str) -> str:
        return values.get(name, "").strip()

    applicant: dict[str, Any] = {"kind": kind.value}
    applicant |= {
        name: text(f"applicant-{name}") for name in ("name", "identity_number", "tax_code", "address", "phone", "email")
    }
    applicant["birth_date"] = birth_date(values)
    if text("applicant-representative-name"):
        applicant["representative"] = {"name": text("applicant-representative-name")}
    other: dict[str, Any] = {name: text(f"submitted_by-{name}") for name in PERSON_FIELDS}
    authority = {name: text(f"submitted_by-authority-{name}") for name in AUTHORITY_FIELDS}
    authority["issued_on"] = _iso_day(authority["issued_on"])
    other["authority"] = authority if authority["kind"] else None
    arrival = {name: text(f"arrival-{name}") for name in ARRIVAL_FIELDS.get(channel, ())}
    if "received_on" in arrival:
        arrival["received_on"] = _iso_day(arrival["received_on"])
    content = text("form-content")
    return {
        "procedure": procedure,
        "channel": channel,
        "variant": text("variant") or None,
        "applicant": applicant,
        "submitted_by": other if any(other.values()) else None,
        "arrival": arrival or None,
        "form": {"content": content} if content else {},
        "return_method": text("return_method"),
        "language": display.language(),
    }


def _iso_day(text: str) -> str:
    """``23/11/2026`` (or with blanks, dots) as an ISO date; what cannot be one is passed on for the rule to refuse."""
    found = re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", text)
    return f"{found[3]}-{found[2].zfill(2)}-{found[1].zfill(2)}" if found else text


def birth_date(values: Mapping[str, str]) -> str:
    """Day, month and year as one ISO date; what cannot be one is passed on for the rule to refuse."""
    day, month, year = (values.get(f"{BIRTH}-{part}", "").strip() for part in ("day", "month", "year"))
    if not (day or month or year):
        return ""
    return f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}"


def field_of(fault: FieldFault) -> str:
    """``/applicant/phone`` → ``applicant-phone``."""
    return fault.pointer.strip("/").replace("/", "-")


def with_faults(values: Mapping[str, str], refused: InvalidRequest, names: Mapping[str, str]) -> Form:
    """The form again, as it was typed, each fault at its field in the reader's language."""
    errors: dict[str, str] = {}
    for fault in refused.faults:
        told = fault.words.in_language(display.language())
        name = field_of(fault)
        if name == BIRTH:
            told = _("Ghi ngày, tháng và năm sinh bằng số, ví dụ 23 11 1958")
        errors.setdefault(name, told)
    return Form(values, errors, names)
