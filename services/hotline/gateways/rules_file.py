"""Reads the rules (days to answer, legal guides) from their data file: checked whole before anything runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Kind, Topic
from services.hotline.domain.rules import LegalPath, Rules


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
        rules = Rules(date.fromisoformat(data["effective_from"]), days, paths)
    except (KeyError, TypeError, ValueError) as problem:
        raise BadRules(f"{where}: {problem!r}") from problem
    if min(days.values()) < 1:
        raise BadRules(f"{where}/answer_working_days: must be at least 1")
    return rules


def _path(kind: Kind, data: Mapping[str, Any]) -> LegalPath:
    return LegalPath(
        kind,
        Words(**data["title"]),
        Words(**data["meaning"]),
        tuple(Words(**one) for one in data["steps"]),
        tuple(Words(**one) for one in data["limits"]),
        Words(**data["source"]),
    )
