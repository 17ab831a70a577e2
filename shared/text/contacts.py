"""Names, telephone numbers and addresses in their one spelling; None for what cannot be one.

What is told to whoever typed it is the services' to say.
"""

from __future__ import annotations

import re

from shared.text.folding import normalise
from shared.text.names import tidy_name

LONGEST_EMAIL, LONGEST_NAME, LONGEST_ADDRESS = 254, 200, 500
_PHONE = re.compile(r"(?:\+84|0084|84|0)(?P<rest>[35789]\d{8}|2\d{8,9})", re.ASCII)
_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;.]+(\.[^@\s<>\"',;.]+)+")


def phone_number(text: str) -> str | None:
    """A Vietnamese number as ``+84…``; spaces, dots, dashes and brackets are forgiven."""
    found = _PHONE.fullmatch(re.sub(r"[\s.\-()]", "", text))
    return f"+84{found['rest']}" if found else None


def show_phone(phone: str) -> str:
    """The number as people write it at home: ``0912 345 678``."""
    home = "0" + phone.removeprefix("+84")
    return f"{home[:4]} {home[4:7]} {home[7:]}"


def email_address(text: str) -> str | None:
    """One address, its domain in small letters; whether mail arrives there only mail can tell."""
    address = text.strip()
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        return None
    local_part, _, domain = address.rpartition("@")
    return f"{local_part}@{domain.lower()}"


def full_name(text: str) -> str | None:
    """A name of 2 to 200 characters with a letter in it."""
    name = tidy_name(text)
    return name if 2 <= len(name) <= LONGEST_NAME and any(letter.isalpha() for letter in name) else None


def postal_address(text: str) -> str | None:
    """A postal address in one line, 3 to 500 characters."""
    address = normalise(text)
    return address if 3 <= len(address) <= LONGEST_ADDRESS else None
