"""The text of a PDF, page by page, as a person would read it."""

from __future__ import annotations

import importlib
import unicodedata
from typing import Any

_pdfium: Any = importlib.import_module("pypdfium2")  # says nothing of its types


def pages_of(pdf: bytes) -> list[str]:
    """One text a page, in one line each."""
    return [tidy(page.get_textpage().get_text_range()) for page in _pdfium.PdfDocument(pdf)]


def tidy(text: str) -> str:
    """One line, one kind of blank; marks that only say where a line may end are gone."""
    text = unicodedata.normalize("NFC", text).replace("\ufffe", "-").replace("\u200b", "")
    return " ".join(text.split())


def squeezed(text: str) -> str:
    """The letters alone, small: for finding a value wherever lines end."""
    return "".join(tidy(text).split()).casefold()
