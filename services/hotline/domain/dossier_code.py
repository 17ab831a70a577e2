"""A dossier's code as callers and letters give it: checked for its form only, for the dossiers are intake's."""

from __future__ import annotations

import re

LONGEST = 35
_CODE = re.compile(r"[A-Z0-9]+(?:\.[A-Z0-9]+)*-\d{6}-\d{4,}", re.ASCII)


def read_dossier_code(text: str) -> str | None:
    """The code in its one spelling (case and spaces are forgiven), or None for what can be no code."""
    code = "".join(text.split()).upper()
    return code if len(code) <= LONGEST and _CODE.fullmatch(code) else None
