"""Reads the law's time limits of complaints and denunciations from their data file: checked whole at start."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Kind
from services.hotline.domain.legal.case import Step
from services.hotline.domain.legal.law import Law, Path, TimeLimit, Unit


class BadLaw(ValueError):
    """The file cannot be used; the message names the place in it."""


def read_law(path: FilePath) -> tuple[Law, ...]:
    """All versions, the oldest first. Raises BadLaw, OSError."""
    try:
        versions = json.loads(path.read_text("utf-8"))["versions"]
        read = [_version(one) for one in versions]
    except (KeyError, TypeError, ValueError) as problem:
        raise BadLaw(f"{path.name}: {problem!r}") from problem
    if not read:
        raise BadLaw(f"{path.name}: versions: needs at least one version")
    return tuple(sorted(read, key=lambda one: one.effective_from))


def _version(data: Mapping[str, Any]) -> Law:
    paths = {kind: _path(kind, data["paths"][kind.value]) for kind in Kind if kind.has_its_own_path}
    return Law(date.fromisoformat(data["effective_from"]), paths)


def _path(kind: Kind, data: Mapping[str, Any]) -> Path:
    limits = tuple(_limit(one) for one in data["limits"])
    return Path(kind, limits, int(data["extensions"]), int(data["complex_extensions"]))


def _limit(data: Mapping[str, Any]) -> TimeLimit:
    steps = {one.value for one in Step}
    if data["since"] not in steps or not set(data["kept_by"]) <= steps:
        raise ValueError(f"{data['id']}: names a step that there is not")
    if min(int(data["days"]), int(data.get("complex_days") or 1)) < 1:
        raise ValueError(f"{data['id']}: days must be at least 1")
    complex_days = int(data["complex_days"]) if data.get("complex_days") else None
    return TimeLimit(
        data["id"], Words(**data["name"]), data["since"], tuple(data["kept_by"]), int(data["days"]),
        Unit(data["unit"]), Words(**data["source"]), complex_days, int(data.get("extension_days", 0)),
    )  # fmt: skip
