"""What routing's API answers with."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.routing.domain.case import CaseStatus
from services.routing.domain.step import Join
from services.routing.domain.task import Outcome, TaskStatus
from shared.http.paging import PageQuery, page_schema


class AgencySchema(Schema):
    """An agency; ``key`` is its code as the broker knows it."""

    code = fields.String(required=True)
    key = fields.String(required=True, attribute="id")
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    calendar = fields.String(required=True)
    active = fields.Boolean(required=True)
    public_keys = fields.List(fields.Dict(), required=True)


class StepSchema(Schema):
    """``hours`` null: the dossier's whole limit, less ``hand_back_hours``; both are working hours."""

    id = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    agency_name_en = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    hours = fields.Float(required=True, allow_none=True)
    hand_back_hours = fields.Float(required=True)
    after = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "steps that lead here, each with an outcome or without: appraisal, appraisal:denied"},
    )
    join = fields.Enum(Join, by_value=True, required=True)
    advises = fields.Boolean(required=True)
    returns_to = fields.List(fields.String(), required=True)


class RouteSchema(Schema):
    """The route of one procedure; ``limit_hours`` is the procedure's limit in working hours, where it is known."""

    procedure = fields.String(required=True, attribute="id")
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    limit_hours = fields.Float(required=True, allow_none=True)
    steps = fields.List(fields.Nested(StepSchema), required=True)


class ProcedureSchema(Schema):
    """The procedure as it was called when the dossier was accepted."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)


class FileSchema(Schema):
    """A file that intake keeps; ``upload_id`` where it was uploaded before the decision."""

    upload_id = fields.String()
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    sha256 = fields.String(required=True)


class ResultSchema(Schema):
    """The paper that was issued."""

    name = fields.String(required=True)
    number = fields.String(required=True)
    issued_at = fields.String(required=True, allow_none=True)
    file = fields.Nested(FileSchema, allow_none=True)


class DecisionSchema(Schema):
    """``note`` may be read by the applicant."""

    outcome = fields.Enum(Outcome, by_value=True, required=True)
    note = fields.String(required=True)
    result = fields.Nested(ResultSchema, required=True, allow_none=True)


class SupplementSchema(Schema):
    """What the agency wants of the applicant."""

    wanted = fields.String(required=True)
    reason = fields.String(required=True)
    requested_at = fields.AwareDateTime(required=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)


class ProgressSchema(Schema):
    """How far the agency is."""

    note = fields.String(required=True)
    told_at = fields.AwareDateTime(required=True)


class RefusalSchema(Schema):
    """Why the agency does not take the task."""

    reason = fields.String(required=True)
    refused_at = fields.AwareDateTime(required=True)
    refused_by = fields.String(required=True)


class HandOverSchema(Schema):
    """To which agency the task was given, as which task, by whom and why."""

    to_task = fields.String(required=True)
    to_agency = fields.String(required=True)
    reason = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True)


class OpinionSchema(Schema):
    """Which task's agency asks, and what."""

    for_task = fields.String(required=True)
    question = fields.String(required=True)
    asked_at = fields.AwareDateTime(required=True)
    asked_by = fields.String(required=True)


class TaskSchema(Schema):
    """One agency's part of a case."""

    id = fields.String(required=True)
    step = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    status = fields.Enum(TaskStatus, by_value=True, required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    dispatched_at = fields.AwareDateTime(required=True, allow_none=True)
    acknowledged_at = fields.AwareDateTime(required=True, allow_none=True)
    officer_unit = fields.String(required=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    decision = fields.Nested(DecisionSchema, required=True, allow_none=True)
    supplement = fields.Nested(SupplementSchema, required=True, allow_none=True)
    recalled_at = fields.AwareDateTime(required=True, allow_none=True)
    progress = fields.List(fields.Nested(ProgressSchema), required=True)
    refusal = fields.Nested(RefusalSchema, required=True, allow_none=True)
    handed_over = fields.Nested(HandOverSchema, required=True, allow_none=True)
    instead_of = fields.String(required=True)
    opinion = fields.Nested(OpinionSchema, required=True, allow_none=True)


class ComponentSchema(Schema):
    """One paper of the dossier."""

    name = fields.String(required=True)
    original = fields.Boolean(required=True)


class PaperSchema(Schema):
    """A paper that came as a file; intake keeps it."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    sha256 = fields.String(required=True)


class RouteReferenceSchema(Schema):
    """Which version of which route the case follows."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)


class CaseSchema(Schema):
    """A dossier on its way through the agencies."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    status = fields.String(required=True, validate=validate.OneOf([one.value for one in CaseStatus]))
    procedure = fields.Nested(ProcedureSchema, required=True)
    reception = fields.String(required=True)
    applicant_kind = fields.String(required=True)
    components = fields.List(fields.Nested(ComponentSchema), required=True)
    papers = fields.List(fields.Nested(PaperSchema), required=True)
    route = fields.Nested(RouteReferenceSchema, required=True)
    priority = fields.Boolean(required=True)
    opened_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)
    withdrawn_at = fields.AwareDateTime(required=True, allow_none=True)
    stopped_at = fields.AwareDateTime(required=True, allow_none=True)
    tasks = fields.List(fields.Nested(TaskSchema), required=True)


class TaskRowSchema(Schema):
    """A task in a list, with what is needed of its case."""

    dossier = fields.String(required=True)
    procedure = fields.Nested(ProcedureSchema, required=True)
    priority = fields.Boolean(required=True)
    task = fields.Nested(TaskSchema, required=True)


class TaskQuerySchema(PageQuery):
    """Which tasks: without ``status`` all that are work now."""

    agency = fields.String(load_default=None, metadata={"description": "agency code; of an officer always the own"})
    status = fields.Enum(TaskStatus, by_value=True, load_default=None)


AgencyPageSchema = page_schema(AgencySchema)
RoutePageSchema = page_schema(RouteSchema)
TaskPageSchema = page_schema(TaskRowSchema)
