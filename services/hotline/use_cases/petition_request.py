"""Reads a petition as it was typed (form or JSON) into checked values, and names every wrong field at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from services.hotline.domain.contact import Contact, read_address, read_email, read_name, read_phone
from services.hotline.domain.doors.named import read_accounts
from services.hotline.domain.errors import FieldFault, InvalidRequest, InvalidValue, Words
from services.hotline.domain.kinds import Channel, Kind, Topic
from shared.text import normalise

E = TypeVar("E", bound=Enum)
SHORTEST_TEXT, LONGEST_TEXT, LONGEST_CLAIM = 10, 10_000, 80
MISSING = Words("Cần điền mục này", "This field is needed")
NOT_TEXT = Words("Mục này phải là chữ", "This field must be text")
UNKNOWN_CHOICE = Words("Chọn một trong các mục có sẵn", "Choose one of the values given")
TOO_SHORT = Words("Xin kể rõ hơn một chút (ít nhất 10 chữ cái)", "Please tell a little more (10 characters at least)")
TOO_LONG = Words("Dài quá, xin rút gọn dưới 10.000 chữ cái", "Too long, please keep it under 10,000 characters")
CLAIM_TOO_LONG = Words("Mã hồ sơ không dài như vậy", "No dossier code is that long")
NOBODY = Words("Để lại tên, hoặc chọn không nêu tên", "Leave a name, or choose to stay anonymous")
NO_WAY_BACK = Words(
    "Để lại số điện thoại hoặc thư điện tử để được trả lời", "Leave a phone number or an email address to be answered"
)
READERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("name", read_name),
    ("phone", read_phone),
    ("email", read_email),
    ("address", read_address),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """Which dossier it is said to be about, and the number (whole, or its last four digits) that shall prove it.

    Both as typed: a claim that can't be right is no fault of the request, and is taken without a word.
    """

    dossier: str = ""
    digits: str = ""


@dataclass(frozen=True, slots=True)
class PetitionRequest:
    """A petition whose every value is checked and in its one spelling; ``named`` are accounts of staff, taken from who
    writes it down at the desk only."""

    kind: Kind
    topic: Topic
    channel: Channel
    text: str
    contact: Contact
    claim: Claim = Claim()
    language: str = "vi"
    named: tuple[str, ...] = ()


def read_petition_request(data: Mapping[str, Any]) -> PetitionRequest:
    """The request in the shape of ``POST /petitions``; blank texts count as left out. Raises InvalidRequest."""
    faults: list[FieldFault] = []
    kind = _choice(data, "kind", Kind, faults)
    topic = _choice({"topic": data.get("topic") or Topic.OTHER.value}, "topic", Topic, faults)
    channel = _choice({"channel": data.get("channel") or Channel.WEB.value}, "channel", Channel, faults)
    text = _told(data.get("text"), faults)
    contact = _contact(data, faults)
    claim = _claim(data.get("dossier"), faults)
    named = _named(data.get("named"), faults)
    if faults or kind is None or topic is None or channel is None:
        raise InvalidRequest(*faults)
    language = "en" if data.get("language") == "en" else "vi"
    return PetitionRequest(kind, topic, channel, text, contact, claim, language, named)


def _choice(data: Mapping[str, Any], name: str, choices: type[E], faults: list[FieldFault]) -> E | None:
    value = data.get(name)
    if not value:
        faults.append(FieldFault(f"/{name}", MISSING))
        return None
    found = next((one for one in choices if one.value == value), None)
    if found is None:
        faults.append(FieldFault(f"/{name}", UNKNOWN_CHOICE))
    return found


def read_told(value: Any, pointer: str, *, shortest: int = SHORTEST_TEXT) -> str:
    """Free text of several lines, kept as it was told. Raises InvalidRequest."""
    if not isinstance(value, str):
        raise InvalidRequest(FieldFault(pointer, MISSING if value is None else NOT_TEXT))
    kept = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(one for one in kept if one == "\n" or unicodedata.category(one) not in ("Cc", "Cf", "Cs")).strip()
    if len(text) > LONGEST_TEXT:
        raise InvalidRequest(FieldFault(pointer, TOO_LONG))
    if len(text) < shortest:
        raise InvalidRequest(FieldFault(pointer, TOO_SHORT if text else MISSING))
    return text


def _told(value: Any, faults: list[FieldFault]) -> str:
    try:
        return read_told(value, "/text")
    except InvalidRequest as refused:
        faults += refused.faults
        return ""


def _contact(data: Mapping[str, Any], faults: list[FieldFault]) -> Contact:
    """Nothing of an anonymous one is kept, whatever stands in the fields; who is named must be reachable."""
    if data.get("anonymous"):
        return Contact()
    given = data.get("contact") or {}
    values: dict[str, str | None] = {}
    found = len(faults)
    for name, read in READERS:
        try:
            values[name] = _read(given.get(name), read)
        except InvalidValue as wrong:
            faults.append(FieldFault(f"/contact/{name}", wrong.words))
    contact = Contact(**values)
    if len(faults) == found and not contact.name:
        faults.append(FieldFault("/contact/name", NOBODY))
    if len(faults) == found and not (contact.phone or contact.email):
        faults.append(FieldFault("/contact/phone", NO_WAY_BACK))
    return contact


def _read(value: Any, read: Callable[[str], str]) -> str | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        raise InvalidValue(NOT_TEXT)
    return read(value)


def _named(value: Any, faults: list[FieldFault]) -> tuple[str, ...]:
    try:
        return read_accounts(value or ())
    except InvalidValue as wrong:
        faults.append(FieldFault("/named", wrong.words))
        return ()


def _claim(value: Any, faults: list[FieldFault]) -> Claim:
    if not isinstance(value, Mapping):
        return Claim()
    dossier, phone, last = (str(value.get(name) or "").strip() for name in ("code", "phone", "phone_last4"))
    if len(dossier) > LONGEST_CLAIM:
        faults.append(FieldFault("/dossier/code", CLAIM_TOO_LONG))
    return Claim(normalise(dossier), phone or last)
