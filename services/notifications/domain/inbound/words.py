"""What somebody asks for by a short message: the first words decide, read with or without marks, case and dashes.

``DUNG`` without marks may be dừng (stop) as well as đúng (right): what is typed with marks must have the word's own,
and whoever wants the notices to stop writes nothing else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.notifications.domain.inbound.dossier_code import find_dossier_code
from services.notifications.domain.inbound.petition_code import find_petition_code, is_rating

BARRED = "\u0335"  # the bar of đ as a mark of d, which Unicode itself does not decompose


class Word(StrEnum):
    """What is asked for."""

    LOOK_UP = "look_up"
    STOP = "stop"
    START = "start"
    TICKET = "ticket"
    RATE = "rate"
    OTHER = "other"


# These hold for the whole message: "Dừng xe ở đâu?" stops nothing.
ALONE = frozenset({Word.STOP, Word.START})
LONGEST_READ = 200


class BadWords(ValueError):
    """A table of words that nothing could be read by; the text says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """``code`` is the dossier or petition that a look-up names, None where none could be read. ``language`` is that of
    the word, empty where there was none."""

    word: Word
    language: str = ""
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to ask; ``letters`` are its words, each letter with its marks."""

    word: Word
    language: str
    letters: tuple[tuple[tuple[str, frozenset[str]], ...], ...]


def read_phrases(content: Mapping[str, Any]) -> tuple[Phrase, ...]:
    """The table of a file: word → language → phrases. The longest phrases come first. Raises BadWords."""
    try:
        found = [
            Phrase(Word(word), language, tuple(_letters(one) for one in _pieces(text)))
            for word, tongues in content["words"].items()
            for language, texts in tongues.items()
            for text in texts
        ]
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise BadWords(f"inbound words: {fault}") from None
    if any(not one.letters or one.word is Word.OTHER for one in found):
        raise BadWords("inbound words: an empty phrase, or one for what is not asked for by words")
    missing = sorted({Word.LOOK_UP, Word.STOP, Word.START} - {one.word for one in found})
    if missing:
        raise BadWords(f"inbound words: nothing for {', '.join(missing)}")
    return tuple(sorted(found, key=lambda one: -sum(map(len, one.letters))))


def read_asked(text: str, phrases: Sequence[Phrase]) -> Asked:
    """What the text asks for; a code alone is a look-up, a digit of a survey alone an opinion. Never raises."""
    pieces = _pieces(text[: 4 * LONGEST_READ])
    typed = [_letters(one) for one in pieces]
    for phrase in phrases:
        end = _spoken(typed, phrase)
        if end is None or (phrase.word in ALONE and end != len(typed)):
            continue
        rest = " ".join(pieces[end:])
        if phrase.word is Word.RATE:
            if is_rating(rest):  # "Đánh giá cao cán bộ" is told to a person
                return Asked(Word.RATE, phrase.language)
            continue
        if phrase.word is not Word.LOOK_UP:
            return Asked(phrase.word, phrase.language)
        if not rest or any(letter.isdigit() for letter in rest):  # "Tra cứu ở đâu vậy?" is a question for a person
            return Asked(Word.LOOK_UP, phrase.language, find_petition_code(rest) or find_dossier_code(rest))
    typed_text = " ".join(pieces)
    if is_rating(typed_text):
        return Asked(Word.RATE)
    code = find_petition_code(typed_text, alone=True) or find_dossier_code(typed_text, alone=True)
    return Asked(Word.LOOK_UP, "vi", code) if code else Asked(Word.OTHER)


def _spoken(typed: Sequence[tuple[tuple[str, frozenset[str]], ...]], phrase: Phrase) -> int | None:
    """How many words of the text the phrase takes up, written apart or as one; None where it does not begin so."""
    wanted = tuple(letter for word in phrase.letters for letter in word)
    taken: list[tuple[str, frozenset[str]]] = []
    used = 0
    while len(taken) < len(wanted) and used < len(typed):
        taken += typed[used]
        used += 1
    if len(taken) != len(wanted):
        return None
    same = all(one[0] == other[0] and one[1] <= other[1] for one, other in zip(taken, wanted, strict=True))
    return used if same else None


def _pieces(text: str) -> list[str]:
    """The words, what stands between them left out; dots and dashes within a word stay, for codes have them."""
    composed = unicodedata.normalize("NFC", text)
    spaced = "".join(one if one.isalnum() or one in ".-–—/" or unicodedata.combining(one) else " " for one in composed)
    return [word for one in spaced.split() if (word := one.strip(".-–—/"))]


def _letters(word: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each letter of a word in small, with the marks that it bears."""
    found: list[tuple[str, set[str]]] = []
    for one in unicodedata.normalize("NFD", word.casefold()):
        if unicodedata.combining(one):
            if found:
                found[-1][1].add(one)
        elif one == "đ":
            found.append(("d", {BARRED}))
        else:
            found.append((one, set()))
    return tuple((letter, frozenset(marks)) for letter, marks in found)
