"""Puts together what watches over opinions that agencies ask of each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.routing.domain.opinion import OpinionRuleVersions, read_opinion_rules
from services.routing.store.late_opinions import MongoLateOpinions
from services.routing.use_cases.ask_opinion import tell_late_opinions
from services.routing.use_cases.ports import AddressOf
from shared.bus.worker import Part, Periodic
from shared.store.change import Work

if TYPE_CHECKING:
    from pymongo.database import Database

LOOK_SECONDS = 30.0


def opinion_rules(file: Path) -> OpinionRuleVersions:
    """The bounds of opinions as this file has them. Raises BadOpinionRules, OSError, ValueError."""
    return read_opinion_rules(json.loads(file.read_text(encoding="utf-8")))


def opinion_parts(
    work: Work, database: Database[dict[str, Any]], address_of: AddressOf, clock: Callable[[], datetime]
) -> dict[str, Part]:
    """The part of the timers that tells askers of late opinions; any number of copies may run."""
    late = MongoLateOpinions(database)
    return {"opinions": Periodic(LOOK_SECONDS, lambda: tell_late_opinions(work, late, address_of, clock))}
