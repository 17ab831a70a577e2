"""Personal values and who a dossier is from: each value checked and written in one way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from services.intake.domain.authority import Authority
from services.intake.domain.errors import Words
from shared.text import email_address, full_name, normalise, phone_number, postal_address
from shared.text import show_phone as show_phone  # how a value of this room is shown


class InvalidValue(ValueError):
    """A value that cannot be; ``words`` says what is wrong, without repeating the value."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class ApplicantKind(Enum):
    """Who applies, with the portal's numbers (LoaiDoiTuong)."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    AGENCY = "agency"
    OTHER = "other"

    @property
    def words(self) -> Words:
        return _KIND_WORDS[self]


_KIND_WORDS = {
    ApplicantKind.CITIZEN: Words("Công dân", "Citizen"),
    ApplicantKind.BUSINESS: Words("Doanh nghiệp", "Business"),
    ApplicantKind.AGENCY: Words("Cơ quan nhà nước", "Public agency"),
    ApplicantKind.OTHER: Words("Tổ chức khác", "Other organisation"),
}


def read_phone(text: str) -> str:
    """A Vietnamese number as ``+84…``; spaces, dots, dashes and brackets are forgiven. Raises InvalidValue."""
    return _must(
        phone_number(text), Words("Số điện thoại cần 10 chữ số, bắt đầu bằng 0", "A phone number has 10 digits, from 0")
    )


def read_identity_number(text: str) -> str:
    """A citizen's number: 12 digits (căn cước) or the older 9 (CMND)."""
    digits = re.sub(r"[\s.\-]", "", text)
    if not re.fullmatch(r"[0-9]{12}|[0-9]{9}", digits):
        raise InvalidValue(
            Words("Số căn cước có 12 chữ số (CMND cũ: 9)", "An identity number has 12 digits (the older card: 9)")
        )
    return digits


def read_tax_code(text: str) -> str:
    """A tax code: 10 digits, 10-3 for a branch, or 12 where a person's number serves."""
    code = re.sub(r"[\s.]", "", text)
    if not re.fullmatch(r"[0-9]{10}(-[0-9]{3})?|[0-9]{12}", code):
        raise InvalidValue(
            Words("Mã số thuế có 10 chữ số, hoặc 10-3 với chi nhánh", "A tax code has 10 digits, or 10-3 for a branch")
        )
    return code


def read_email(text: str) -> str:
    """One address; whether mail arrives there only mail can tell. Raises InvalidValue."""
    return _must(email_address(text), Words("Địa chỉ thư điện tử chưa đúng", "Not an email address"))


def read_name(text: str) -> str:
    """A name of a person or an organisation, 2 to 200 characters, with a letter in it. Raises InvalidValue."""
    return _must(
        full_name(text), Words("Ghi đầy đủ họ tên (2 đến 200 chữ)", "Give the full name (2 to 200 characters)")
    )


def read_organisation(text: str) -> str:
    """An organisation's name, as written: its capitals are its own."""
    read_name(text)
    return normalise(text)


def read_address(text: str) -> str:
    """A postal address in one line, at most 500 characters. Raises InvalidValue."""
    return _must(postal_address(text), Words("Ghi địa chỉ (3 đến 500 chữ)", "Give the address (3 to 500 characters)"))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts for the applicant: representative, or who brought the papers.

    ``authority`` is the paper that gives the right to it, ``paper`` the same in free words.
    """

    name: str
    identity_number: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    paper: str | None = None
    authority: Authority | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies. A citizen has an identity number, a business a tax code; values are read and checked already."""

    kind: ApplicantKind
    name: str
    address: str
    identity_number: str | None = None
    tax_code: str | None = None
    birth_date: date | None = None
    phone: str | None = None
    email: str | None = None
    representative: Person | None = None

    def age_on(self, day: date) -> int | None:
        """Full years on that day; None where the birth date is not known."""
        born = self.birth_date
        if born is None:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def phone_ends_with(self, digits: str) -> bool:
        """Whether these four digits end the applicant's number (or the representative's)."""
        numbers = [self.phone, self.representative.phone if self.representative else None]
        return len(digits) == 4 and any(number is not None and number.endswith(digits) for number in numbers)


def _must(read: str | None, words: Words) -> str:
    if read is None:
        raise InvalidValue(words)
    return read
