"""The chain of looks: each carries the digest of the one before, so that none can be changed or taken out unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from services.hotline.domain.contact import Look
from services.hotline.domain.errors import Words

# What stands before the first look.
BEGINNING = ""
# Makes a link of the fingerprint of a look and the link before it; keyed, so that the database alone cannot.
Linker = Callable[[str], str]


class Flaw(Enum):
    """What can be wrong with a chain."""

    MISSING = "missing"
    CHANGED = "changed"
    REASON_CHANGED = "reason_changed"
    CUT_OFF = "cut_off"
    LEFT_OUT = "left_out"
    NOT_AS_NOTED = "not_as_noted"

    @property
    def words(self) -> Words:
        return _FLAWS[self]


@dataclass(frozen=True, slots=True)
class Fault:
    """A flaw, and the number in the chain at which it shows."""

    flaw: Flaw
    number: int


@dataclass(frozen=True, slots=True)
class Head:
    """The last number that was given, and its link. Noted elsewhere, it proves the chain up to it."""

    number: int = 0
    link: str = BEGINNING


def linked(look: Look, number: int, before: str, linker: Linker) -> str:
    """The link of a look as the number ``number``, behind the link ``before``."""
    told = [
        before,
        number,
        look.id,
        look.what.value,
        look.about,
        look.who,
        round(look.at.timestamp() * 1000),
        look.why_digest,
    ]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return linker(hashlib.sha256(text.encode()).hexdigest())


_FLAWS = {
    Flaw.MISSING: Words("Thiếu một lượt xem", "A look is missing"),
    Flaw.CHANGED: Words("Lượt xem này đã bị sửa", "This look was changed"),
    Flaw.REASON_CHANGED: Words("Lý do xem đã bị sửa", "The reason of this look was changed"),
    Flaw.CUT_OFF: Words("Phần cuối của chuỗi đã bị cắt", "The end of the chain was cut off"),
    Flaw.LEFT_OUT: Words("Có lượt xem chưa được nối vào chuỗi", "A look was left out of the chain"),
    Flaw.NOT_AS_NOTED: Words("Chuỗi không còn như đã ghi lại trước đây", "The chain is not what was noted before"),
}
