"""What intake tells of the ends that bring no result: refused, withdrawn, stopped."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields

from services.intake.domain.endings import Refusal, Withdrawal
from services.intake.domain.stop import Stop, StopGround
from services.intake.published.dossier_head import CONTACT, ProcedureName
from services.intake.published.example import ACCEPTED, AT, FILED
from services.intake.published.papers import ASKED, RESPOND_BY
from services.intake.use_cases import facts
from shared.bus.published import Published


class DossierRefused(Schema):
    """The reception unit does not take the dossier; ``reason`` is written for the applicant."""

    procedure = fields.Nested(ProcedureName, required=True)
    refused_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True)


class DossierWithdrawn(Schema):
    """The applicant took the dossier back; ``accepted`` says whether a case had been opened for it."""

    procedure = fields.Nested(ProcedureName, required=True)
    withdrawn_at = fields.AwareDateTime(required=True)
    accepted = fields.Boolean(required=True)


class DossierStopped(Schema):
    """The unit stops working on the dossier; ``accepted`` says whether a case had been opened for it."""

    procedure = fields.Nested(ProcedureName, required=True)
    stopped_at = fields.AwareDateTime(required=True)
    ground = fields.String(required=True, metadata={"description": "no_answer, not_paid or other"})
    reason = fields.String(required=True)
    accepted = fields.Boolean(required=True)


_REFUSAL = Refusal(AT, "staff:reception", "Thủ tục này nộp tại cơ sở giáo dục, không nộp tại Sở Y tế")
REFUSED = FILED.refuse(_REFUSAL)
_WITHDRAWAL = Withdrawal(datetime(2026, 10, 7, 2, 0, tzinfo=UTC), "owner:H99.11-261005-0001")
WITHDRAWN = ACCEPTED.withdraw(_WITHDRAWAL)
_STOP = Stop(
    datetime(2026, 10, 28, 2, 0, tzinfo=UTC),
    "staff:reception",
    StopGround.NO_ANSWER,
    "Quá thời hạn bổ sung mà chưa nhận được giấy tờ",
)
STOPPED = ASKED.stop(_STOP, RESPOND_BY)
PUBLISHED = (
    Published(facts.REFUSED, DossierRefused, facts.refused(REFUSED, _REFUSAL), CONTACT),
    Published(facts.WITHDRAWN, DossierWithdrawn, facts.withdrawn(WITHDRAWN, _WITHDRAWAL), CONTACT),
    Published(facts.STOPPED, DossierStopped, facts.stopped(STOPPED, _STOP), CONTACT),
)
