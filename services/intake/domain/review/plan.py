"""A round of the review: the period that its figures are of, the plan that it rests on, and its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ReviewRound:
    """One aggregate. Figures are of dossiers filed from ``since`` to ``until``, both days included; ``basis`` is the
    plan or letter that orders the round. Which procedures, by when and by whom stands in its reviews."""

    id: str
    version: int
    unit: str
    name: str
    since: date
    until: date
    basis: str
    planned_by: str
    planned_at: datetime
