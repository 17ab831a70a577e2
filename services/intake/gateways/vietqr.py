"""The text of a VietQR code: EMVCo's merchant-presented fields with NAPAS's own (transfer to an account), and a CRC.

The packages for it fill in a shop's name of their own, cut nothing that is too long and round amounts; the format is
short, so it is written here and read back by another's reader in the tests.
"""

from __future__ import annotations

import re

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
DONG = "704"
MOST_AMOUNT = 9_999_999_999_999  # thirteen signs
_BIN = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{6,19}")
_MEMO = re.compile(r"[0-9A-Za-z ]{1,25}")
_NAME = re.compile(r"[A-Z0-9 .&-]{1,25}")


def vietqr(bank: str, account: str, amount: int, memo: str, *, holder: str = "") -> str:
    """The code for one transfer of this sum, in đồng.

    ``bank`` is its six digits (BIN) at NAPAS; ``holder`` in capitals without marks, where it is told. Raises
    ValueError for a value that does not fit.
    """
    _must(_BIN.fullmatch(bank), "the bank's six digits")
    _must(_ACCOUNT.fullmatch(account), "an account of 6 to 19 digits or letters")
    _must(_MEMO.fullmatch(memo), "a memo of at most 25 letters, digits and blanks")
    _must(0 < amount <= MOST_AMOUNT, "an amount of whole đồng")
    _must(not holder or _NAME.fullmatch(holder), "the holder in capitals without marks, at most 25")
    receiver = _field("00", NAPAS) + _field("01", _field("00", bank) + _field("01", account))
    parts = [
        _field("00", "01"),
        _field("01", "12"),  # one payment, with its sum
        _field("38", receiver + _field("02", TO_ACCOUNT)),
        _field("53", DONG),
        _field("54", str(amount)),
        _field("58", "VN"),
        *([_field("59", holder)] if holder else []),
        _field("62", _field("08", memo)),
        "6304",
    ]
    text = "".join(parts)
    return f"{text}{crc16(text.encode('ascii')):04X}"


def crc16(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, begun with 0xFFFF."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _field(tag: str, value: str) -> str:
    _must(len(value) <= 99, "a field of at most 99 signs")
    return f"{tag}{len(value):02}{value}"


def _must(holds: object, wanted: str) -> None:
    if not holds:
        raise ValueError(f"VietQR needs {wanted}")
