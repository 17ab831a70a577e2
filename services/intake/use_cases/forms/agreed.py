"""Apology and reissue as the forms want them: which of several holds now."""

from __future__ import annotations

from services.intake.domain.dossier import Dossier
from services.intake.domain.due_change import DueChange, DueChangeKind, Receipt


def apology_of(dossier: Dossier) -> DueChange | None:
    """The latest apology with a new date."""
    apologies = [one for one in dossier.due_changes if one.kind is DueChangeKind.APOLOGY]
    return apologies[-1] if apologies else None


def reissue_of(dossier: Dossier) -> Receipt | None:
    """The receipt that holds now where a correction had it given out anew; None for the first one."""
    return dossier.receipts[-1] if len(dossier.receipts) > 1 else None
