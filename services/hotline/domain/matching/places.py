"""The commune that an address or a story names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shared.text import fold, normalise, search_words

_NAMED = re.compile(r"(?:^|[\s,;(])(?:xa|phuong|dac khu|thi tran|tt\.?|p\.|x\.)\s*([^,;.()\n]+)")
_ENDS = re.compile(r"\b(?:tinh|huyen|quan|thanh pho|tp|thi xa)\b.*")
LONGEST = 4


def commune_of(address: str) -> str:
    """The commune's folded name without its kind; empty where the address names none."""
    for found in _NAMED.finditer(fold(normalise(address))):
        words = search_words(_ENDS.sub("", found[1]))
        if words and len(words) <= LONGEST and not (len(words) == 1 and words[0] == "hoi"):
            return " ".join(words)
    return ""


def communes_told(text: str) -> Iterator[str]:
    """What may be a commune's name in running words: one, two and three words after its kind."""
    words = search_words(text)
    for at, word in enumerate(words[:-1]):
        if word in ("xa", "phuong", "tran") and words[at + 1] != "hoi":
            yield from (" ".join(words[at + 1 : at + 1 + length]) for length in (1, 2, 3))
