"""The kinds of files that are taken, and how a file may be called."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 120
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png", DOCX: ".docx"}


def is_shown_inline(media_type: str) -> bool:
    """Whether a browser shows it by itself; the rest is handed over as a file."""
    return media_type in (PDF, JPEG, PNG)


def named(name: str, media_type: str) -> str:
    """The name with the ending that the content really has."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name) or name
    return stem + ENDINGS[media_type]


def clean_name(text: str) -> str:
    """A file's name as it may be shown and sent on: one line, no folders, no marks that turn text round."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", text))[-1]
    shown = "".join(one if unicodedata.category(one)[0] != "C" else " " for one in last)
    plain = re.sub(r'[\s"<>|:*?;]+', " ", shown).strip(" .")
    return plain[:LONGEST_NAME].strip() or "giay-to"
