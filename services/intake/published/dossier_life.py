"""What intake tells of a dossier on its way: filed, accepted, its result ready, and with its applicant."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields

from services.intake.domain.progress import Decision, Outcome, Progress
from services.intake.domain.returning import ReceivedBy, Returned, ReturnMethod
from services.intake.published.dossier_head import CONTACT, KNOWN_BY, ProcedureName
from services.intake.published.example import ACCEPTANCE, ACCEPTED, FILED
from services.intake.published.papers import PAPER, ComponentName, DocumentSent
from services.intake.use_cases import facts
from shared.bus.published import Published


class ParentDossier(Schema):
    code = fields.String(required=True)
    agency = fields.String(required=True)


def _parent() -> fields.Nested:
    told = "the other agency's dossier that this one continues: it is counted there; null for a dossier of its own"
    return fields.Nested(ParentDossier, allow_none=True, metadata={"description": told})


class DossierFiled(Schema):
    """A dossier was given its code; nobody has looked at it yet."""

    procedure = fields.Nested(ProcedureName, required=True)
    channel = fields.String(required=True)
    applicant_kind = fields.String(required=True)
    filed_at = fields.AwareDateTime(required=True)
    parent = _parent()


class DossierAccepted(Schema):
    """The clock runs: ``working_hours`` is the whole limit, null where it is not counted in working time."""

    procedure = fields.Nested(ProcedureName, required=True)
    agency = fields.String(required=True, metadata={"description": "code of the reception unit"})
    accepted_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)
    working_hours = fields.Integer(required=True, allow_none=True)
    priority = fields.Boolean(required=True)
    applicant_kind = fields.String(required=True)
    components = fields.List(fields.Nested(ComponentName), required=True)
    documents = fields.List(fields.Nested(DocumentSent), metadata={"description": "papers that came as files"})
    parent = _parent()
    route = fields.String(
        metadata={"description": "id of the route through the agencies, where it is not the procedure's own"}
    )


class ResultReady(Schema):
    """The case was decided; the result waits for its applicant."""

    procedure = fields.Nested(ProcedureName, required=True)
    decision = fields.String(required=True, metadata={"description": "granted or denied"})
    ready_at = fields.AwareDateTime(required=True)
    early = fields.Boolean(metadata={"description": "ready a day or more before the date that was given"})
    owed = fields.Integer(
        allow_none=True, metadata={"description": "đồng still to be paid before the result is handed over"}
    )


class DossierReturned(Schema):
    """The result is with its applicant: the dossier's way ends here."""

    procedure = fields.Nested(ProcedureName, required=True)
    returned_at = fields.AwareDateTime(required=True)
    method = fields.String(required=True, metadata={"description": "counter, post or electronic"})
    tracking_number = fields.String(allow_none=True, metadata={"description": "of the parcel, where it was posted"})


_DECISION = Decision(
    Outcome.GRANTED, datetime(2026, 10, 9, 3, 20, tzinfo=UTC), "H99.11.02", "Phòng Nghiệp vụ Y", told=4
)
DONE = ACCEPTED.follow(Progress().with_decision(_DECISION))
_RETURNED = Returned(
    datetime(2026, 10, 12, 2, 5, tzinfo=UTC), "staff:reception", ReturnMethod.COUNTER, ReceivedBy.APPLICANT
)
GIVEN_BACK = DONE.give_back(_RETURNED)
PUBLISHED = (
    Published(facts.FILED, DossierFiled, facts.filed(FILED), (*CONTACT, *KNOWN_BY)),
    Published(facts.ACCEPTED, DossierAccepted, facts.accepted(ACCEPTED, ACCEPTANCE, (PAPER,)), (*CONTACT, *KNOWN_BY)),
    Published(facts.RESULT_READY, ResultReady, facts.result_ready(DONE, _DECISION), CONTACT),
    Published(facts.RETURNED, DossierReturned, facts.returned(GIVEN_BACK, _RETURNED), CONTACT),
)
