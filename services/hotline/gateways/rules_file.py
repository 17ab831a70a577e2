"""Reads the rules (days to answer, legal guides) from their data file: checked whole before anything runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Kind, Topic
from services.hotline.domain.rules import ALWAYS, Approval, LegalPath, Rules, SurveyRule


class BadRules(ValueError):
    """The file cannot be used; the message names the place in it."""


def read_rules(path: Path) -> tuple[Rules, ...]:
    """All versions of the rules, the oldest first. Raises BadRules, OSError."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError as problem:
        raise BadRules(f"{path.name}: {problem}") from problem
    versions = content.get("versions") if isinstance(content, dict) else None
    if not isinstance(versions, list) or not versions:
        raise BadRules(f"{path.name}: versions: needs at least one version")
    return tuple(
        sorted(
            (_version(one, f"{path.name}: versions/{number}") for number, one in enumerate(versions)),
            key=lambda one: one.effective_from,
        )
    )


def _version(data: Mapping[str, Any], where: str) -> Rules:
    try:
        days = {topic: int(data["answer_working_days"][topic.value]) for topic in Topic}
        paths = {kind: _path(kind, data["legal_paths"][kind.value]) for kind in Kind if kind.has_its_own_path}
        approval, survey = _approval(data.get("approval")), _survey(data["survey"])
        rules = Rules(date.fromisoformat(data["effective_from"]), days, paths, approval, survey)
    except (KeyError, TypeError, ValueError) as problem:
        raise BadRules(f"{where}: {problem!r}") from problem
    if min(days.values()) < 1:
        raise BadRules(f"{where}/answer_working_days: must be at least 1")
    return rules


def _approval(data: Mapping[str, Any] | None) -> Approval:
    """Where nothing is said, every answer is approved."""
    if data is None:
        return ALWAYS
    return Approval(frozenset(map(Kind, data["kinds"])), frozenset(map(Topic, data["topics"])))


def _survey(data: Mapping[str, Any]) -> SurveyRule:
    rule = SurveyRule(int(data["ask_after_working_minutes"]), int(data["open_days"]))
    if rule.ask_after < 0 or rule.open_days < 1:
        raise ValueError("survey: asked not before the answer, open for a day at least")
    return rule


def _path(kind: Kind, data: Mapping[str, Any]) -> LegalPath:
    return LegalPath(
        kind,
        Words(**data["title"]),
        Words(**data["meaning"]),
        tuple(Words(**one) for one in data["steps"]),
        tuple(Words(**one) for one in data["limits"]),
        Words(**data["source"]),
    )
