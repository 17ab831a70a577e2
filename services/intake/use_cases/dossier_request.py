"""Reads a filing as it was typed (form or JSON) into checked values, and names every wrong field at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from services.intake.domain.arrival import Arrival
from services.intake.domain.channel import Channel
from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.domain.personal import (
    Applicant,
    ApplicantKind,
    InvalidValue,
    Person,
    read_address,
    read_email,
    read_identity_number,
    read_name,
    read_organisation,
    read_phone,
    read_tax_code,
)
from services.intake.domain.returning import ReturnMethod
from services.intake.use_cases.arrival_request import read_arrival, read_authority
from shared.text import normalise

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
MISSING = Words("Cần điền mục này", "This field is needed")
NOT_TEXT = Words("Mục này phải là chữ", "This field must be text")
UNKNOWN_CHOICE = Words("Chọn một trong các mục có sẵn", "Choose one of the values given")
IDENTITY_NEEDED = Words("Nộp thay thì cần số căn cước của người nộp", "Whoever files for another gives their number")
PAPER_NEEDED = Words("Nộp thay thì cần giấy ủy quyền hoặc giấy giới thiệu", "Name the paper that authorises")
EARLIEST_BIRTH = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class DossierRequest:
    """A filing whose every value is checked and in its one spelling."""

    procedure: str
    channel: Channel
    applicant: Applicant
    return_method: ReturnMethod
    variant: str | None = None
    submitted_by: Person | None = None
    form: Mapping[str, Any] = field(default_factory=dict)
    language: str = "vi"
    arrival: Arrival | None = None


class _Reader:
    """Reads fields out of nested mappings and collects what is wrong with them."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.faults: list[FieldFault] = []

    def fault(self, pointer: str, words: Words) -> None:
        self.faults.append(FieldFault(pointer, words))

    def text(
        self, data: Mapping[str, Any], base: str, name: str, read: Callable[[str], T], *, required: bool = False
    ) -> T | None:
        value = data.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            if required:
                self.fault(f"{base}/{name}", MISSING)
            return None
        if not isinstance(value, str):
            self.fault(f"{base}/{name}", NOT_TEXT)
            return None
        try:
            return read(value)
        except InvalidValue as error:
            self.fault(f"{base}/{name}", error.words)
            return None

    def choice(self, data: Mapping[str, Any], base: str, name: str, choices: type[E]) -> E | None:
        def read(text: str) -> E:
            try:
                return choices(text)
            except ValueError:
                raise InvalidValue(UNKNOWN_CHOICE) from None

        return self.text(data, base, name, read, required=True)

    def birth_date(self, data: Mapping[str, Any], base: str) -> date | None:
        value = data.get("birth_date")
        if isinstance(value, date):
            value = value.isoformat()
        return self.text({"birth_date": value}, base, "birth_date", self._read_birth_date)

    def _read_birth_date(self, text: str) -> date:
        try:
            day = date.fromisoformat(text.strip())
        except ValueError:
            raise InvalidValue(Words("Ghi ngày sinh theo năm-tháng-ngày", "Write the date as year-month-day")) from None
        if not EARLIEST_BIRTH <= day <= self.today:
            raise InvalidValue(Words("Ngày sinh không thể như vậy", "The birth date cannot be so"))
        return day

    def person(self, data: Any, base: str) -> Person | None:
        if not data:
            return None
        name = self.text(data, base, "name", read_name, required=True)
        return Person(
            name=name or "",
            identity_number=self.text(data, base, "identity_number", read_identity_number),
            phone=self.text(data, base, "phone", read_phone),
            email=self.text(data, base, "email", read_email),
            address=self.text(data, base, "address", read_address),
            paper=self.text(data, base, "paper", normalise),
            authority=read_authority(data.get("authority"), f"{base}/authority", self.today, self.faults),
        )

    def submitter(self, data: Any, base: str) -> Person | None:
        """Whoever files for another says who they are and by which paper, in every channel."""
        person = self.person(data, base)
        if person is None:
            return None
        pointed = {fault.pointer for fault in self.faults}
        if person.identity_number is None and f"{base}/identity_number" not in pointed:
            self.fault(f"{base}/identity_number", IDENTITY_NEEDED)
        if person.paper is None and person.authority is None:
            self.fault(f"{base}/paper", PAPER_NEEDED)
        return person

    def applicant(self, data: Mapping[str, Any]) -> Applicant | None:
        base = "/applicant"
        kind = self.choice(data, base, "kind", ApplicantKind)
        citizen = kind is ApplicantKind.CITIZEN
        name = self.text(data, base, "name", read_name if citizen else read_organisation, required=True)
        identity = self.text(data, base, "identity_number", read_identity_number, required=citizen)
        tax_code = self.text(data, base, "tax_code", read_tax_code, required=kind is ApplicantKind.BUSINESS)
        address = self.text(data, base, "address", read_address, required=True)
        phone = self.text(data, base, "phone", read_phone)
        email = self.text(data, base, "email", read_email)
        birth_date = self.birth_date(data, base)
        representative = self.person(data.get("representative"), f"{base}/representative")
        if kind is None or name is None or address is None:
            return None
        return Applicant(kind, name, address, identity, tax_code, birth_date, phone, email, representative)


def read_dossier_request(data: Mapping[str, Any], today: date, unit: str = "") -> DossierRequest:
    """The request in the shape of ``POST /dossiers``; blank texts count as left out. ``unit`` receives it.

    Raises InvalidRequest with a pointer for each wrong field (``/applicant/phone``).
    """
    reader = _Reader(today)
    procedure = reader.text(data, "", "procedure", str.strip, required=True)
    channel = reader.choice({"channel": data.get("channel") or "online"}, "", "channel", Channel)
    method = reader.choice({"return_method": data.get("return_method") or "counter"}, "", "return_method", ReturnMethod)
    applicant = reader.applicant(data.get("applicant") or {})
    submitted_by = reader.submitter(data.get("submitted_by"), "/submitted_by")
    arrival = read_arrival(data.get("arrival"), channel, unit, today, reader.faults) if channel else None
    variant = reader.text(data, "", "variant", str.strip)
    if method is ReturnMethod.ELECTRONIC and applicant and not (applicant.email or applicant.phone):
        reader.fault(
            "/applicant/email",
            Words(
                "Nhận bản điện tử thì cần thư điện tử hoặc số điện thoại",
                "An electronic result needs an email address or a phone number",
            ),
        )
    if reader.faults or procedure is None or channel is None or method is None or applicant is None:
        raise InvalidRequest(tuple(reader.faults))
    return DossierRequest(
        procedure,
        channel,
        applicant,
        method,
        variant,
        submitted_by,
        dict(data.get("form") or {}),
        "en" if data.get("language") == "en" else "vi",
        arrival,
    )
