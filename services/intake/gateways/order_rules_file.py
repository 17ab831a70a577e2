"""Reads the rules of order and the plan of the hall from their data files, checked whole before anything runs."""

from __future__ import annotations

import json
from pathlib import Path

from services.intake.domain.queue.plan import HallPlan, read_plan
from shared.ordering import InvalidRules, RuleVersions, read_rules


def read_order_rules(path: Path, whose: str) -> RuleVersions:
    """All versions of the rules for ``tickets`` or another list of the file. Raises InvalidRules, OSError."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if whose not in data:
        raise InvalidRules(f"{path.name}: there is no {whose}")
    return read_rules(data[whose])


def read_hall_plan(path: Path) -> HallPlan:
    """Raises InvalidPlan, OSError."""
    return read_plan(json.loads(path.read_text(encoding="utf-8")))
