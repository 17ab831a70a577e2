"""What really was told, without whom it was about: each word of a value that may be personal keeps its first letter."""

from __future__ import annotations

import re
from collections.abc import Mapping

# What an office writes about anybody or what a code is; all others may name a person, and so does free text.
IMPERSONAL = frozenset(
    {"day", "due", "due_before", "respond_by", "pay_by", "when", "when_before", "where", "minutes", "amount",
     "ahead", "wait",
     "procedure", "procedure_before", "asked_by"}
)  # fmt: skip
WORD = re.compile(r"\w+")
DIGITS = re.compile(r"\d")


def masked(values: Mapping[str, str]) -> dict[str, str]:
    """The values as somebody may see them who need not know whom they are about."""
    return {name: value if name in IMPERSONAL else _masked(value) for name, value in values.items()}


def _masked(value: str) -> str:
    return WORD.sub(lambda word: word[0][0] + "…" if word[0][0].isalpha() else DIGITS.sub("•", word[0]), value)
