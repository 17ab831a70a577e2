"""Unmistakable personal values, and a finder that sees them in any spelling and wrapping that bytes may have."""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import quopri
import random
import re
import struct
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import unquote_plus

VIET_NAM = timezone(timedelta(hours=7))
ONSETS = ("Qu", "Ngh", "Tr", "Kh", "Ph", "X", "Đ", "V")
VOWELS = ("ể", "ỗ", "ằ", "ướ", "ịa", "uyễ", "ọ", "ữ")
BETWEEN = r"[\s.\-()]{0,2}"  # what people write between the digits of a number

ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{10,}")  # what may be base64 or hexadecimal
BREAKS = re.compile(rb"[\r\n]")


@dataclass(frozen=True, slots=True)
class Mark:
    """One value to be found nowhere. ``kind``: text, phone (+84…), number (digits), day (ISO) or secret (as it is)."""

    field: str
    value: str
    kind: str = "text"


class Invented:
    """Values that nobody else has and no other text holds by chance; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def word(self) -> str:
        """``Ngằvuyễtrọx``: more than eight letters with marks, of no language."""
        parts = [self._random.choice(ONSETS) + self._random.choice(VOWELS) for _ in range(4)]
        return "".join(parts).capitalize() + self._random.choice("nmtcp")

    def digits(self, count: int) -> str:
        return "".join(self._random.choice("123456789") for _ in range(count))

    def phone(self) -> str:
        return f"+849{self.digits(8)}"

    def email(self) -> str:
        return f"thu{self._letters(10)}@{self._letters(10)}.example"

    def birth_date(self) -> str:
        """A day long before any that the system itself tells of."""
        return (date(1931, 1, 13) + timedelta(days=self._random.randrange(7_000))).isoformat()

    def _letters(self, count: int) -> str:
        return "".join(self._random.choice("bcdfghjklmnpqrstvwxz") for _ in range(count))


def folded(text: str) -> str:
    """Small letters without marks, runs of white space as one blank: every way to write a name becomes one."""
    opened = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(one for one in opened if not unicodedata.combining(one)) if not opened.isascii() else opened
    return re.sub(r"\s+", " ", plain.casefold())


# How a text may be wrapped inside another one; each leaves alone what is not its own.
UNWRAPPED: dict[str, Callable[[str], str]] = {
    "percent-encoded": lambda text: unquote_plus(text) if "%" in text else text,
    "JSON-escaped": lambda text: re.sub(
        r"(?:\\+u[0-9a-fA-F]{4})+",
        lambda run: bytes.fromhex(re.sub(r"\\+u", "", run[0])).decode("utf-16-be", "replace"),
        text,
    ),
    "HTML-escaped": lambda text: html.unescape(text) if "&" in text else text,
    "quoted-printable": lambda text: (
        quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace")
        if re.search(r"=(?:[0-9A-F]{2}|\r?\n)", text)
        else text
    ),
    "byte-escaped": lambda text: re.sub(
        r"(?:\\+x[0-9a-fA-F]{2})+",
        lambda run: bytes.fromhex(re.sub(r"\\+x", "", run[0])).decode("utf-8", "replace"),
        text,
    ),
}


class Finder:
    """Tells which marks stand in some bytes, and in which form."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self.marks = tuple(marks)
        self._patterns = [(mark, _pattern(mark)) for mark in self.marks]
        needles = {needle: (mark, form) for mark in self.marks for form, needle in _needles(mark)}
        self._encoded = {one: told for one, told in needles.items() if ENCODED.fullmatch(one)}
        self._raw = {one: told for one, told in needles.items() if one not in self._encoded}

    def found_in(self, data: bytes | str) -> set[str]:
        """``{"applicant.phone (percent-encoded)", …}``; empty where nothing personal stands."""
        raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
        return {f"{mark.field} ({form})" for mark, form in itertools.chain(self._in_text(raw), self._in_bytes(raw))}

    def _in_text(self, raw: bytes) -> Iterator[tuple[Mark, str]]:
        for form, text in _readings(raw.decode("utf-8", "replace")):
            plain = folded(text)
            for mark, pattern in self._patterns:
                if pattern.search(text if mark.kind == "secret" else plain):
                    yield mark, form

    def _in_bytes(self, raw: bytes) -> Iterator[tuple[Mark, str]]:
        # Base64 of mail is broken into lines; runs are sought alone, for there are many needles and much hay.
        runs = b" ".join(ENCODED.findall(raw) + ENCODED.findall(BREAKS.sub(b"", raw)))
        for needles, hay in ((self._encoded, runs), (self._raw, raw)):
            yield from ((mark, form) for needle, (mark, form) in needles.items() if needle in hay)


def _readings(text: str) -> Iterator[tuple[str, str]]:
    yield "as it is", text
    chained, known = text, {text}
    for form, unwrap in UNWRAPPED.items():
        alone = unwrap(text)
        if alone not in known:
            yield form, alone
        known.add(alone)
        chained = unwrap(chained)
    if chained not in known:
        yield "wrapped several times", chained


def _pattern(mark: Mark) -> re.Pattern[str]:
    if mark.kind == "phone":
        return _spaced(mark.value.removeprefix("+84"))  # behind 0, 84 and +84 alike
    if mark.kind == "number":
        return _spaced(mark.value)
    if mark.kind == "day":
        return re.compile("|".join(_spelled(date.fromisoformat(mark.value))))
    return re.compile(re.escape(mark.value if mark.kind == "secret" else folded(mark.value)))


def _spaced(digits: str) -> re.Pattern[str]:
    return re.compile(BETWEEN.join(digits))


def _spelled(day: date) -> Iterator[str]:
    month = f"0?{day.month}"
    yield f"{day.year}-?{day.month:02}-?{day.day:02}"
    yield f"0?{day.day}[/. -]{month}[/. -]{day.year}"
    yield f"{month}/0?{day.day}/{day.year}"
    yield f"{day.day:02}{day.month:02}{day.year}"
    yield f"0?{day.day} (thang )?{month},? (nam )?{day.year}"
    yield f"0?{day.day} {day:%B} {day.year}".casefold()


def _needles(mark: Mark) -> Iterator[tuple[str, bytes]]:
    """What the value looks like in bytes that are no text."""
    for spelling in _spellings(mark):
        whole = spelling.encode()
        yield from (("UTF-16", spelling.encode(encoding)) for encoding in ("utf-16-le", "utf-16-be"))
        yield from (("hexadecimal", written.encode()) for written in (whole.hex(), whole.hex().upper()))
        yield from (("base64", core) for core in _base64_cores(whole))
        if mark.kind != "secret":  # a secret's hash may be kept: nobody guesses what it is of; a phone is soon guessed
            yield from _hashes(whole)
    if mark.kind == "number":
        yield "as a number", struct.pack("<q", int(mark.value))
    if mark.kind == "phone":
        national = int(mark.value.removeprefix("+84"))
        yield from (("as a number", struct.pack("<q", one)) for one in (national, 84 * 10**9 + national))
    if mark.kind == "day":
        day = datetime.fromisoformat(mark.value)
        for zone in (UTC, VIET_NAM):
            yield "as a time", struct.pack("<q", round(day.replace(tzinfo=zone).timestamp() * 1000))


def _spellings(mark: Mark) -> set[str]:
    value = mark.value
    if mark.kind == "phone":
        national = value.removeprefix("+84")
        return {value, f"84{national}", f"0{national}", national}
    if mark.kind == "day":
        day = date.fromisoformat(value)
        return {value, f"{day:%d/%m/%Y}", f"{day:%Y%m%d}"}
    if mark.kind != "text":
        return {value}
    return {value, value.lower(), value.upper(), unicodedata.normalize("NFD", value), folded(value)}


def _base64_cores(whole: bytes) -> Iterator[bytes]:
    """The letters that base64 has for these bytes wherever they begin in what was encoded."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + whole).rstrip(b"=")
        end = len(encoded) if (before + len(whole)) % 3 == 0 else -1
        core = encoded[(0, 2, 3)[before] : end]
        yield core
        yield core.translate(bytes.maketrans(b"+/", b"-_"))


def _hashes(whole: bytes) -> Iterator[tuple[str, bytes]]:
    for name in ("sha256", "sha1", "md5"):
        digest = hashlib.new(name, whole, usedforsecurity=False).digest()
        yield f"{name} without a key", digest
        yield f"{name} without a key", digest.hex().encode()
        yield f"{name} without a key", base64.b64encode(digest).rstrip(b"=")
        yield f"{name} without a key", base64.urlsafe_b64encode(digest).rstrip(b"=")
