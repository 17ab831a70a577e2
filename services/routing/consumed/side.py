"""What agencies say beside the way of the route: that they do not take a task, and what they ask of other agencies."""

from __future__ import annotations

from functools import partial

from marshmallow import Schema, fields, validate

from services.routing.consumed.texts import NEEDED_TEXT, TEXT
from services.routing.domain.agency import CODE
from services.routing.domain.opinion import OpinionRuleVersions
from services.routing.use_cases import ask_opinion, check_reply
from services.routing.use_cases.ask_opinion import record_opinion_request
from services.routing.use_cases.hand_over import record_refusal
from services.routing.use_cases.ports import AddressOf, CheckSignature, UserOf, WorkingTime
from shared.bus.reading import Order, Reading

AGENCY_CODE = validate.Regexp(rf"^{CODE.pattern}$")


class TaskRefused(Schema):
    """The agency does not take the task; whoever gives it to another one reads why."""

    task_id = fields.String(required=True, validate=TEXT)
    reason = fields.String(required=True, validate=NEEDED_TEXT)


class OpinionRequested(Schema):
    """What the agency asks of the agency with this code; ``hours`` are working hours of the one that is asked."""

    task_id = fields.String(required=True, validate=TEXT)
    agency = fields.String(required=True, validate=AGENCY_CODE)
    question = fields.String(required=True, validate=NEEDED_TEXT)
    hours = fields.Float(load_default=None, allow_none=True, validate=validate.Range(min=0, min_inclusive=False))


SCHEMAS: dict[str, type[Schema]] = {
    "agency.task.refused.v1": TaskRefused,
    "agency.opinion.requested.v1": OpinionRequested,
}


def side_readings(
    check_signature: CheckSignature,
    user_of: UserOf,
    time: WorkingTime,
    address_of: AddressOf,
    rules: OpinionRuleVersions,
) -> tuple[Reading, ...]:
    """They come through ``routing.replies`` as every word of an agency does."""
    return (
        Reading(
            "agency.task.refused.v1",
            TaskRefused,
            check_reply.needs,
            partial(record_refusal, check_signature=check_signature, user_of=user_of, address_of=address_of),
            Order.GUARDED,
        ),
        Reading(
            "agency.opinion.requested.v1",
            OpinionRequested,
            ask_opinion.needs,
            partial(record_opinion_request, check_signature=check_signature, user_of=user_of, time=time, rules=rules),
            Order.GUARDED,
        ),
    )
