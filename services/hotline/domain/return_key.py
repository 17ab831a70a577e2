"""The key by which somebody comes back to their petition, anonymous or not: unguessable, yet fit to be read aloud."""

from __future__ import annotations

import secrets

# Letters and digits that are not taken for one another, neither on paper nor on the phone: no 0 O, 1 I L, B 8, U V.
ALPHABET = "2345679ACDEFGHJKMNPQRSTWXYZ"
GROUPS, OF_GROUP = 4, 4  # 27^16: 76 bits; look-ups are counted, so nobody comes near it
LONGEST_TYPED = 64


def new_return_key() -> str:
    """``K7MP-3XQA-9RTC-WH4E``: shown once and never stored."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(OF_GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def read_return_key(text: str) -> str:
    """The key in its one spelling from what a person types; whatever else was typed stays as wrong as it is."""
    plain = "".join(letter for letter in text[:LONGEST_TYPED].upper() if letter.isalnum())
    return "-".join(plain[start : start + OF_GROUP] for start in range(0, len(plain), OF_GROUP))
