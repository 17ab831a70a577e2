"""SMS as SMPP carries it: the text cut by our own rules, each part with its place in the whole; receipts read.

A part is unpacked GSM-7 (one octet a character, data_coding 0) or UCS-2 (data_coding 8) behind a header of TS 23.040
that names the whole by an 8-bit number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.notifications.domain.message import Message
from services.notifications.domain.segmentation import GSM_7, segments

DEFAULT_ALPHABET, UCS_2_CODING = 0, 8
WITH_HEADER = 0x40  # esm_class: the user data begins with a header
RECEIPT_MASK, IS_RECEIPT = 0x3C, 0x04
ESCAPE = 0x1B
TABLE = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
}  # fmt: skip
PLACES = {letter: place for place, letter in enumerate(TABLE)}
RECEIPT_ID, RECEIPT_STATE = re.compile(rb"\bid:([\w-]{1,64})"), re.compile(rb"\bstat:([A-Z]{4,8})")
ARRIVED, LOST = frozenset({"DELIVRD"}), frozenset({"UNDELIV", "EXPIRED", "DELETED", "REJECTD"})
STATE_NAMES = {2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}


@dataclass(frozen=True, slots=True)
class SmppPart:
    """One short message: ``number`` counts from 1."""

    number: int
    of: int
    data_coding: int
    esm_class: int
    content: bytes


@dataclass(frozen=True, slots=True)
class SmppReceipt:
    """What became of one part: ``arrived`` is None while that is not known for good."""

    smsc_id: str
    phone: str
    arrived: bool | None
    state: str


def parts_of(message: Message) -> tuple[SmppPart, ...]:
    """The parts of a message, the same for every attempt."""
    cut = segments(message.writing.text if message.writing else "")
    coding = DEFAULT_ALPHABET if cut.encoding == GSM_7 else UCS_2_CODING
    whole = int(message.id[:2], 16)
    return tuple(
        SmppPart(
            number, cut.count, coding, WITH_HEADER if cut.count > 1 else 0,
            (bytes((5, 0, 3, whole, cut.count, number)) if cut.count > 1 else b"") + encoded(text, cut.encoding),
        )
        for number, text in enumerate(cut.parts, 1)
    )  # fmt: skip


def encoded(text: str, encoding: str) -> bytes:
    """In the alphabet that the segmentation chose."""
    if encoding != GSM_7:
        return text.encode("utf-16-be")
    octets = bytearray()
    for letter in text:
        octets += bytes((ESCAPE, EXTENSION[letter])) if letter in EXTENSION else bytes((PLACES[letter],))
    return bytes(octets)


def international(number: str) -> str:
    """Digits with the country's number, as SMPP wants them."""
    return number.removeprefix("+") if number.startswith("+") else re.sub(r"^0", "84", number)


def read_receipt(esm_class: int, phone: str, text: bytes, smsc_id: str | None, state: int | None) -> SmppReceipt | None:
    """The receipt in a deliver_sm, by its optional fields or else by its text; None where it is none."""
    if esm_class & RECEIPT_MASK != IS_RECEIPT:
        return None
    id_told, state_told = RECEIPT_ID.search(text), RECEIPT_STATE.search(text)
    id = smsc_id or (id_told.group(1).decode() if id_told else "")
    name = STATE_NAMES.get(state, "") if state else state_told.group(1).decode() if state_told else ""
    if not id:
        return None
    return SmppReceipt(id, phone, True if name in ARRIVED else False if name in LOST else None, name.lower())


def spellings(smsc_id: str) -> tuple[str, ...]:
    """The id and how else the same centre may spell it in a receipt: hexadecimal there and decimal here."""
    found = [smsc_id]
    if re.fullmatch(r"[0-9]{1,18}", smsc_id):
        found += [f"{int(smsc_id):x}", f"{int(smsc_id):X}", f"{int(smsc_id):08x}", f"{int(smsc_id):08X}"]
    if re.fullmatch(r"[0-9A-Fa-f]{1,16}", smsc_id):
        found.append(str(int(smsc_id, 16)))
    return tuple(dict.fromkeys(found))
