"""Vietnamese without its marks, for SMS in the 7-bit alphabet: ``Đã được`` becomes ``Da duoc``, never ``?a ?u?c``."""

from __future__ import annotations

import unicodedata

# What decomposition does not know: the barred d, and typographic marks that the 7-bit alphabet lacks.
REPLACED = str.maketrans(
    {
        "đ": "d",
        "Đ": "D",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "…": "...",
        "•": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\t": " ",
    }
)


def unaccented(text: str) -> str:
    """The text letter for letter without marks, its case kept."""
    opened = unicodedata.normalize("NFKD", text.translate(REPLACED))
    return "".join(letter for letter in opened if not unicodedata.combining(letter))
