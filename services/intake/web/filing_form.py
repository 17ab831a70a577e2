"""The filing form's fields: their names follow the pointers of ``POST /dossiers``, so every fault finds its field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.intake.domain.errors import FieldFault, InvalidRequest
from services.intake.domain.personal import ApplicantKind
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

BIRTH = "applicant-birth_date"
PERSON_FIELDS = ("name", "identity_number", "phone", "paper")


def labels(kind: ApplicantKind) -> dict[str, str]:
    """Field name → label, in the order of the page."""
    person = kind is ApplicantKind.CITIZEN
    found = {
        "account": _("Nộp cho ai"),
        "channel": _("Hồ sơ đến bằng cách nào"),
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
    other = {name: text(f"submitted_by-{name}") for name in PERSON_FIELDS}
    content = text("form-content")
    return {
        "procedure": procedure,
        "channel": channel,
        "variant": text("variant") or None,
        "applicant": applicant,
        "submitted_by": other if any(other.values()) else None,
        "form": {"content": content} if content else {},
        "return_method": text("return_method"),
        "language": display.language(),
        "account": text("account") or None,
        "draft": text("draft") or None,
        "another": text("another") == "yes",
    }


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
