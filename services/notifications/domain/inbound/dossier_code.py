"""A dossier's code as people type it into a phone: either order of the agency, with or without its dots and dashes."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 35
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−_/", "-"))
# Between two parts there may be a dash, blanks, or nothing.
_GAP = r"[\s\-]*"
_NEW = r"(?P<new>[A-Z]\d{2}(?:[.\s]*\d{2,3}){0,3}?)"
_OLD = r"(?P<old>(?:\d{2,3}[.\s]+){1,3}[A-Z]\d{2})"
# That the month has the day is the dossiers' own to know; what can be no day at all belongs to the agency's levels.
_DAY = r"(?P<day>[2-9]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
_CODE = re.compile(rf"(?:{_NEW}|{_OLD}){_GAP}{_DAY}{_GAP}(?P<sequence>\d{{4,}})(?!\d)", re.ASCII)
_BEFORE = re.compile(r"[A-Z0-9]$")


def find_dossier_code(text: str, *, alone: bool = False) -> str | None:
    """The code in its one spelling (``H99.11-261005-0001``), or None; ``alone``: nothing else may stand there."""
    plain = unicodedata.normalize("NFKC", text).translate(DASHES).upper().strip()
    found = _CODE.fullmatch(plain) if alone else _first(plain)
    if found is None:
        return None
    agency = _turned(found["old"]) if found["old"] else _dotted(found["new"])
    sequence = int(found["sequence"])
    code = f"{agency}-{found['day']}-{sequence:04d}"
    return code if sequence and len(code) <= LONGEST else None


def _first(plain: str) -> re.Match[str] | None:
    """The first one that does not begin in the middle of a word."""
    return next((one for one in _CODE.finditer(plain) if not _BEFORE.search(plain[: one.start()])), None)


def _dotted(agency: str) -> str:
    """``H99.11``, also from ``H99 11`` and, of two digits a level, from ``H9911``."""
    first, rest = agency[:3], agency[3:]
    levels = re.findall(r"\d+", rest)
    if len(levels) == 1 and len(levels[0]) > 3 and len(levels[0]) % 2 == 0:
        levels = re.findall(r"\d{2}", rest)
    return ".".join([first, *levels])


def _turned(agency: str) -> str:
    """The older order (``000.00.11.H26``) with level 1 leftmost, its zeros dropped."""
    parts = list(reversed(re.split(r"[.\s]+", agency)))
    while len(parts) > 1 and set(parts[-1]) == {"0"}:
        parts.pop()
    return ".".join(parts)
