"""Apology, stop and reissue as the forms want them: the one place that knows how a dossier keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.intake.domain.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Apology:
    """The result comes later than promised: the first date, the new one, and why."""

    decided_at: datetime
    decided_by: str
    first_due_at: datetime
    new_due_at: datetime
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stopped:
    """Nothing more is done about the dossier, and why."""

    stopped_at: datetime
    stopped_by: str
    reason: str = field(repr=False)


def apology_of(dossier: Dossier) -> Apology | None:
    """The one apology that a dossier may have."""
    changes = getattr(dossier, "due_changes", ())
    change = next((one for one in changes if _kind(one) == "apology"), None)
    if change is None:
        return None
    return Apology(
        change.changed_at, change.changed_by, due_before(dossier, change.changed_at), change.due_at, change.reason
    )


def due_before(dossier: Dossier, moment: datetime) -> datetime:
    """The due date that held just before. Raises ValueError where none was set."""
    if dossier.acceptance is None:
        raise ValueError("no due date was set")
    first = (dossier.acceptance.accepted_at, dossier.acceptance.due_at)
    dates: list[tuple[datetime, datetime]] = [first]
    answers = [one.supplied for one in dossier.supplements if one.supplied]
    dates += [(one.answered_at, one.due_at) for one in answers if one.due_at]
    changes: Any = getattr(dossier, "due_changes", ())
    dates += [(one.changed_at, one.due_at) for one in changes]
    return max((one for one in dates if one[0] < moment), default=first)[1]


def stop_of(dossier: Dossier) -> Stopped | None:
    """How it was stopped, if it was."""
    stop = getattr(dossier, "stop", None)
    return Stopped(stop.stopped_at, stop.stopped_by, stop.reason) if stop else None


def why_reissued(dossier: Dossier) -> str | None:
    """Why the receipt that holds now was given out anew; None for a first one, or where nobody wrote why."""
    receipts: Any = getattr(dossier, "receipts", ())
    return (receipts[-1].why or None) if len(receipts) > 1 else None


def _kind(change: object) -> str:
    kind = getattr(change, "kind", "")
    return str(getattr(kind, "value", kind))
