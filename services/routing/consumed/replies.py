"""What agencies answer, and how each answer is taken once it has been checked."""

from __future__ import annotations

from functools import partial

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.routing.consumed.papers import ResultFileSchema
from services.routing.consumed.texts import LONG_TEXT, NEEDED_TEXT, TEXT
from services.routing.use_cases import check_reply
from services.routing.use_cases.ports import AddressOf, CheckSignature, UserOf, WorkingTime
from services.routing.use_cases.record_acknowledgement import record_acknowledgement
from services.routing.use_cases.record_decision import record_decision
from services.routing.use_cases.record_supplement_request import record_supplement_request
from shared.bus.reading import Order, Reading


class TaskAcknowledged(Schema):
    """The agency has the task in hand; ``officer_unit`` says which of its rooms."""

    task_id = fields.String(required=True, validate=TEXT)
    officer_unit = fields.String(load_default="", validate=validate.Length(max=200))


class ResultSchema(Schema):
    """The paper that was issued; ``issued_at`` is a date, ``file`` the paper itself."""

    name = fields.String(required=True, validate=TEXT)
    number = fields.String(required=True, validate=validate.Length(min=1, max=100))
    issued_at = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    file = fields.Nested(ResultFileSchema, load_default=None, allow_none=True)


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


SCHEMAS: dict[str, type[Schema]] = {
    "agency.task.acknowledged.v1": TaskAcknowledged,
    "agency.supplement.requested.v1": SupplementRequested,
    "agency.task.decided.v1": TaskDecided,
}


def reply_readings(
    check_signature: CheckSignature, user_of: UserOf, time: WorkingTime, address_of: AddressOf
) -> tuple[Reading, ...]:
    """What comes from agencies, through ``routing.replies``: kept apart, so that no agency can speak as a service."""
    return (
        Reading(
            "agency.task.acknowledged.v1",
            TaskAcknowledged,
            check_reply.needs,
            partial(record_acknowledgement, check_signature=check_signature, user_of=user_of),
            Order.GUARDED,
        ),
        Reading(
            "agency.supplement.requested.v1",
            SupplementRequested,
            check_reply.needs,
            partial(record_supplement_request, check_signature=check_signature, user_of=user_of),
            Order.GUARDED,
        ),
        Reading(
            "agency.task.decided.v1",
            TaskDecided,
            check_reply.needs_clocks,
            partial(
                record_decision, check_signature=check_signature, user_of=user_of, time=time, address_of=address_of
            ),
            Order.GUARDED,
        ),
    )
