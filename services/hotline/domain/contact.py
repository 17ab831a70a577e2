"""Who a petition is from and how to reach them: kept apart from the petition; every value checked, in one spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from services.hotline.domain.errors import InvalidValue, Words
from shared.text import normalise, tidy_name


@dataclass(frozen=True, slots=True)
class Contact:
    """Everything may be left out by whoever stays anonymous."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing in it leads to a person."""
        return not (self.name or self.phone or self.email or self.address)


@dataclass(frozen=True, slots=True)
class Identity:
    """The contact of one petition, under the petition's code, in a collection of its own."""

    id: str
    version: int
    contact: Contact


class Seen(Enum):
    """What was looked at."""

    IDENTITY = "identity"  # who a petition is from
    DOSSIER = "dossier"  # a dossier, after its owner was verified


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at what identifies a person: written before it is shown, one for each look, kept for good.

    ``about`` is the petition's or dossier's code, ``who`` the actor (``staff:operator``).
    """

    id: str
    version: int
    what: Seen
    about: str
    who: str
    at: datetime
    why: str = ""


def read_phone(text: str) -> str:
    """A Vietnamese number as ``+84…``; spaces, dots, dashes and brackets are forgiven."""
    digits = re.sub(r"[\s.\-()]", "", text)
    found = re.fullmatch(r"(?:\+84|0084|84|0)(?P<rest>[35789]\d{8}|2\d{8,9})", digits, re.ASCII)
    if not found:
        raise InvalidValue(Words("Số điện thoại cần 10 chữ số, bắt đầu bằng 0", "A phone number has 10 digits, from 0"))
    return f"+84{found['rest']}"


def show_phone(phone: str) -> str:
    """The number as people write it at home: ``0912 345 678``."""
    home = "0" + phone.removeprefix("+84")
    return f"{home[:4]} {home[4:7]} {home[7:]}"


def read_email(text: str) -> str:
    """One address; whether mail arrives there only mail can tell."""
    address = text.strip()
    if len(address) > 254 or not re.fullmatch(r"[^@\s<>\"',;]+@[^@\s<>\"',;.]+(\.[^@\s<>\"',;.]+)+", address):
        raise InvalidValue(Words("Địa chỉ thư điện tử chưa đúng", "Not an email address"))
    local_part, _, domain = address.rpartition("@")
    return f"{local_part}@{domain.lower()}"


def read_name(text: str) -> str:
    """A person's name, 2 to 200 characters, with a letter in it."""
    name = tidy_name(text)
    if not 2 <= len(name) <= 200 or not any(letter.isalpha() for letter in name):
        raise InvalidValue(Words("Ghi đầy đủ họ tên (2 đến 200 chữ)", "Give the full name (2 to 200 characters)"))
    return name


def read_address(text: str) -> str:
    """A postal address in one line, at most 500 characters."""
    address = normalise(text)
    if not 3 <= len(address) <= 500:
        raise InvalidValue(Words("Ghi địa chỉ (3 đến 500 chữ)", "Give the address (3 to 500 characters)"))
    return address
