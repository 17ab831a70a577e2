"""Words, limits and rules as parts of documents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from services.intake.domain.errors import Words
from services.intake.domain.procedure import USUAL_RULE, LimitKind, Policy, SupplementRule, TimeLimit

Document = dict[str, Any]


def write_words(words: Words | None) -> Document | None:
    return {"vi": words.vi, "en": words.en} if words else None


def read_words(data: Document | None) -> Words | None:
    return Words(data["vi"], data["en"]) if data else None


def write_limit(limit: TimeLimit) -> Document:
    return {"kind": limit.kind.value, "amount": str(limit.amount)}


def read_limit(data: Document) -> TimeLimit:
    return TimeLimit(LimitKind(data["kind"]), Decimal(data.get("amount", "0")))


def write_supplement_rule(rule: SupplementRule) -> Document:
    return {"policy": rule.policy.value, "working_days": rule.working_days}


def read_supplement_rule(data: Document | None) -> SupplementRule:
    """The usual rule where none is named. Raises ValueError for a policy that is none."""
    if data is None:
        return USUAL_RULE
    return SupplementRule(Policy(data["policy"]), int(data.get("working_days", USUAL_RULE.working_days)))
