"""Reads the rules of apologies from their data file, checked whole before anything runs."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from services.intake.domain.date_rules import ApologyRule
from services.intake.domain.errors import Words


class BadDateRules(ValueError):
    """The file cannot be used; the message names the place in it."""


def read_apology_rules(path: Path) -> tuple[ApologyRule, ...]:
    """All versions of the rule. Raises BadDateRules, OSError."""
    rules = []
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["apologies"]
        for one in rows:
            rules.append(
                ApologyRule(
                    date.fromisoformat(one["effective_from"]),
                    timedelta(minutes=int(one["notice_working_minutes"])),
                    int(one["most"]),
                    Words(**one["source"]),
                )
            )
    except (KeyError, TypeError, ValueError) as problem:
        raise BadDateRules(f"{path.name}: apologies/{len(rules)}: {problem!r}") from problem
    if not rules:
        raise BadDateRules(f"{path.name}: apologies: needs at least one version")
    return tuple(rules)
