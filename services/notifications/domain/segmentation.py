"""How a text becomes SMS parts: GSM-7 where every character allows it, UCS-2 else; what is sent is what is counted.

Sizes of 3GPP TS 23.038 and 23.040: 160 septets alone or 153 a part; 70 UTF-16 units alone or 67 a part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

GSM_7, UCS_2 = "gsm-7", "ucs-2"
ALONE = {GSM_7: 160, UCS_2: 70}
IN_PARTS = {GSM_7: 153, UCS_2: 67}
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")  # each takes two septets, an escape and the character


@dataclass(frozen=True, slots=True)
class Segments:
    """A text cut for sending; joined, the parts give the text again."""

    encoding: str
    parts: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many short messages are paid for."""
        return len(self.parts)


def segments(text: str) -> Segments:
    """Cut the text. No part splits a surrogate pair or an escaped character; an empty text is one empty part."""
    encoding = encoding_of(text)
    if sum(map(_size_in(encoding), text)) <= ALONE[encoding]:
        return Segments(encoding, (text,))
    return Segments(encoding, tuple(_cut(text, encoding)))


def encoding_of(text: str) -> str:
    """GSM_7 where its basic and extension tables have every character."""
    return GSM_7 if all(letter in BASIC or letter in EXTENDED for letter in text) else UCS_2


def _size_in(encoding: str) -> Callable[[str], int]:
    return _septets if encoding == GSM_7 else _units


def _septets(letter: str) -> int:
    return 2 if letter in EXTENDED else 1


def _units(letter: str) -> int:
    return 2 if ord(letter) > 0xFFFF else 1


def _cut(text: str, encoding: str) -> list[str]:
    size, room = _size_in(encoding), IN_PARTS[encoding]
    parts, start, used = [], 0, 0
    for place, letter in enumerate(text):
        if used + size(letter) > room:
            parts.append(text[start:place])
            start, used = place, 0
        used += size(letter)
    return [*parts, text[start:]]
