"""The alphabets of short messages, read by a table of its own, for the centre's sender has the same one to compare."""

from __future__ import annotations

UCS_2 = 8
# 3GPP TS 23.038, row by row of its own table: the first half by four bits, the second half like ASCII but for these.
LOW = "@£$¥èéùìòÇ\nØø\rÅå" + "Δ_ΦΓΛΩΠΨΣΘΞ\0ÆæßÉ"
OTHER = {0x24: "¤", 0x40: "¡", 0x5B: "Ä", 0x5C: "Ö", 0x5D: "Ñ", 0x5E: "Ü", 0x5F: "§", 0x60: "¿", 0x7B: "ä", 0x7C: "ö",
         0x7D: "ñ", 0x7E: "ü", 0x7F: "à"}  # fmt: skip
AFTER_ESCAPE = {10: "\f", 20: "^", 40: "{", 41: "}", 47: "\\", 60: "[", 61: "~", 62: "]", 64: "|", 101: "€"}


def text_of(coding: int, content: bytes) -> str:
    """What a phone shows."""
    if coding == UCS_2:
        return content.decode("utf-16-be", "replace")
    found, octets = [], iter(content)
    for octet in octets:
        if octet == 0x1B:
            found.append(AFTER_ESCAPE.get(next(octets, 0), " "))
        else:
            found.append(LOW[octet] if octet < 0x20 else OTHER.get(octet, chr(octet)))
    return "".join(found)
