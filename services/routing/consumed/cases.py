"""What intake tells of dossiers and calendars."""

from __future__ import annotations

from functools import partial

from marshmallow import Schema, fields, validate

from services.routing.consumed.texts import LONG_TEXT, TEXT
from services.routing.use_cases import (
    close_case,
    follow_fee,
    keep_calendar,
    open_case,
    postpone_case,
    prioritise_case,
    redate_case,
    reroute_case,
    resume_task,
    withdraw_case,
)
from services.routing.use_cases.paper_links import LinksOf
from services.routing.use_cases.ports import AddressOf, WorkingTime
from shared.bus.reading import Order, Reading


class ProcedureSchema(Schema):
    """The procedure as it was named at acceptance."""

    code = fields.String(required=True, validate=TEXT)
    name = fields.String(required=True, validate=TEXT)
    name_en = fields.String(load_default="", validate=LONG_TEXT)


class ComponentSchema(Schema):
    """One paper of the dossier."""

    name = fields.String(required=True, validate=TEXT)
    original = fields.Boolean(load_default=False)


class DocumentSchema(Schema):
    """A paper that came as a file; ``component`` is its place in the procedure's list."""

    id = fields.String(required=True, validate=validate.Length(min=1, max=100))
    component = fields.String(load_default=None, allow_none=True, validate=LONG_TEXT)
    media_type = fields.String(required=True, validate=TEXT)
    size = fields.Integer(required=True)
    sha256 = fields.String(required=True, validate=TEXT)


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
    documents = fields.List(fields.Nested(DocumentSchema), load_default=list)
    route = fields.String(load_default=None, allow_none=True, validate=TEXT)


class DossierReturned(Schema):
    """The result is back with the applicant."""

    returned_at = fields.AwareDateTime(required=True)


class DossierSupplemented(Schema):
    """``task_id`` is None for what the reception unit had asked for itself, ``also`` names the tasks that had asked
    beside it; ``due_at`` is the dossier's new date."""

    task_id = fields.String(load_default=None, allow_none=True, validate=TEXT)
    also = fields.List(fields.String(validate=TEXT), load_default=list)
    supplemented_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)
    policy = fields.String(load_default="pause", validate=validate.OneOf(("pause", "restart")))
    due_revision = fields.Integer(load_default=None, allow_none=True)
    documents = fields.List(fields.Nested(DocumentSchema), load_default=None, allow_none=True)


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


SCHEMAS: dict[str, type[Schema]] = {
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
}


def inbox_readings(time: WorkingTime, address_of: AddressOf, links_of: LinksOf | None = None) -> tuple[Reading, ...]:
    """What intake tells of dossiers, through ``routing.inbox``; without ``links_of`` letters name no papers."""
    return (
        Reading(
            "intake.dossier.accepted.v1",
            DossierAccepted,
            open_case.needs,
            partial(open_case.open_case, time=time),
            Order.GUARDED,
        ),
        Reading(
            "intake.dossier.supplemented.v1",
            DossierSupplemented,
            resume_task.needs,
            partial(resume_task.resume_task, time=time, address_of=address_of, links_of=links_of),
            Order.GUARDED,
        ),
        Reading(
            "intake.dossier.due_changed.v1",
            DueChanged,
            redate_case.needs,
            partial(redate_case.redate_case, time=time, address_of=address_of),
            Order.GUARDED,
        ),
        Reading(
            "intake.dossier.corrected.v1",
            DossierCorrected,
            reroute_case.needs,
            partial(reroute_case.reroute_case, time=time, address_of=address_of),
            Order.GUARDED,
        ),
        Reading(
            "intake.dossier.prioritised.v1",
            DossierPrioritised,
            prioritise_case.needs,
            prioritise_case.prioritise_case,
            Order.GUARDED,
        ),
        Reading(
            "intake.dossier.withdrawn.v1",
            DossierWithdrawn,
            withdraw_case.needs,
            partial(withdraw_case.withdraw_case, address_of=address_of),
            Order.GUARDED,
        ),
        Reading(
            "intake.dossier.stopped.v1",
            DossierStopped,
            withdraw_case.needs,
            partial(withdraw_case.stop_case, address_of=address_of),
            Order.GUARDED,
        ),
        Reading(
            "intake.dossier.paid.v1",
            DossierPaid,
            lambda received: (*postpone_case.needs(received), *follow_fee.needs(received)),
            partial(follow_fee.fee_paid, then=partial(postpone_case.postpone_case, time=time, address_of=address_of)),
            Order.GUARDED,
        ),
        Reading("intake.dossier.returned.v1", DossierReturned, close_case.needs, close_case.close_case, Order.GUARDED),
        Reading(
            "intake.calendar.changed.v1",
            CalendarChanged,
            keep_calendar.needs,
            keep_calendar.keep_calendar,
            Order.LATEST,
        ),
    )
