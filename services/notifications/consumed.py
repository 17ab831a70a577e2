"""What notifications reads: its own smaller schema of each event, and the one use case behind them all."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from marshmallow import Schema, fields, validate

from services.notifications.use_cases.queue_messages import Desk
from services.notifications.use_cases.tell_people import needs, tell_people
from shared.bus.reading import Order, Reading

TEXT = validate.Length(min=1, max=500)
LONG_TEXT = validate.Length(max=10_000)


class DayOrMoment(fields.AwareDateTime):
    """A moment, or a day without an hour: its last minute in Viet Nam."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> datetime:
        if isinstance(value, str) and len(value) == len("2026-10-26"):
            value = f"{value}T23:59:00+07:00"
        found: datetime = super()._deserialize(value, attr, data, **more)
        return found


class ProcedureName(Schema):
    """How the procedure is called."""

    name = fields.String(required=True, validate=TEXT)
    name_en = fields.String(load_default="", allow_none=True)


class AboutDossier(Schema):
    """What every event of a dossier may say."""

    procedure = fields.Nested(ProcedureName, load_default=None, allow_none=True)


class DossierFiled(AboutDossier):
    """A dossier got its code."""

    filed_at = fields.AwareDateTime(required=True)


class DossierAccepted(AboutDossier):
    """The clock runs; ``due_at`` is None where no date is set."""

    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class SupplementRequested(AboutDossier):
    """Papers are lacking."""

    wanted = fields.String(required=True, validate=LONG_TEXT)
    reason = fields.String(load_default="", validate=LONG_TEXT)
    asked_by = fields.String(load_default="", allow_none=True)
    respond_by = DayOrMoment(load_default=None, allow_none=True)


class Supplemented(AboutDossier):
    """The papers came; ``due_at`` is the new date, None before acceptance."""

    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class PaymentRequested(AboutDossier):
    """``amount`` in đồng."""

    amount = fields.Integer(required=True)
    pay_by = fields.AwareDateTime(required=True)


class Paid(AboutDossier):
    """The money came; ``due_at`` is the new date, None where no clock runs."""

    amount = fields.Integer(required=True)
    receipt_number = fields.String(required=True, validate=TEXT)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class RefundDue(AboutDossier):
    """``amount`` in đồng goes back, for this reason."""

    amount = fields.Integer(required=True)
    case_name = fields.String(required=True, validate=TEXT)
    case_name_en = fields.String(required=True, validate=TEXT)


class Refunded(AboutDossier):
    """``amount`` in đồng went back under this number."""

    amount = fields.Integer(required=True)
    number = fields.String(required=True, validate=TEXT)
    refunded_at = fields.AwareDateTime(required=True)


class DossierStopped(AboutDossier):
    """No work is done on it any more."""

    reason = fields.String(required=True, validate=LONG_TEXT)


class DossierLost(AboutDossier):
    """Papers were lost by the office."""

    what = fields.String(required=True, validate=LONG_TEXT)


class ResultReady(AboutDossier):
    """There is an answer: ``granted`` or ``denied``; ``owed`` is still to be paid, in đồng."""

    decision = fields.String(required=True, validate=TEXT)
    early = fields.Boolean(load_default=False)
    owed = fields.Integer(load_default=None, allow_none=True)


class DossierReturned(AboutDossier):
    """The result was handed over, or posted under a tracking number."""

    returned_at = fields.AwareDateTime(required=True)
    method = fields.String(load_default="", validate=validate.Length(max=40))
    tracking_number = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=100))


class DossierRefused(AboutDossier):
    """The dossier was not accepted."""

    reason = fields.String(load_default="", validate=LONG_TEXT)


class DueChanged(AboutDossier):
    """Another date: ``kind`` is calendar, apology or correction; ``paused``: the applicant is waited for."""

    kind = fields.String(required=True, validate=TEXT)
    due_before = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)
    reason = fields.String(load_default="", validate=LONG_TEXT)
    reason_en = fields.String(load_default=None, allow_none=True, validate=LONG_TEXT)
    paused = fields.Boolean(load_default=False)


class DossierCorrected(AboutDossier):
    """The procedure was another one."""

    procedure_before = fields.Nested(ProcedureName, load_default=None, allow_none=True)
    due_at = fields.AwareDateTime(required=True)
    reason = fields.String(load_default="", validate=LONG_TEXT)


class DossierWithdrawn(AboutDossier):
    """The applicant took the dossier back; one who did not hears of it by this."""

    withdrawn_at = fields.AwareDateTime(required=True)


class SignInCodeIssued(Schema):
    """Somebody wants to sign in, or to prove another phone or mailbox; the code stands in the personal block."""

    issued_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)


class BusinessInvited(Schema):
    """Somebody may act for a business, if they sign in before ``open_until``."""

    open_until = fields.AwareDateTime(required=True)


class GuidanceBooked(AboutDossier):
    """``place``: counter or phone."""

    starts_at = fields.AwareDateTime(required=True)
    place = fields.String(required=True, validate=TEXT)


class GuidanceMoved(GuidanceBooked):
    """Another hour than ``starts_before``."""

    starts_before = fields.AwareDateTime(required=True)


class GuidanceCancelled(GuidanceBooked):
    """``by_desk``: the office called it off."""

    by_desk = fields.Boolean(load_default=False)


class LineName(Schema):
    """How a line of the hall is called."""

    name = fields.String(required=True, validate=TEXT)
    name_en = fields.String(load_default="", allow_none=True)


class TicketTaken(Schema):
    """Somebody has a number in the queue; without ``earliest`` nothing is known of the wait."""

    number = fields.String(required=True, validate=TEXT)
    line = fields.Nested(LineName, required=True)
    ahead = fields.Integer(required=True)
    earliest = fields.AwareDateTime(load_default=None, allow_none=True)
    latest = fields.AwareDateTime(load_default=None, allow_none=True)
    day = DayOrMoment(required=True)


class TicketNotGiven(Schema):
    """Somebody asked for a number outside the hours."""

    asked_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True, validate=TEXT)
    reason_en = fields.String(load_default="", allow_none=True)


class PetitionReceived(Schema):
    """A petition got its code; ``due_at`` is when it is to be answered."""

    received_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class PetitionAnswered(Schema):
    """``answer`` may be read by whoever asked."""

    answered_at = fields.AwareDateTime(load_default=None, allow_none=True)
    answer = fields.String(required=True, validate=LONG_TEXT)


class PetitionUpdated(Schema):
    """A word on how it goes on; with ``reply_by`` something is asked until then."""

    text = fields.String(required=True, validate=LONG_TEXT)
    told_at = fields.AwareDateTime(required=True)
    reply_by = fields.AwareDateTime(load_default=None, allow_none=True)


class PetitionReopened(Schema):
    """It is looked into once more, to be answered by ``due_at``."""

    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class SurveyAsked(Schema):
    """Whoever petitioned may say until ``open_until`` whether they are content; the link's word is personal."""

    answered_at = fields.AwareDateTime(required=True)
    open_until = fields.AwareDateTime(required=True)


SCHEMAS: dict[str, type[Schema]] = {
    "intake.dossier.filed.v1": DossierFiled,
    "intake.dossier.accepted.v1": DossierAccepted,
    "intake.dossier.result_ready.v1": ResultReady,
    "intake.dossier.returned.v1": DossierReturned,
    "hotline.petition.received.v1": PetitionReceived,
    "hotline.petition.answered.v1": PetitionAnswered,
    "hotline.petition.updated.v1": PetitionUpdated,
    "hotline.petition.reopened.v1": PetitionReopened,
    "hotline.petition.survey_asked.v1": SurveyAsked,
    "intake.dossier.supplement_requested.v1": SupplementRequested,
    "intake.dossier.refused.v1": DossierRefused,
    "intake.dossier.withdrawn.v1": DossierWithdrawn,
    "intake.sign_in_code.issued.v1": SignInCodeIssued,
    "intake.business.invited.v1": BusinessInvited,
    "intake.guidance.booked.v1": GuidanceBooked,
    "intake.guidance.moved.v1": GuidanceMoved,
    "intake.guidance.cancelled.v1": GuidanceCancelled,
    "intake.ticket.taken.v1": TicketTaken,
    "intake.ticket.not_given.v1": TicketNotGiven,
    "intake.dossier.due_changed.v1": DueChanged,
    "intake.dossier.corrected.v1": DossierCorrected,
    "intake.dossier.supplemented.v1": Supplemented,
    "intake.dossier.payment_requested.v1": PaymentRequested,
    "intake.dossier.paid.v1": Paid,
    "intake.dossier.refund_due.v1": RefundDue,
    "intake.dossier.refunded.v1": Refunded,
    "intake.dossier.stopped.v1": DossierStopped,
    "intake.dossier.lost.v1": DossierLost,
}


def readings(desk: Desk) -> tuple[Reading, ...]:
    """One a type; all of them commute, for no message depends on another event."""
    asked, apply = partial(needs, desk=desk), partial(tell_people, desk=desk)
    return tuple(Reading(type_, schema, asked, apply, Order.COMMUTES) for type_, schema in SCHEMAS.items())
