"""Finds in a text what may tell who somebody is, and covers it; a person looks at the rest before anybody reads it.

Found are numbers (telephone, identity card, bank account, plate, birth date), addresses of mail and of houses, codes of
dossiers, and names: those that are known to belong to the matter wherever they stand, however they are written, and
whatever follows a form of address as names do. It would rather cover too much: a person can take a cover off.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from services.hotline.domain.errors import Words

SHORTEST_NAME = 2


class Sort(Enum):
    """What was found; its words stand in place of it."""

    EMAIL = "email"
    DOSSIER = "dossier"
    PHONE = "phone"
    IDENTITY = "identity"
    ACCOUNT = "account"
    BIRTH_DATE = "birth_date"
    PLATE = "plate"
    ADDRESS = "address"
    NAME = "name"

    @property
    def words(self) -> Words:
        return _SORTS[self]

    @property
    def cover(self) -> str:
        """What stands in place of it: ``[tên]``."""
        return f"[{self.words.vi}]"


@dataclass(frozen=True, slots=True)
class Finding:
    """From ``start`` (included) to ``end`` (not included)."""

    start: int
    end: int
    sort: Sort


# A name's word begins with a capital; those with two marks stand in pairs with the small ones, so no range will do.
_BIG = "".join(sorted({one.upper() for one in (
    "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz" "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")}))  # fmt: skip
_WORD = rf"[{_BIG}][^\W\d_]*"
_TITLES = (
    r"ông|bà|anh|chị|cô|chú|bác|em|cháu|thầy|cụ|dì|cậu|mợ|thím|đồng chí|đ/c|bác sĩ|bs\.?|y sĩ|dược sĩ|điều dưỡng|"
    r"cán bộ|nhân viên|chuyên viên|công chức|trưởng phòng|phó phòng|giám đốc|phó giám đốc|tên là|tên|"
    r"mr\.?|mrs\.?|ms\.?|dr\.?|miss"
)
# Family names that begin no name of a place; the others are found by a form of address or by being known.
_FAMILIES = (
    "Nguyễn|Nguyen|NGUYỄN|Trần|TRẦN|Lê|LÊ|Phạm|PHẠM|Hoàng|HOÀNG|Huỳnh|HUỲNH|Phan|PHAN|Vũ|VŨ|Võ|VÕ|Đặng|ĐẶNG|Bùi|BÙI|"
    "Đỗ|ĐỖ|Ngô|NGÔ|Dương|DƯƠNG|Đinh|ĐINH|Trịnh|TRỊNH|Đoàn|ĐOÀN|Lương|LƯƠNG|Lưu|LƯU|Tạ|TẠ|Quách|QUÁCH|Vương|VƯƠNG"
)
_GAP = r"[\s.\-]?"
_WAYS = r"đường|phố|ngõ|ngách|hẻm|kiệt|tổ|thôn|ấp|xóm|khu phố"
_PLACE = rf"(?:\d+[\w/]*|{_WORD}(?:\s+{_WORD})*)"
_PATTERNS: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    (Sort.EMAIL, re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")),
    (Sort.DOSSIER, re.compile(r"\b[A-Z]\d{2}(?:\.\d{2,3}){0,3}-\d{6}-\d{4,}\b|\bPA-?\d{6}-?\d{4,8}\b", re.IGNORECASE)),
    (Sort.BIRTH_DATE, re.compile(
        r"(?:sinh(?:\s+ngày|\s+năm)?|ngày sinh|năm sinh|born(?:\s+on)?|date of birth)[\s:]*"
        r"(?P<kept>\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{4})", re.IGNORECASE)),
    (Sort.PHONE, re.compile(rf"(?<!\d)(?:\+?84|0){_GAP}[1-9](?:{_GAP}\d){{8,9}}(?!\d)")),
    (Sort.IDENTITY, re.compile(
        r"(?<!\d)(?:\d{12}|\d{9}|\d{3}(?:[\s.]\d{3}){2,3})(?!\d|\s*(?:đ\b|đồng|vnd))", re.IGNORECASE)),
    (Sort.ACCOUNT, re.compile(
        r"(?:số tài khoản|stk|tài khoản|account(?:\s+number)?)[\s:]*(?P<kept>\d[\d\s.\-]{5,}\d)", re.IGNORECASE)),
    (Sort.PLATE, re.compile(r"(?<!\w)\d{2}[A-Z]\d?[\s\-]?\d{3}\.?\d{2}(?!\d)")),
    (Sort.ADDRESS, re.compile(
        rf"(?:(?i:số nhà|nhà số|số)\s+)?\d+[\w/\-]*,?\s+(?i:{_WAYS})\s+{_PLACE}|"
        rf"(?i:{_WAYS}|tổ dân phố|khóm)\s+(?i:số\s+)?{_PLACE}|(?i:số nhà|nhà số)\s+\d+[\w/\-]*|"
        rf"\d+\s+{_WORD}(?:\s+{_WORD})*\s+(?:Street|Road|Lane)")),
    (Sort.NAME, re.compile(rf"(?<!\w)(?P<kept>(?:{_FAMILIES})(?:\s+{_WORD}){{1,4}})")),
    (Sort.NAME, re.compile(rf"(?<!\w)(?i:{_TITLES})\s+(?P<kept>{_WORD}(?:\s+{_WORD}){{0,4}})")),
)  # fmt: skip
# Words that stand after a form of address as names do, and are none.
_NO_NAMES = frozenset(
    (
        "sở",
        "y",
        "ubnd",
        "bộ",
        "phòng",
        "ban",
        "trung",
        "trạm",
        "bệnh",
        "việt",
        "hà",
        "nghị",
        "luật",
        "thông",
        "internet",
    )
)


def find_personal(text: str, names: Iterable[str] = ()) -> tuple[Finding, ...]:
    """What was found, in the text's order, none over another; ``names`` are people's of whom the matter is."""
    found = sorted((*_known(text, names), *_by_pattern(text)), key=lambda one: (one.start, -one.end))
    kept: list[Finding] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            if one.end > kept[-1].end:
                kept[-1] = Finding(kept[-1].start, one.end, kept[-1].sort)
            continue
        kept.append(one)
    return tuple(kept)


def covered(text: str, found: Sequence[Finding]) -> str:
    """The text with the words of its sort in place of each finding."""
    parts, end = [], 0
    for one in found:
        parts += [text[end : one.start], one.sort.cover]
        end = one.end
    return "".join((*parts, text[end:]))


def _by_pattern(text: str) -> Iterator[Finding]:
    for sort, pattern in _PATTERNS:
        for one in pattern.finditer(text):
            start, end = one.span("kept") if "kept" in pattern.groupindex else one.span()
            if sort is Sort.NAME and _plain(text[start:end]).split()[0] in _PLAIN_NO_NAMES:
                continue
            yield Finding(start, end, sort)


def _known(text: str, names: Iterable[str]) -> Iterator[Finding]:
    """Whole names however they are written, and given names where they stand with a capital or after a title."""
    plain, places = _folded(text)
    for name in names:
        words = _plain(name).split()
        if len("".join(words)) < SHORTEST_NAME:
            continue
        for first in range(max(1, len(words) - 1)):  # the whole name, and without its first words
            pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words[first:])) + r"(?!\w)"
            for one in re.finditer(pattern, plain):
                yield Finding(places[one.start()], places[one.end() - 1] + 1, Sort.NAME)
        for one in re.finditer(rf"(?<!\w){re.escape(words[-1])}(?!\w)", plain):
            start, end = places[one.start()], places[one.end() - 1] + 1
            if text[start].isupper() and _same_marks(text[start:end], name.split()[-1]):
                yield Finding(start, end, Sort.NAME)


def _same_marks(word: str, name: str) -> bool:
    """Typed without any marks it may be the name; with other marks it is another word."""
    bare = _plain(word) == word.casefold()
    return bare or word.casefold() == unicodedata.normalize("NFC", name).casefold()


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without marks in small letters, and where each of its letters stands in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for one in _plain(letter) or " ":
            letters.append(one)
            places.append(place)
    return "".join(letters), places


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(one for one in apart if not unicodedata.combining(one))


_PLAIN_NO_NAMES = frozenset(_plain(one) for one in _NO_NAMES)
_SORTS = {
    Sort.EMAIL: Words("địa chỉ thư", "email address"),
    Sort.DOSSIER: Words("mã hồ sơ", "code"),
    Sort.PHONE: Words("số điện thoại", "phone number"),
    Sort.IDENTITY: Words("số giấy tờ", "identity number"),
    Sort.ACCOUNT: Words("số tài khoản", "account number"),
    Sort.BIRTH_DATE: Words("ngày sinh", "birth date"),
    Sort.PLATE: Words("biển số", "number plate"),
    Sort.ADDRESS: Words("địa chỉ", "address"),
    Sort.NAME: Words("tên", "name"),
}
