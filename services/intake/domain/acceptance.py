"""The moment at which the unit took a dossier and the clock began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.working_time import Ledger


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The receipt: when, by which account, due when and why then."""

    accepted_at: datetime
    accepted_by: str
    due_at: datetime
    ledger: Ledger
