"""Reads a VietQR code as a banking application does: field by field, and not at all where anything is wrong."""

from __future__ import annotations

from binascii import crc_hqx
from dataclasses import dataclass


class BadCode(ValueError):
    """Not a code that money can be sent by; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the code asks for; ``amount`` in đồng."""

    bank: str
    account: str
    amount: int
    memo: str
    holder: str = ""


def read_code(text: str) -> Order:
    """Raises BadCode."""
    text = text.strip()
    if text[-8:-4] != "6304" or not text.isascii():
        raise BadCode("no CRC at its end")
    if f"{crc_hqx(text[:-4].encode('ascii'), 0xFFFF):04X}" != text[-4:]:
        raise BadCode("its CRC is wrong: it was not read whole")
    fields = _fields(text)
    if fields.get("00") != "01" or fields.get("58") != "VN" or fields.get("53") != "704":
        raise BadCode("not a Vietnamese payment in đồng")
    receiver = _fields(fields.get("38", ""))
    if receiver.get("00") != "A000000727" or receiver.get("02") != "QRIBFTTA":
        raise BadCode("not a transfer to an account by NAPAS")
    account = _fields(receiver.get("01", ""))
    memo = _fields(fields.get("62", "")).get("08", "")
    amount = fields.get("54", "")
    if not amount.isdecimal() or int(amount) < 1:
        raise BadCode("no amount")
    if len(account.get("00", "")) != 6 or not account.get("01"):
        raise BadCode("no bank and account")
    return Order(account["00"], account["01"], int(amount), memo, fields.get("59", ""))


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        tag, length = text[place : place + 2], text[place + 2 : place + 4]
        if not (tag.isdecimal() and length.isdecimal()) or place + 4 + int(length) > len(text) or tag in found:
            raise BadCode("its fields do not add up")
        found[tag] = text[place + 4 : place + 4 + int(length)]
        place += 4 + int(length)
    return found
