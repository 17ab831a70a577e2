"""Reads the rules of the weekly review from their data file: checked whole before anything runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from services.hotline.domain.errors import Words
from services.hotline.domain.review.rules import ReviewRules, StepOfficer
from services.hotline.gateways.rules_file import BadRules


def read_review_rules(path: Path) -> tuple[ReviewRules, ...]:
    """All versions, the oldest first. Raises BadRules, OSError."""
    try:
        versions = [_version(one) for one in json.loads(path.read_text("utf-8"))["versions"]]
    except (KeyError, TypeError, ValueError) as problem:
        raise BadRules(f"{path.name}: {problem!r}") from problem
    if not versions:
        raise BadRules(f"{path.name}: versions: needs at least one version")
    return tuple(sorted(versions, key=lambda one: one.effective_from))


def _version(data: Mapping[str, Any]) -> ReviewRules:
    officers = tuple(
        StepOfficer(
            one["account"], one["unit"], Words(one["name"], one.get("name_en") or one["name"]),
            frozenset(one.get("steps", ())),
        )
        for one in data["officers"]
    )  # fmt: skip
    days = int(data["repeated_days"])
    if days < 1:
        raise ValueError("repeated_days: must be at least 1")
    return ReviewRules(date.fromisoformat(data["effective_from"]), time.fromisoformat(data["make_at"]), days, officers)
