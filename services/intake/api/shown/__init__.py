"""Domain values as the JSON that the API gives, by what is shown."""

from __future__ import annotations

from services.intake.api.shown.catalogue import procedure, procedure_item
from services.intake.api.shown.dates import deadline
from services.intake.api.shown.dossiers import counts, dossier, filed, row, stands, tracking
from services.intake.api.shown.tours import tour
from services.intake.api.shown.values import moment

__all__ = [
    "counts",
    "deadline",
    "dossier",
    "filed",
    "moment",
    "procedure",
    "procedure_item",
    "row",
    "stands",
    "tour",
    "tracking",
]
