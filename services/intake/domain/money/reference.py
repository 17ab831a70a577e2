"""The reference of one payment: short, read aloud without doubt, and found again in whatever a bank makes of a memo.

``MC`` and nine signs: eight at random and one that checks them. No sign looks like another (no O and 0, I and 1, S and
5, B and 8, Z and 2, U and V), so a reference that was typed by hand and mistyped in one sign, or with two neighbours
swapped, is nobody's instead of somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from secrets import randbelow

PREFIX = "MC"
SIGNS = "34679ACDEFGHJKLMNPQRTWX"  # as many as a prime has, so that the check sign finds every slip
RANDOM_SIGNS = 8
_SPELLED = re.compile(rf"(?=({PREFIX}[{SIGNS}]{{{RANDOM_SIGNS + 1}}}))")


def new_reference(below: Callable[[int], int] = randbelow) -> str:
    """One that nobody has, as good as certainly; ``below(n)`` gives a number from 0 to n - 1."""
    signs = "".join(SIGNS[below(len(SIGNS))] for _ in range(RANDOM_SIGNS))
    return f"{PREFIX}{signs}{_check(signs)}"


def references_in(memo: str) -> tuple[str, ...]:
    """Every reference that stands in a memo: banks put words before and behind it, and take away what they dislike."""
    letters = re.sub(r"[^0-9A-Z]", "", memo.upper())
    found = (one[1] for one in _SPELLED.finditer(letters))
    return tuple(dict.fromkeys(one for one in found if is_reference(one)))


def is_reference(text: str) -> bool:
    """Whether the last sign checks the others."""
    signs = text.removeprefix(PREFIX)
    return len(signs) == RANDOM_SIGNS + 1 and all(one in SIGNS for one in signs) and _check(signs[:-1]) == signs[-1]


def _check(signs: str) -> str:
    """Weighted sum modulo a prime: another value for every single slip and every swap of two signs."""
    total = sum((place + 2) * SIGNS.index(one) for place, one in enumerate(signs))
    return SIGNS[-total % len(SIGNS)]
