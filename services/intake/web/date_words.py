"""What is said of dates that move: why, and whether they still may."""

from __future__ import annotations

from services.intake.domain.dossier import Dossier
from services.intake.domain.due_change import DueChange, DueChangeKind
from services.intake.domain.status import PAUSED, RUNNING
from shared.ui import display


def why_moved(change: DueChange) -> str:
    """The reason in the reader's language where it was written in both, else as it was written."""
    english = change.reason_en if display.language() == "en" else ""
    return english or change.reason


def may_apologise(dossier: Dossier) -> bool:
    """Whether a new date could still be given; whether in time is the use case's to say."""
    known = any(one.kind is DueChangeKind.APOLOGY for one in dossier.due_changes)
    return dossier.status in RUNNING and not known


def may_correct(dossier: Dossier) -> bool:
    """Whether the receipt could still be corrected."""
    return dossier.acceptance is not None and dossier.status in RUNNING | PAUSED and dossier.decision is None
