"""Reads the weights of matching from their data file: checked whole before anything runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from services.hotline.domain.matching.weights import Reason, Weights

NUMBERS = ("sure", "without_number", "lead", "shown", "most")


class BadWeights(ValueError):
    """The file cannot be used; the message names the place in it."""


def read_weights(path: Path) -> tuple[Weights, ...]:
    """All versions, the oldest first. Raises BadWeights, OSError."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError as problem:
        raise BadWeights(f"{path.name}: {problem}") from problem
    versions = content.get("versions") if isinstance(content, dict) else None
    if not isinstance(versions, list) or not versions:
        raise BadWeights(f"{path.name}: versions: needs at least one version")
    read = (_version(one, f"{path.name}: versions/{number}") for number, one in enumerate(versions))
    return tuple(sorted(read, key=lambda one: one.effective_from))


def _version(data: Mapping[str, Any], where: str) -> Weights:
    try:
        points = {reason: int(data["points"][reason.value]) for reason in Reason}
        said_as = {str(code): tuple(map(str, phrases)) for code, phrases in data["said_as"].items()}
        numbers = {name: int(data[name]) for name in NUMBERS}
        weights = Weights(date.fromisoformat(data["effective_from"]), points, said_as=said_as, **numbers)
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise BadWeights(f"{where}: {problem!r}") from problem
    unknown = set(data["points"]) - {reason.value for reason in Reason}
    if unknown:
        raise BadWeights(f"{where}/points: unknown {', '.join(sorted(unknown))}")
    if not 0 < weights.shown <= weights.sure <= weights.without_number or weights.lead < 0 or weights.most < 1:
        raise BadWeights(f"{where}: needs 0 < shown ≤ sure ≤ without_number, lead ≥ 0, most ≥ 1")
    return weights
