"""One way to spell a text for storing (NFC) and one key to find it by (no marks, no case)."""

from __future__ import annotations

import unicodedata

# NFD takes marks off letters but knows no decomposition of the barred d.
BARRED_D = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})


def normalise(text: str) -> str:
    """NFC, runs of white space as one space, none at the ends; control characters left out."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():  # the usual text: no control character, no white space but the plain one
        return " ".join(composed.split())
    shown = "".join(
        " " if letter.isspace() else letter
        for letter in composed
        if letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cf"}
    )
    return " ".join(shown.split())


def fold(text: str) -> str:
    """Lower case without marks: ``Đặng Thị Ất`` → ``dang thi at``. Compatibility forms (ﬁ, ½) are opened."""
    opened = unicodedata.normalize("NFKD", text.translate(BARRED_D))
    return "".join(letter for letter in opened if not unicodedata.combining(letter)).casefold()


def search_words(text: str) -> tuple[str, ...]:
    """The folded words of a text, punctuation left out; a number with dots (``1.001806``) stays one word."""
    spaced = "".join(letter if letter.isalnum() or letter == "." else " " for letter in fold(normalise(text)))
    return tuple(word for piece in spaced.split() if (word := piece.strip(".")))


def search_key(text: str) -> str:
    """The words joined by one space: equal keys mean the same words, whatever the marks and case."""
    return " ".join(search_words(text))
