"""What intake tells of the catalogue: its new versions, and the open dossiers that one takes along."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from marshmallow import Schema, fields

from services.intake.domain.errors import Words
from services.intake.domain.handover import Handover
from services.intake.domain.procedure import Field, Level, LimitKind, OpenDossiers, Procedure, Result, TimeLimit
from services.intake.published.dossier_head import ProcedureName
from services.intake.published.example import ACCEPTED
from services.intake.use_cases import facts
from shared.bus.published import Published


class ProcedureChanged(Schema):
    """The catalogue has a new version of a procedure, or a new procedure; earlier versions stay."""

    code = fields.String(required=True, metadata={"description": "code of the procedure"})
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    effective_from = fields.Date(required=True, metadata={"description": "day from which the version holds"})
    changed = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "the parts that differ from the version before; none for a new procedure"},
    )
    handed_over = fields.Boolean(
        required=True, metadata={"description": "whether another level or authority decides from then on"}
    )
    open_dossiers = fields.String(
        required=True, metadata={"description": "keep or move: where open dossiers of earlier versions are decided"}
    )
    changed_by = fields.String(required=True, metadata={"description": "account that published it"})
    why = fields.String(required=True, metadata={"description": "the reason that was given"})


class DossierHandedOver(Schema):
    """The procedure was handed to another level or authority, and this open dossier went along."""

    procedure = fields.Nested(ProcedureName, required=True)
    procedure_version = fields.Integer(
        required=True, metadata={"description": "version of the procedure by which it went"}
    )
    level = fields.String(required=True, metadata={"description": "province or commune"})
    authority = fields.String(required=True, metadata={"description": "who decides from now on"})
    authority_en = fields.String(required=True, metadata={"description": "the same in English"})
    handed_over_at = fields.AwareDateTime(required=True, metadata={"description": "when it went"})
    handed_over_by = fields.String(required=True, metadata={"description": "account that handed the procedure over"})
    reason = fields.String(required=True)


_PROCEDURE = Procedure(
    "1.001653",
    1,
    date(2025, 7, 1),
    Words("Đổi, cấp lại Giấy xác nhận khuyết tật", "Exchange or reissue of the confirmation of disability"),
    Field("Bảo trợ xã hội", "Social protection"),
    Level.PROVINCE,
    Words("Sở Y tế tỉnh Hà Sơn", "Department of Health of Hà Sơn"),
    TimeLimit(LimitKind.WORKING_DAYS, Decimal(5)),
    (Result(Words("Giấy xác nhận khuyết tật", "Confirmation of disability")),),
)
_HANDED_DOWN = replace(
    _PROCEDURE,
    version=2,
    effective_from=date(2026, 12, 1),
    level=Level.COMMUNE,
    authority=Words("Ủy ban nhân dân cấp xã", "Commune People's Committee"),
    limit=TimeLimit(LimitKind.WORKING_DAYS, Decimal(3)),
    open_dossiers=OpenDossiers.MOVE,
)
_HANDOVER = Handover(
    "1.012278",
    2,
    Level.COMMUNE,
    Words("Ủy ban nhân dân cấp xã", "Commune People's Committee"),
    None,
    datetime(2026, 10, 9, 3, 20, tzinfo=UTC),
    "staff:admin",
    "Phân cấp theo quyết định của tỉnh",
)
_ACCEPTED_BEFORE = ACCEPTED.hand_over(_HANDOVER)
PUBLISHED = (
    Published(
        facts.PROCEDURE_CHANGED,
        ProcedureChanged,
        facts.procedure_changed(_HANDED_DOWN, _PROCEDURE, "staff:admin", "Phân cấp theo quyết định của tỉnh"),
        unread_because="dossiers carry what others need of their procedure; the history of the catalogue is read here",
    ),
    Published(
        facts.HANDED_OVER,
        DossierHandedOver,
        facts.handed_over(_ACCEPTED_BEFORE, _HANDOVER),
        unread_because="a case that is open goes on with the agencies that have it; the owner's page tells who decides",
    ),
)
