"""Apology, stop and reissue as the forms want them: the one place that knows how a dossier keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.intake.domain.dossier import Dossier
from services.intake.domain.due_change import DueChange, DueChangeKind, Receipt


@dataclass(frozen=True, slots=True)
class Stopped:
    """Nothing more is done about the dossier, and why."""

    stopped_at: datetime
    stopped_by: str
    reason: str = field(repr=False)


def apology_of(dossier: Dossier) -> DueChange | None:
    """The latest apology with a new date."""
    apologies = [one for one in dossier.due_changes if one.kind is DueChangeKind.APOLOGY]
    return apologies[-1] if apologies else None


def stop_of(dossier: Dossier) -> Stopped | None:
    """How it was stopped, if it was."""
    stopped: Any = getattr(dossier, "stopped", None)
    return Stopped(stopped.stopped_at, stopped.stopped_by, stopped.reason) if stopped else None


def reissue_of(dossier: Dossier) -> Receipt | None:
    """The receipt that holds now where a correction had it given out anew; None for the first one."""
    return dossier.receipts[-1] if len(dossier.receipts) > 1 else None
