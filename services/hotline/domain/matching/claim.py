"""What a petition tells of its dossier: numbers, names, places, days, words, and who said it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from services.hotline.domain.matching.days_told import DayTold, days_told
from services.hotline.domain.matching.places import commune_of, communes_told
from services.hotline.domain.matching.spoken import name_words
from shared.text import fold, normalise, search_words

# Nine of ten people here bear one of these family names: they tell where in a text a name begins.
FAMILIES = frozenset({
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo", "duong",
    "ly", "dao", "doan", "vuong", "trinh", "truong", "dinh", "lam", "phung", "mai", "to", "ha", "luong", "thach",
    "trieu", "chu", "ta", "quach", "tang", "luu", "cao", "tong", "lai", "kieu", "nghiem", "thai", "dam", "hua",
    "vi", "giang", "nong", "chau", "mac", "khuat",
})  # fmt: skip
# What the names of places begin with, where they tell where in a text such a name begins.
HOUSES = frozenset(
    {("phong", "kham"), ("nha", "thuoc"), ("co", "so"), ("trung", "tam"), ("benh", "vien"), ("quay", "thuoc")}
)
FIRMS = frozenset({("cong", "ty"), ("ty", "tnhh"), ("co", "phan"), ("thanh", "vien"), ("kinh", "doanh")})
# Words that read like family names without their marks: hồ sơ, vợ tôi, đăng ký.
NO_NAMES = frozenset(
    {("ho", "so"), ("vo", "toi"), ("vo", "chong"), ("dang", "ky"), ("ho", "tro"), ("ta", "co"), ("thai", "do")}
)
LONGEST_TEXT = 4_000
MOST_NAMES = 60
_CODE = re.compile(
    r"(?<![\w.])(?:[A-Z]?\d{1,3}(?:\.\d+)*\s*[-–]?\s*)?(\d{6})\s*[-–/ ]\s*(\d{3,6})(?!\d)", re.ASCII | re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![\w.,-])\+?\d(?:[\s.]?\d){7,12}(?![\w-])", re.ASCII)
_LAST = re.compile(r"(?:so cuoi|duoi|tan cung|cuoi)(?: la| cua| so| dien thoai| may| toi)*[ :]*(\d{4})(?!\d)")
_EMAIL = re.compile(r"[^\s<>\"',;]+@[^\s<>\"',;]+\.[a-z]{2,}", re.IGNORECASE)
_FOR_ANOTHER = re.compile(
    r"\b(vo|chong|con|bo|me|cha|ba|ong|anh|chi|em|chau|ban|hang xom|co|chu|bac|di|gia dinh)( trai| gai| re| dau| cua)*"
    r" (toi|minh|chau|em|con)\b|\b(giup|thay|ho) (vo|chong|bo|me|ba|ong|con)\b"
)


@dataclass(frozen=True, slots=True)
class MatchClaim:
    """``name`` is who says they call; ``named`` are runs of folded words in the text that may be names; ``tails`` the
    digits of day and number in codes; ``phones`` home spelling without the leading 0, right or not."""

    text: str = ""
    words: str = ""
    name: str = ""
    named: tuple[tuple[str, ...], ...] = ()
    tails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    last_digits: tuple[str, ...] = ()
    identities: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    commune: str = ""
    communes: tuple[str, ...] = ()
    days: tuple[DayTold, ...] = ()
    for_another: bool = False


def read_claim(
    text: str, today: date, *, code: str = "", name: str = "", phone: str = "", email: str = "", address: str = ""
) -> MatchClaim:
    """Everything that was told, in the shape in which dossiers are looked for. ``code`` is as typed."""
    text = normalise(text[:LONGEST_TEXT])
    plain = f"{code} {text}"
    folded = fold(text)
    tails = tuple(dict.fromkeys(one for one in _tails(plain)))
    numbers = tuple(_numbers(_CODE.sub(" ", text)))
    phones = dict.fromkeys((*([home(phone)] if phone else []), *(home(one) for one in numbers if _may_be_phone(one))))
    return MatchClaim(
        text=text,
        words=f" {' '.join(search_words(text))} ",
        name=name,
        named=tuple(_named(text)),
        tails=tails,
        phones=tuple(phones),
        last_digits=tuple(dict.fromkeys(_LAST.findall(folded))),
        identities=tuple(dict.fromkeys(one for one in numbers if 11 <= len(one) <= 13 or len(one) == 9)),
        emails=tuple(dict.fromkeys(one.casefold() for one in (*([email] if email else []), *_EMAIL.findall(text)))),
        commune=commune_of(address),
        communes=tuple(dict.fromkeys(communes_told(text))),
        days=days_told(text, today),
        for_another=_FOR_ANOTHER.search(folded) is not None,
    )


def home(phone: str) -> str:
    """The digits of a number without country code and leading zero."""
    digits = re.sub(r"\D", "", phone)
    if phone.strip().startswith("+84") or (digits.startswith("84") and len(digits) >= 11):
        return digits[2:]
    return digits.removeprefix("0")


def tail_of(code: str) -> str:
    """The digits of a dossier's day and number: what people read aloud of its code."""
    return "".join(re.findall(r"\d+", code)[-2:])


def _tails(text: str) -> Iterator[str]:
    for found in _CODE.finditer(text):
        yield found[1] + found[2]


def _numbers(text: str) -> Iterator[str]:
    for found in _NUMBER.finditer(text):
        yield re.sub(r"[^\d+]", "", found[0])


def _may_be_phone(number: str) -> bool:
    return number.startswith(("0", "84", "+84")) and len(home(number)) in (8, 9, 10)


def _named(text: str) -> Iterator[tuple[str, ...]]:
    """Runs of words from where a name begins; what follows a comma or stop is another sentence's."""
    runs = (run for sentence in re.split(r"[.,;:!?()\n]", text) for run in _runs(name_words(f"_ {sentence}")))
    yield from islice(dict.fromkeys(runs), MOST_NAMES)


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for at in range(len(words) - 1):
        pair = (words[at], words[at + 1])
        lengths = (
            range(2, 6) if words[at] in FAMILIES and pair not in NO_NAMES else range(3, 8) if pair in HOUSES else ()
        )
        yield from (words[at : at + length] for length in lengths if at + length <= len(words))
        if pair in FIRMS:
            yield from (words[at + 2 : at + 2 + length] for length in range(2, 6) if at + 2 + length <= len(words))
