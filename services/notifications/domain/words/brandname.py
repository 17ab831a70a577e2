"""Brandnames: the sender that a phone shows in place of a number, by the rules of the networks."""

from __future__ import annotations

import re

LONGEST = 11
BRANDNAME_RULE = "a brandname has at most 11 Latin letters, digits, blanks, dots or dashes, and not digits only"
LETTERS = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]*")


def brandname_fault(name: str) -> str | None:
    """Why no network shows it: ``empty``, ``too_long``, ``not_latin``, ``only_digits``; None where it is one."""
    if not name.strip():
        return "empty"
    if len(name) > LONGEST:
        return "too_long"
    if not LETTERS.fullmatch(name) or name != name.strip():
        return "not_latin"
    return None if any(one.isalpha() for one in name) else "only_digits"
