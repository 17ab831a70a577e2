"""Names and numbers as people say and type them: how a name sounds, and whether two differ by one slip only."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from shared.text import normalise, search_words

TITLES = frozenset(["ong", "ba", "anh", "chi", "co", "chu", "bac", "di", "cau", "em", "chau"])
# What every second business begins with tells nobody apart.
LEGAL_FORMS = ("cong ty tnhh mot thanh vien", "cong ty trach nhiem huu han", "cong ty tnhh mtv", "cong ty tnhh",
               "cong ty co phan", "ho kinh doanh", "cong ty")  # fmt: skip
SHORTEST_TO_SLIP = 5
_INITIALS = (("ngh", "q"), ("ng", "q"), ("gh", "g"), ("gi", "z"), ("qu", "kw"), ("ph", "f"), ("tr", "c"), ("ch", "c"),
             ("th", "h"), ("kh", "x"), ("nh", "j"), ("d", "z"), ("r", "z"), ("x", "s"), ("n", "l"), ("k", "k"),
             ("c", "k"), ("h", "y"))  # fmt: skip
_FINALS = (("ng", "n"), ("nh", "n"), ("ch", "t"), ("c", "t"))
# Two spellings of one family name, north and south.
_TWINS = {"huynh": "hoang", "vo": "vu"}


class Likeness(Enum):
    """How near a name that was told is to one that is known, the nearest first."""

    TO_THE_MARK = "name_to_the_mark"  # with all its marks
    SAME = "name_same"  # but for marks and capitals
    SLIP = "name_slip"  # but for how it sounds, or one slip of the hand
    PART = "name_part"  # a part of it that includes the given name
    GIVEN = "name_given"  # the given name alone
    DIFFERENT = "name_different"


def name_words(name: str) -> tuple[str, ...]:
    """The folded words of a name; marks typed as letters (``Nguyeenx``) are undone, a title or legal form left out."""
    words = tuple(_untyped(word) for word in search_words(name))
    plain = " ".join(words)
    for form in LEGAL_FORMS:
        if plain.startswith(f"{form} "):
            return tuple(plain.removeprefix(f"{form} ").split())
    return words[1:] if len(words) > 1 and words[0] in TITLES else words


@lru_cache(maxsize=5_000)
def sound(word: str) -> str:
    """A folded word as it sounds, whatever the dialect: first consonants and last ones that people mix up are one."""
    word = _TWINS.get(word, word)
    for spelled, heard in _INITIALS:
        if word.startswith(spelled):
            word = heard + (word[len(spelled) :] or ("i" if spelled == "gi" else ""))
            break
    for spelled, heard in _FINALS:
        if word.endswith(spelled) and len(word) > len(spelled) + 1:
            word = word.removesuffix(spelled) + heard
            break
    return word.replace("y", "i") if len(word) > 1 else word


def sounds(words: tuple[str, ...]) -> str:
    """Words as one run of sounds."""
    return "".join(sound(word) for word in words)


def likeness(told: str, known: str) -> Likeness:
    """How near the name that was told is to the known one."""
    one, other = name_words(told), name_words(known)
    if not one or not other:
        return Likeness.DIFFERENT
    if one == other:
        return Likeness.TO_THE_MARK if _marked(told) == _marked(known) else Likeness.SAME
    return likeness_of_words(one, other)


def likeness_of_words(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    """The same of folded words, whose marks are not known."""
    if one == other:
        return Likeness.SAME
    if len(one) == len(other) > 1 and sounds(one) == sounds(other):
        return Likeness.SLIP
    if len(one) > 1 and _one_slip_in_words(one, other):
        return Likeness.SLIP
    if sound(one[-1]) != sound(other[-1]):
        return Likeness.DIFFERENT
    if len(one) == 1:
        return Likeness.GIVEN
    return Likeness.PART if _is_part(one, other) or _is_part(other, one) else Likeness.DIFFERENT


def one_slip_apart(one: str, other: str) -> bool:
    """Whether one letter or digit more, less or other, or two neighbours exchanged, make one of the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (len(a) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]


def slips(text: str) -> frozenset[str]:
    """The text and what is left of it without any one letter: two texts one slip apart have one of these in common."""
    return frozenset((text, *(text[:at] + text[at + 1 :] for at in range(len(text)))))


def _one_slip_in_words(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """One slip of the hand in the whole, beside words that sound alike; a whole word more or less is no slip."""
    if len(one) != len(other):
        joined, whole = "".join(one), "".join(other)
        return joined == whole or (len(joined) >= 2 * SHORTEST_TO_SLIP and one_slip_apart(joined, whole))
    apart = [(a, b) for a, b in zip(one, other, strict=True) if sound(a) != sound(b)]
    if len(apart) != 1 or sum(map(len, one)) < SHORTEST_TO_SLIP:
        return False
    a, b = apart[0]
    return one_slip_apart(a, b) or one_slip_apart(sound(a), sound(b))


def _is_part(some: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether some words stand in the whole, in their order."""
    rest = iter(sound(word) for word in whole)
    return len(some) < len(whole) and all(any(sound(word) == one for one in rest) for word in some)


def _marked(name: str) -> str:
    """With its marks, without a title."""
    words = normalise(name).casefold().split()
    titled = len(words) > 1 and "".join(search_words(words[0])) in TITLES
    return " ".join(words[1:] if titled else words)


def _untyped(word: str) -> str:
    """Without what typing methods leave behind; no word ends in s, f, r, x or j, or doubles these letters."""
    if not word.isalpha():
        return word
    plain = word[:-1] if len(word) > 2 and word[-1] in "sfrxj" else word
    for typed, meant in (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"), ("w", "")):
        plain = plain.replace(typed, meant)
    return plain or word
