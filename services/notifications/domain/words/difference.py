"""What differs between two versions, word by word, so that whoever approves sees at once what is new."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

PIECE = re.compile(r"\n+|\{\w+\}|[^\S\n]+|[^\s{}]+|[{}]")


class Kind(StrEnum):
    """Whether a stretch stands in both, in the older one alone, or in the newer one alone."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text and where it stands."""

    kind: Kind
    text: str


def difference(older: str, newer: str) -> tuple[Stretch, ...]:
    """Those of kind same and gone, joined, are the older text; those of kind same and new the newer one."""
    return tuple(one for one in _stretches(PIECE.findall(older), PIECE.findall(newer)) if one.text)


def _stretches(older: list[str], newer: list[str]) -> Iterator[Stretch]:
    for tag, a, b, c, d in SequenceMatcher(None, older, newer, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Stretch(Kind.SAME, "".join(older[a:b]))
            continue
        yield Stretch(Kind.GONE, "".join(older[a:b]))
        yield Stretch(Kind.NEW, "".join(newer[c:d]))
