"""Who a petition is from and how to reach them: kept apart from the petition; every value checked, in one spelling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from services.hotline.domain.errors import InvalidValue, Words
from shared.text import email_address, full_name, phone_number, postal_address


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
    CALLBACK = "callback"  # whom to call, as no message reached them
    TEXT = "text"  # what a complaint or denunciation says
    ATTACHMENT = "attachment"  # what came with one: handwriting, pictures
    EXPORT = "export"  # who it is from, in a file


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at what identifies a person: written before it is shown, one for each look, kept for good.

    ``about`` is the petition's or dossier's code, ``who`` the actor (``staff:operator``). ``why_digest`` stands for the
    reason in the chain, so that a reason can be erased. ``number`` and ``link`` are given afterwards, when looks are
    chained (``doors.chain``).
    """

    id: str
    version: int
    what: Seen
    about: str
    who: str
    at: datetime
    why: str = ""
    why_digest: str = ""
    number: int = 0
    link: str = ""


def read_phone(text: str) -> str:
    """A Vietnamese number as ``+84…``; spaces, dots, dashes and brackets are forgiven. Raises InvalidValue."""
    return _must(
        phone_number(text), Words("Số điện thoại cần 10 chữ số, bắt đầu bằng 0", "A phone number has 10 digits, from 0")
    )


def read_email(text: str) -> str:
    """One address; whether mail arrives there only mail can tell. Raises InvalidValue."""
    return _must(email_address(text), Words("Địa chỉ thư điện tử chưa đúng", "Not an email address"))


def read_name(text: str) -> str:
    """A person's name, 2 to 200 characters, with a letter in it. Raises InvalidValue."""
    return _must(
        full_name(text), Words("Ghi đầy đủ họ tên (2 đến 200 chữ)", "Give the full name (2 to 200 characters)")
    )


def read_address(text: str) -> str:
    """A postal address in one line, at most 500 characters. Raises InvalidValue."""
    return _must(postal_address(text), Words("Ghi địa chỉ (3 đến 500 chữ)", "Give the address (3 to 500 characters)"))


def _must(read: str | None, words: Words) -> str:
    if read is None:
        raise InvalidValue(words)
    return read
