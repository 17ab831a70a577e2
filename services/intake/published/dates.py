"""What intake tells of another date, and of a receipt that is issued anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from marshmallow import Schema, fields

from services.intake.domain.date_rules import ApologyRule
from services.intake.domain.errors import Words
from services.intake.domain.redating import Act, apologise, correct
from services.intake.published.dossier_head import CONTACT, ProcedureName
from services.intake.published.example import ACCEPTED, AT, FILED, calendar
from services.intake.published.papers import ComponentName
from services.intake.use_cases import facts
from shared.bus.published import Published


class DueChanged(Schema):
    """An accepted dossier has another date: a calendar changed, an apology promised one, or the receipt was corrected.

    ``reason`` is for the applicant. ``paused``: the applicant is waited for, and the wait comes on top of the date.
    """

    procedure = fields.Nested(ProcedureName, required=True)
    kind = fields.String(required=True, metadata={"description": "calendar, apology or correction"})
    changed_at = fields.AwareDateTime(required=True)
    due_before = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True)
    reason_en = fields.String(required=True, allow_none=True)
    paused = fields.Boolean(required=True)
    due_revision = fields.Integer(required=True)


class DossierCorrected(Schema):
    """The dossier was accepted under a wrong procedure: all that a case is opened by, once more."""

    procedure = fields.Nested(ProcedureName, required=True)
    procedure_before = fields.Nested(ProcedureName, required=True)
    correction = fields.Integer(required=True)
    corrected_at = fields.AwareDateTime(required=True)
    agency = fields.String(required=True, metadata={"description": "code of the reception unit"})
    accepted_at = fields.AwareDateTime(required=True)
    due_before = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)
    due_revision = fields.Integer(required=True)
    working_hours = fields.Integer(required=True, allow_none=True)
    priority = fields.Boolean(required=True)
    applicant_kind = fields.String(required=True)
    components = fields.List(fields.Nested(ComponentName), required=True)
    route = fields.String(
        metadata={"description": "id of the route through the agencies, where it is not the procedure's own"}
    )
    reason = fields.String(required=True)


_SAID_AT = datetime(2026, 10, 7, 3, 0, tzinfo=UTC)
APOLOGISED = apologise(
    ACCEPTED,
    calendar(),
    ApologyRule(date(2025, 7, 1), timedelta(hours=8), 1, Words("Nghị định 118/2025/NĐ-CP", "Decree 118/2025/NĐ-CP")),
    datetime(2026, 10, 15, 3, 0, tzinfo=UTC),
    Act(_SAID_AT, "staff:leader", "Đoàn thẩm định tại cơ sở đến muộn vì mưa bão"),
)
CORRECTED = correct(
    ACCEPTED,
    calendar(),
    replace(
        FILED.procedure,
        code="1.014076",
        name=Words("Cấp giấy chứng nhận đủ điều kiện kinh doanh dược", "Certificate to trade in medicines"),
    ),
    AT,
    Act(_SAID_AT, "staff:reception", "Ghi nhầm thủ tục khi tiếp nhận"),
)
PUBLISHED = (
    Published(facts.DUE_CHANGED, DueChanged, facts.due_changed(APOLOGISED), CONTACT),
    Published(facts.CORRECTED, DossierCorrected, facts.corrected(CORRECTED, ACCEPTED), CONTACT),
)
