"""Words, limits and rules as parts of documents."""

from __future__ import annotations

from typing import Any

from services.intake.domain.errors import Words
from services.intake.domain.procedure_data import limit_from_data as read_limit
from services.intake.domain.procedure_data import limit_to_data as write_limit
from services.intake.domain.procedure_data import rule_from_data as read_supplement_rule
from services.intake.domain.procedure_data import rule_to_data as write_supplement_rule

__all__ = [
    "read_limit",
    "read_supplement_rule",
    "read_words",
    "write_limit",
    "write_supplement_rule",
    "write_words",
]
Document = dict[str, Any]


def write_words(words: Words | None) -> Document | None:
    return {"vi": words.vi, "en": words.en} if words else None


def read_words(data: Document | None) -> Words | None:
    return Words(data["vi"], data["en"]) if data else None
