"""A petition's code as people type it into a phone, and what they send back when asked whether they are content."""

from __future__ import annotations

import re
import unicodedata

from services.notifications.domain.inbound.dossier_code import DASHES

_CODE = re.compile(r"(?<![A-Z0-9])PA[\s\-]*(?P<day>\d{6})[\s\-]*(?P<sequence>\d{4,8})(?!\d)", re.ASCII)
# One of the three answers; a code before or behind it says which petition is meant.
_OPINION = re.compile(r"\s*[1-3]\s*", re.ASCII)


def find_petition_code(text: str, *, alone: bool = False) -> str | None:
    """The code in its one spelling (``PA-261005-0001``), or None; ``alone``: nothing else may stand there."""
    plain = _plain(text)
    found = _CODE.fullmatch(plain) if alone else _CODE.search(plain)
    sequence = int(found["sequence"]) if found else 0
    return f"PA-{found['day']}-{sequence:04d}" if found and sequence else None


def is_rating(text: str) -> bool:
    """Whether the text is one of the survey's digits, with or without a petition's code, and nothing else."""
    return _OPINION.fullmatch(_CODE.sub(" ", _plain(text), count=1)) is not None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(DASHES).upper().strip()
