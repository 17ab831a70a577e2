"""What intake and routing tell of dossiers: it commutes, every kind of fact keeps its own place in the projection."""

from __future__ import annotations

from collections.abc import Callable

from marshmallow import Schema, fields

from services.hotline.consumed.texts import TEXT
from services.hotline.domain.known_dossier import Slot
from services.hotline.use_cases import know_dossier
from shared.bus.reading import Order, Reading


class ProcedureRead(Schema):
    """How the procedure is called."""

    code = fields.String(required=True, validate=TEXT)
    name = fields.String(required=True, validate=TEXT)
    name_en = fields.String(load_default="", allow_none=True)


class DossierRead(Schema):
    """Any fact of intake's about a dossier: which procedure it is for, where the event says so."""

    procedure = fields.Nested(ProcedureRead, load_default=None, allow_none=True)


class FiledRead(DossierRead):
    filed_at = fields.AwareDateTime(required=True)


class AcceptedRead(DossierRead):
    agency = fields.String(required=True, validate=TEXT)
    accepted_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class ResultReadyRead(DossierRead):
    decision = fields.String(required=True, validate=TEXT)
    ready_at = fields.AwareDateTime(required=True)


class ReturnedRead(DossierRead):
    returned_at = fields.AwareDateTime(required=True)


class RefusedRead(DossierRead):
    refused_at = fields.AwareDateTime(required=True)


class SupplementRequestedRead(DossierRead):
    """``respond_by`` stays as it is told: a moment or a day."""

    requested_at = fields.AwareDateTime(required=True)
    respond_by = fields.String(load_default=None, allow_none=True)


class SupplementedRead(DossierRead):
    """``due_at`` is the new date; None before acceptance."""

    supplemented_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class DueChangedRead(DossierRead):
    """Another date, as a calendar changed, with an apology, or as a receipt was corrected."""

    kind = fields.String(required=True, validate=TEXT)
    changed_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)


class CorrectedRead(DossierRead):
    """The procedure was another one, and so is the date."""

    corrected_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)


class WithdrawnRead(DossierRead):
    withdrawn_at = fields.AwareDateTime(required=True)


class PaymentRequestedRead(DossierRead):
    requested_at = fields.AwareDateTime(required=True)
    amount = fields.Integer(load_default=None, allow_none=True)
    pay_by = fields.AwareDateTime(load_default=None, allow_none=True)


class PaidRead(DossierRead):
    """``due_at`` is the new date; None where no clock runs."""

    paid_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class StoppedRead(DossierRead):
    stopped_at = fields.AwareDateTime(required=True)


class LostRead(DossierRead):
    recorded_at = fields.AwareDateTime(required=True)


class CaseOpenedRead(Schema):
    opened_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class HolderRead(Schema):
    """How a task's step is called."""

    task_id = fields.String(required=True, validate=TEXT)
    name = fields.String(load_default="", allow_none=True)
    name_en = fields.String(load_default="", allow_none=True)


class TaskRead(Schema):
    task_id = fields.String(required=True, validate=TEXT)
    agency = fields.String(required=True, validate=TEXT)
    agency_name = fields.String(required=True, validate=TEXT)


class TaskDispatchedRead(TaskRead):
    dispatched_at = fields.AwareDateTime(required=True)
    step = fields.String(load_default="", allow_none=True)
    holders = fields.List(fields.Nested(HolderRead), load_default=list)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class TaskAcknowledgedRead(TaskRead):
    acknowledged_at = fields.AwareDateTime(required=True)


class CaseDecidedRead(Schema):
    decision = fields.String(required=True, validate=TEXT)
    decided_at = fields.AwareDateTime(required=True)
    agency_name = fields.String(load_default="")


def _known(type: str, schema: Callable[[], Schema], slot: Slot) -> Reading:
    return Reading(type, schema, know_dossier.needs, know_dossier.hear(slot), Order.COMMUTES)


READINGS = (
    _known("intake.dossier.filed.v1", FiledRead, Slot.FILED),
    _known("intake.dossier.accepted.v1", AcceptedRead, Slot.ACCEPTED),
    _known("intake.dossier.result_ready.v1", ResultReadyRead, Slot.RESULT_READY),
    _known("intake.dossier.returned.v1", ReturnedRead, Slot.RETURNED),
    _known("routing.case.opened.v1", CaseOpenedRead, Slot.CASE_OPENED),
    _known("routing.task.dispatched.v1", TaskDispatchedRead, Slot.TASK_DISPATCHED),
    _known("routing.task.acknowledged.v1", TaskAcknowledgedRead, Slot.TASK_ACKNOWLEDGED),
    _known("routing.case.decided.v1", CaseDecidedRead, Slot.CASE_DECIDED),
    _known("intake.dossier.refused.v1", RefusedRead, Slot.REFUSED),
    _known("intake.dossier.supplement_requested.v1", SupplementRequestedRead, Slot.SUPPLEMENT_REQUESTED),
    _known("intake.dossier.supplemented.v1", SupplementedRead, Slot.SUPPLEMENTED),
    _known("intake.dossier.due_changed.v1", DueChangedRead, Slot.DUE_CHANGED),
    _known("intake.dossier.corrected.v1", CorrectedRead, Slot.CORRECTED),
    _known("intake.dossier.withdrawn.v1", WithdrawnRead, Slot.WITHDRAWN),
    _known("intake.dossier.payment_requested.v1", PaymentRequestedRead, Slot.PAYMENT_REQUESTED),
    _known("intake.dossier.paid.v1", PaidRead, Slot.PAID),
    _known("intake.dossier.stopped.v1", StoppedRead, Slot.STOPPED),
    _known("intake.dossier.lost.v1", LostRead, Slot.LOST),
)
