"""Where a message goes: a telephone number or an address of electronic mail, checked; masked for lookers-on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.notifications.domain.message import Channel

PHONE = re.compile(r"\+?[0-9]{8,15}")
# Deliberately plain: whether an address exists only its server knows.
EMAIL = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]+\.[^\s@<>,;\".]{2,}")
LONGEST_EMAIL = 254
ABROAD, LANDLINE = "+84", "+842"


def phone_fault(number: str) -> str | None:
    """Why no SMS can go there: ``bad_phone``, ``landline`` (Vietnamese ones begin with 02); None where it can."""
    if not PHONE.fullmatch(number):
        return "bad_phone"
    return "landline" if number.startswith((LANDLINE, "02")) else None


def email_fault(address: str) -> str | None:
    """``bad_email``, or None."""
    return None if len(address) <= LONGEST_EMAIL and EMAIL.fullmatch(address) else "bad_email"


def national(number: str) -> str:
    """A Vietnamese number as it is dialled at home, ``0912345127``; others stay as they are."""
    return "0" + number.removeprefix(ABROAD) if number.startswith(ABROAD) else number


def masked_phone(number: str) -> str:
    """``…127``: enough for the owner to know it, too little for others."""
    return "…" + number[-3:]


def masked_email(address: str) -> str:
    """``b…@t…``: first letters only, for a whole domain may name a family or a firm."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain[:1]}…"


@dataclass(frozen=True, slots=True)
class Reached:
    """What a channel writes to: ``field`` of a person, why none can go there, how lookers-on see it."""

    field: str
    fault: Callable[[str], str | None]
    masked: Callable[[str], str]


BY_PHONE, BY_EMAIL = Reached("phone", phone_fault, masked_phone), Reached("email", email_fault, masked_email)
REACHED: Mapping[Channel, Reached] = {Channel.SMS: BY_PHONE, Channel.EMAIL: BY_EMAIL, Channel.ZALO: BY_PHONE}


def chosen_for(channel: Channel) -> Channel:
    """The channel under which the owner of the number or address keeps what they chose: of a telephone, by SMS."""
    return Channel.SMS if REACHED[channel] is BY_PHONE else channel
