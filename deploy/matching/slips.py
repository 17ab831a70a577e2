"""What goes wrong between a person and a record: marks dropped, sounds mixed up, keys beside the right one, digits."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from random import Random

from shared.text import fold

_BESIDE = {"a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "g": "fh", "h": "gj", "i": "uo", "k": "jl", "l": "ko",
           "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb",
           "x": "zc", "y": "tu"}  # fmt: skip
_DIALECT = (("Tr", "Ch"), ("Ch", "Tr"), ("S", "X"), ("X", "S"), ("Gi", "D"), ("D", "Gi"), ("L", "N"), ("N", "L"),
            ("Huỳnh", "Hoàng"), ("Hoàng", "Huỳnh"), ("Võ", "Vũ"), ("Vũ", "Võ"), ("R", "D"), ("Qu", "W"))  # fmt: skip
_ENDINGS = (("n", "ng"), ("ng", "n"), ("t", "c"), ("c", "t"), ("y", "i"), ("i", "y"))
_MARKS = str.maketrans("ảẩẳẻểỉỏổởủửỷãẫẵẽễĩõỗỡũữỹ", "ãẫẵẽễĩõỗỡũữỹảẩẳẻểỉỏổởủửỷ")
_TELEX = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}


def slipped_name(random: Random, name: str) -> str:
    """The name with one or two things wrong, as it is heard and typed."""
    steps: list[Callable[[Random, str], str]] = [
        _unmarked, _unmarked, _in_small, _in_capitals, _hook_for_tilde, _dialect, _dialect, _ending, _key,
        _dropped, _doubled, _swapped,
        _telex, _without_middle, _titled,
    ]  # fmt: skip
    for step in random.sample(steps, random.choice((1, 1, 2))):
        name = step(random, name)
    return name


def wrong_digit(random: Random, digits: str, start: int = 1) -> str:
    """One digit other, missing, doubled or exchanged with its neighbour; the first ones stay."""
    at = random.randrange(start, len(digits) - 1)
    kind = random.choice(("other", "other", "other", "swap", "less", "more"))
    if kind == "other":
        return digits[:at] + random.choice([one for one in "0123456789" if one != digits[at]]) + digits[at + 1 :]
    if kind == "swap":
        return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    return digits[:at] + digits[at + 1 :] if kind == "less" else digits[:at] + digits[at] + digits[at:]


def _unmarked(_: Random, name: str) -> str:
    return " ".join(word.capitalize() for word in fold(name).split())


def _in_small(_: Random, name: str) -> str:
    return name.lower()


def _in_capitals(_: Random, name: str) -> str:
    return name.upper()


def _hook_for_tilde(_: Random, name: str) -> str:
    return name.translate(_MARKS)


def _dialect(random: Random, name: str) -> str:
    words = name.split()
    fitting = [
        (at, a, b) for at, word in enumerate(words) for a, b in _DIALECT
        if word.startswith(a) and not (a in ("S", "D", "N", "L", "R", "X") and word[1:2] in "hrgi")
    ]  # fmt: skip
    if fitting:
        at, a, b = random.choice(fitting)
        words[at] = b + words[at][len(a) :]
    return " ".join(words)


def _ending(random: Random, name: str) -> str:
    words = name.split()
    fitting = [(at, a, b) for at, word in enumerate(words) for a, b in _ENDINGS if word.endswith(a) and len(word) > 2]
    if fitting:
        at, a, b = random.choice(fitting)
        words[at] = words[at][: -len(a)] + b
    return " ".join(words)


def _key(random: Random, name: str) -> str:
    plain = _unmarked(random, name)
    at = random.randrange(1, len(plain))
    beside = _BESIDE.get(plain[at])
    return plain[:at] + random.choice(beside) + plain[at + 1 :] if beside else plain


def _dropped(random: Random, name: str) -> str:
    at = random.randrange(1, len(name))
    return name[:at] + name[at + 1 :] if name[at] != " " else name


def _doubled(random: Random, name: str) -> str:
    at = random.randrange(1, len(name))
    return name[:at] + name[at] + name[at:] if name[at] != " " else name


def _swapped(random: Random, name: str) -> str:
    at = random.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :] if " " not in name[at : at + 2] else name


def _telex(_: Random, name: str) -> str:
    """As it stands when the typing method is off: ``Nguyeenx Vawn``."""
    words = []
    for word in name.split():
        tone, typed = "", ""
        for letter in word:
            parts = unicodedata.normalize("NFD", letter)
            tone = next((_TONES[one] for one in parts if one in _TONES), tone)
            bare = unicodedata.normalize("NFC", "".join(one for one in parts if one not in _TONES))
            typed += _TELEX.get(bare.lower(), bare)
        words.append(typed + tone)
    return " ".join(words)


def _without_middle(_: Random, name: str) -> str:
    words = name.split()
    return " ".join((words[0], *words[2:])) if len(words) > 2 else name


def _titled(random: Random, name: str) -> str:
    return f"{random.choice(('Bà', 'Ông', 'Chị', 'Anh', 'Cô', 'Bác'))} {name}"
