"""Reads the guided questions from their data file: checked whole before anything runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Kind
from services.hotline.domain.questions import BadQuestions, Choice, Question, Questions


def read_questions(path: Path) -> tuple[Questions, ...]:
    """All versions, the oldest first. Raises BadQuestions, OSError."""
    try:
        versions = json.loads(path.read_text("utf-8"))["versions"]
        read = [_version(one) for one in versions]
    except (KeyError, TypeError, ValueError) as problem:
        raise BadQuestions(f"{path.name}: {problem!r}") from problem
    if not read:
        raise BadQuestions(f"{path.name}: versions: needs at least one version")
    return tuple(sorted(read, key=lambda one: one.effective_from))


def _version(data: Mapping[str, Any]) -> Questions:
    questions = {id: _question(id, one) for id, one in data["questions"].items()}
    return Questions(date.fromisoformat(data["effective_from"]), data["start"], questions)


def _question(id: str, data: Mapping[str, Any]) -> Question:
    return Question(id, Words(**data["ask"]), _words(data.get("hint")), tuple(_choice(one) for one in data["answers"]))


def _choice(data: Mapping[str, Any]) -> Choice:
    kind = Kind(data["kind"]) if data.get("kind") else None
    return Choice(data["id"], Words(**data["text"]), data.get("next"), kind, _words(data.get("because")))


def _words(data: Mapping[str, str] | None) -> Words | None:
    return Words(**data) if data else None
