"""Shows beforehand when a dossier accepted at some moment would be due, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.procedure import Procedure, TimeLimit
from services.intake.use_cases.find_procedures import view_procedure
from services.intake.use_cases.ports import Ports
from shared.working_time import Ledger


@dataclass(frozen=True, slots=True)
class DeadlinePreview:
    procedure: Procedure
    limit: TimeLimit
    start: datetime
    due_at: datetime
    ledger: Ledger


def preview_deadline(
    ports: Ports, procedure: str, start: datetime | None = None, variant: str | None = None
) -> DeadlinePreview:
    """Due date and ledger for a start (now if none). Raises NotFound for an unknown procedure or variant."""
    entry = view_procedure(ports, procedure)
    limit, begun = entry.limit_of(variant), start or ports.clock()
    due_at, ledger = limit.due(ports.calendars.current(), begun, entry.cut_off)
    return DeadlinePreview(entry, limit, begun, due_at, ledger)
