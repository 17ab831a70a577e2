"""What intake tells of a dossier that goes first."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields

from services.intake.domain.priority.given import Basis, Ground, Priority
from services.intake.published.dossier_head import ProcedureName
from services.intake.published.example import ACCEPTED
from services.intake.use_cases.priority.facts import PRIORITISED, prioritised
from shared.bus.published import Published


class DossierPrioritised(Schema):
    """An accepted dossier goes first from now on. Why is not told: groups say much about a person."""

    procedure = fields.Nested(ProcedureName, required=True)
    prioritised_at = fields.AwareDateTime(required=True)


_AT = datetime(2026, 10, 6, 2, 0, tzinfo=UTC)
_PRIORITY = Priority((Ground(Basis.SPECIAL, (), _AT, "staff:reception", "ill"),))
GOES_FIRST = ACCEPTED.prioritise(_PRIORITY.grounds[0])
PUBLISHED = (Published(PRIORITISED, DossierPrioritised, prioritised(GOES_FIRST, _PRIORITY)),)
