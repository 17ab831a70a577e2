"""What the inbox's API is asked with and answers with."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.routing.api.schemas import ProcedureSchema, TaskRowSchema, TaskSchema
from services.routing.domain.assignment import LONGEST_TEXT, MOST_FILES, Act
from services.routing.domain.task import Outcome, TaskStatus
from services.routing.use_cases.batch_tasks import MOST_IN_BATCH, Step
from services.routing.use_cases.inbox import Colour, Sort
from shared.http.paging import PageQuery, page_schema

ACCOUNT = validate.Length(max=40)
REASON = validate.Length(max=500)


class TaskQuerySchema(PageQuery):
    """Which tasks: without ``status`` all that are work now. All but ``status`` are of one agency's list."""

    agency = fields.String(load_default=None, metadata={"description": "agency code; of an officer always the own"})
    status = fields.Enum(TaskStatus, by_value=True, load_default=None)
    assignee = fields.String(
        load_default=None,
        validate=ACCOUNT,
        metadata={"description": "an account; `me` (with those whom one stands in for); `nobody`"},
    )
    procedure = fields.String(load_default="", validate=validate.Length(max=100))
    step = fields.String(load_default="", validate=validate.Length(max=100))
    time_left = fields.Enum(Colour, by_value=True, load_default=None)
    sort = fields.Enum(Sort, by_value=True, load_default=None)


class EntrySchema(Schema):
    """Who did what with the task, when, why."""

    act = fields.Enum(Act, by_value=True, required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True)
    to = fields.String(required=True)
    why = fields.String(required=True)
    instead_of = fields.String(required=True)
    said = fields.String(required=True)


class AttachmentSchema(Schema):
    """A file; its content is at ``/tasks/{task}/files/{id}``."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    sha256 = fields.String(required=True)


class CommentSchema(Schema):
    """A note for colleagues."""

    id = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True)
    text = fields.String(required=True)
    files = fields.List(fields.Nested(AttachmentSchema), required=True)


class OneTaskSchema(Schema):
    """A task with who has it and what was noted on it; ``outcomes`` are those that it may end in."""

    dossier = fields.String(required=True)
    procedure = fields.Nested(ProcedureSchema, required=True)
    priority = fields.Boolean(required=True)
    task = fields.Nested(TaskSchema, required=True)
    outcomes = fields.List(fields.Enum(Outcome, by_value=True), required=True)
    may_return_to = fields.List(fields.String(), required=True)
    history = fields.List(fields.Nested(EntrySchema), required=True)
    comments = fields.List(fields.Nested(CommentSchema), required=True)


class ClaimRequest(Schema):
    """Nothing is said; the caller takes it."""


class AssignRequest(Schema):
    """A colleague's account."""

    to = fields.String(required=True, validate=validate.Length(min=1, max=40))


class HandOverRequest(Schema):
    """``to`` empty: back to where everybody may take it."""

    to = fields.String(load_default="", validate=ACCOUNT)
    why = fields.String(required=True, validate=REASON)


class FileRequest(Schema):
    """A file to attach, at most 5 MB; PDF, JPEG, PNG, DOCX."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=200))
    content = fields.String(required=True, metadata={"description": "base64"})


class CommentRequest(Schema):
    """A note, files, or both."""

    text = fields.String(load_default="", validate=validate.Length(max=LONGEST_TEXT))
    files = fields.List(fields.Nested(FileRequest), load_default=list, validate=validate.Length(max=MOST_FILES))


class ResultRequest(Schema):
    """The paper that was issued."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=500))
    number = fields.String(required=True, validate=validate.Length(min=1, max=100))
    issued_at = fields.Date(load_default=None, allow_none=True)


class CompleteRequest(Schema):
    """``note`` may be read by the applicant; a denial and a return need one."""

    outcome = fields.Enum(Outcome, by_value=True, required=True)
    note = fields.String(load_default="", validate=validate.Length(max=LONGEST_TEXT))
    result = fields.Nested(ResultRequest, load_default=None, allow_none=True)
    return_to = fields.String(load_default="", validate=validate.Length(max=200))


class SupplementRequest(Schema):
    """The applicant reads both; papers are asked for once, in full."""

    wanted = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_TEXT))
    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_TEXT))


class RefuseRequest(Schema):
    """Why it is not this agency's task."""

    reason = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_TEXT))


class BatchRequest(Schema):
    """The same step on several tasks; ``to`` and ``why`` for who gets them, ``outcome`` and ``note`` for their end."""

    step = fields.Enum(Step, by_value=True, required=True)
    tasks = fields.List(
        fields.String(validate=validate.Length(max=100)),
        required=True,
        validate=validate.Length(min=1, max=MOST_IN_BATCH),
    )
    to = fields.String(load_default="", validate=ACCOUNT)
    why = fields.String(load_default="", validate=REASON)
    outcome = fields.Enum(Outcome, by_value=True, load_default=None)
    note = fields.String(load_default="", validate=validate.Length(max=LONGEST_TEXT))


class BatchItemSchema(Schema):
    """How it went with one task; ``problem`` names why not."""

    task_id = fields.String(required=True)
    done = fields.Boolean(required=True)
    status = fields.Enum(TaskStatus, by_value=True, required=True, allow_none=True)
    assignee = fields.String(required=True, allow_none=True)
    problem = fields.String(required=True, allow_none=True)
    detail = fields.String(required=True, allow_none=True)


class BatchSchema(Schema):
    """One for each task, in the order asked."""

    items = fields.List(fields.Nested(BatchItemSchema), required=True)


class AbsenceRequest(Schema):
    """Away on these days, both included; ``deputy`` sees and does the tasks meanwhile."""

    start = fields.Date(required=True)
    until = fields.Date(required=True)
    deputy = fields.String(load_default="", validate=ACCOUNT)
    why = fields.String(load_default="", validate=REASON)


class AbsenceSchema(Schema):
    """An absence that was told, by whom and when."""

    start = fields.Date(required=True)
    until = fields.Date(required=True)
    deputy = fields.String(required=True)
    why = fields.String(required=True)
    told_at = fields.AwareDateTime(required=True)
    told_by = fields.String(required=True)


class OfficerSchema(Schema):
    """An officer of the agency who has opened the inbox before."""

    id = fields.String(required=True)
    unit = fields.String(required=True)
    absences = fields.List(fields.Nested(AbsenceSchema), required=True)


class OfficerQuery(PageQuery):
    """Of which agency; of an officer always the own."""

    agency = fields.String(load_default=None)


TaskPageSchema = page_schema(TaskRowSchema)
OfficerPageSchema = page_schema(OfficerSchema)
