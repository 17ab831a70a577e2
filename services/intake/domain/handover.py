"""A dossier that goes over to another level or authority, as its procedure was handed to it (phân cấp)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.errors import Words
from services.intake.domain.procedure import Level


@dataclass(frozen=True, slots=True)
class Handover:
    """To whom, by which version of the procedure, when, by whose decision and why. The limit stays the one promised."""

    procedure: str
    procedure_version: int
    level: Level
    authority: Words
    route: str | None
    moved_at: datetime
    moved_by: str
    reason: str
