"""What routing reads: its own reading schema of each event, the use case behind it, and how it copes with order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.routing.use_cases import (
    check_reply,
    close_case,
    keep_calendar,
    open_case,
    postpone_case,
    prioritise_case,
    redate_case,
    reroute_case,
    resume_task,
    withdraw_case,
)
from services.routing.use_cases.ports import AddressOf, CheckSignature, UserOf, WorkingTime
from services.routing.use_cases.record_acknowledgement import record_acknowledgement
from services.routing.use_cases.record_decision import record_decision
from services.routing.use_cases.record_supplement_request import record_supplement_request
from shared.bus.reading import Order, Reading, Received
from shared.store.change import Change, Key, Loaded

TEXT = validate.Length(min=1, max=500)
LONG_TEXT = validate.Length(max=4000)
NEEDED_TEXT = validate.Length(min=1, max=4000)


class ProcedureSchema(Schema):
    """The procedure as it was named at acceptance."""

    code = fields.String(required=True, validate=TEXT)
    name = fields.String(required=True, validate=TEXT)
    name_en = fields.String(load_default="", validate=LONG_TEXT)


class ComponentSchema(Schema):
    """One paper of the dossier."""

    name = fields.String(required=True, validate=TEXT)
    original = fields.Boolean(load_default=False)


class DossierAccepted(Schema):
    """``working_hours`` is the whole time limit; None where the limit is not counted in working time. ``route`` names
    another route than the procedure's own."""

    procedure = fields.Nested(ProcedureSchema, required=True)
    agency = fields.String(required=True, validate=TEXT)
    accepted_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None)
    working_hours = fields.Float(load_default=None, allow_none=True)
    priority = fields.Boolean(load_default=False)
    applicant_kind = fields.String(load_default="citizen", validate=TEXT)
    components = fields.List(fields.Nested(ComponentSchema), load_default=list)
    route = fields.String(load_default=None, allow_none=True, validate=TEXT)


class DossierReturned(Schema):
    """The result is back with the applicant."""

    returned_at = fields.AwareDateTime(required=True)


class DossierSupplemented(Schema):
    """``task_id`` is None for what the reception unit had asked for itself; ``due_at`` is the dossier's new date."""

    task_id = fields.String(load_default=None, allow_none=True, validate=TEXT)
    supplemented_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)
    policy = fields.String(load_default="pause", validate=validate.OneOf(("pause", "restart")))
    due_revision = fields.Integer(load_default=None, allow_none=True)


class DueChanged(Schema):
    """The dossier has another date, as a calendar changed, with an apology, or as its receipt was corrected."""

    due_at = fields.AwareDateTime(required=True)
    due_revision = fields.Integer(required=True)
    reason = fields.String(load_default="", validate=LONG_TEXT)


class DossierCorrected(DossierAccepted):
    """The procedure was another one: all that a case is opened by, once more; ``correction`` counts them."""

    due_at = fields.AwareDateTime(required=True)
    due_revision = fields.Integer(required=True)
    correction = fields.Integer(required=True)
    corrected_at = fields.AwareDateTime(required=True)


class DossierPrioritised(Schema):
    """The dossier goes first from now on."""

    prioritised_at = fields.AwareDateTime(required=True)


class DossierWithdrawn(Schema):
    """``accepted``: there was a case, or its acceptance is still on its way."""

    withdrawn_at = fields.AwareDateTime(required=True)
    accepted = fields.Boolean(load_default=True)


class DossierStopped(Schema):
    """``accepted``: there was a case, or its acceptance is still on its way."""

    stopped_at = fields.AwareDateTime(required=True)
    accepted = fields.Boolean(load_default=True)


class DossierPaid(Schema):
    """The fee was paid and had been waited for since ``requested_at``; without a ``due_at`` no clock had run."""

    requested_at = fields.AwareDateTime(required=True)
    paid_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)
    due_revision = fields.Integer(required=True)


class CalendarChanged(Schema):
    """The whole calendar: hours of the seven weekdays, and the days that differ."""

    id = fields.String(required=True, validate=TEXT)
    version = fields.Integer(required=True)
    weekly = fields.List(fields.Raw(), required=True, validate=validate.Length(equal=7))
    special = fields.List(fields.Raw(), required=True)


class TaskAcknowledged(Schema):
    """The agency has the task in hand; ``officer_unit`` says which of its rooms."""

    task_id = fields.String(required=True, validate=TEXT)
    officer_unit = fields.String(load_default="", validate=validate.Length(max=200))


class ResultSchema(Schema):
    """The paper that was issued; ``issued_at`` is a date."""

    name = fields.String(required=True, validate=TEXT)
    number = fields.String(required=True, validate=validate.Length(min=1, max=100))
    issued_at = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))


class SupplementRequested(Schema):
    """The applicant reads both texts."""

    task_id = fields.String(required=True, validate=TEXT)
    wanted = fields.String(required=True, validate=NEEDED_TEXT)
    reason = fields.String(load_default="", validate=LONG_TEXT)


class TaskDecided(Schema):
    """``note`` may be read by the applicant; whoever is denied must be told why, and so must an agency that gets the
    dossier back. A step that does not decide the case says ``done`` (or ``granted``), and those behind it begin;
    ``returned`` begins with the step ``return_to`` anew."""

    task_id = fields.String(required=True, validate=TEXT)
    decision = fields.String(required=True, validate=validate.OneOf(("done", "granted", "denied", "returned")))
    return_to = fields.String(load_default="", validate=validate.Length(max=200))
    note = fields.String(load_default="", validate=LONG_TEXT)
    result = fields.Nested(ResultSchema, load_default=None, allow_none=True)

    @validates_schema
    def _a_denial_has_its_reason(self, data: dict[str, object], **_: object) -> None:
        named = {"denied": "denial", "returned": "return"}.get(str(data["decision"]))
        if named and not str(data["note"]).strip():
            raise ValidationError(f"a {named} needs its reason", "note")


SCHEMAS = {
    "intake.dossier.accepted.v1": DossierAccepted,
    "intake.dossier.supplemented.v1": DossierSupplemented,
    "intake.dossier.due_changed.v1": DueChanged,
    "intake.dossier.corrected.v1": DossierCorrected,
    "intake.dossier.prioritised.v1": DossierPrioritised,
    "intake.dossier.withdrawn.v1": DossierWithdrawn,
    "intake.dossier.stopped.v1": DossierStopped,
    "intake.dossier.paid.v1": DossierPaid,
    "intake.dossier.returned.v1": DossierReturned,
    "intake.calendar.changed.v1": CalendarChanged,
    "agency.task.acknowledged.v1": TaskAcknowledged,
    "agency.supplement.requested.v1": SupplementRequested,
    "agency.task.decided.v1": TaskDecided,
}


def inbox_readings(time: WorkingTime, address_of: AddressOf) -> tuple[Reading, ...]:
    """What comes from the other services, through ``routing.inbox``."""
    return (
        _reading("intake.dossier.accepted.v1", open_case.needs, partial(open_case.open_case, time=time)),
        _reading(
            "intake.dossier.supplemented.v1",
            resume_task.needs,
            partial(resume_task.resume_task, time=time, address_of=address_of),
        ),
        _reading(
            "intake.dossier.due_changed.v1",
            redate_case.needs,
            partial(redate_case.redate_case, time=time, address_of=address_of),
        ),
        _reading(
            "intake.dossier.corrected.v1",
            reroute_case.needs,
            partial(reroute_case.reroute_case, time=time, address_of=address_of),
        ),
        _reading("intake.dossier.prioritised.v1", prioritise_case.needs, prioritise_case.prioritise_case),
        _reading(
            "intake.dossier.withdrawn.v1",
            withdraw_case.needs,
            partial(withdraw_case.withdraw_case, address_of=address_of),
        ),
        _reading(
            "intake.dossier.stopped.v1",
            withdraw_case.needs,
            partial(withdraw_case.stop_case, address_of=address_of),
        ),
        _reading(
            "intake.dossier.paid.v1",
            postpone_case.needs,
            partial(postpone_case.postpone_case, time=time, address_of=address_of),
        ),
        _reading("intake.dossier.returned.v1", close_case.needs, close_case.close_case),
        _reading("intake.calendar.changed.v1", keep_calendar.needs, keep_calendar.keep_calendar, Order.LATEST),
    )


def reply_readings(
    check_signature: CheckSignature, user_of: UserOf, time: WorkingTime, address_of: AddressOf
) -> tuple[Reading, ...]:
    """What comes from agencies, through ``routing.replies``: kept apart, so that no agency can speak as a service."""
    return (
        _reading(
            "agency.task.acknowledged.v1",
            check_reply.needs,
            partial(record_acknowledgement, check_signature=check_signature, user_of=user_of),
        ),
        _reading(
            "agency.supplement.requested.v1",
            check_reply.needs,
            partial(record_supplement_request, check_signature=check_signature, user_of=user_of),
        ),
        _reading(
            "agency.task.decided.v1",
            check_reply.needs_clocks,
            partial(
                record_decision, check_signature=check_signature, user_of=user_of, time=time, address_of=address_of
            ),
        ),
    )


def _reading(
    type: str,
    needs: Callable[[Received], tuple[Key, ...]],
    apply: Callable[[Received, Loaded], Change],
    order: Order = Order.GUARDED,
) -> Reading:
    return Reading(type, SCHEMAS[type], needs, apply, order)
