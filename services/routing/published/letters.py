"""The letters to agencies."""

from __future__ import annotations

from dataclasses import replace

from marshmallow import Schema, fields

from services.routing.published.example import (
    DISPATCHED,
    LETTERS,
    OPENED,
    RECALLED,
    REDATED,
    RESUMED,
    TASK_ID,
)
from services.routing.published.papers import LINKS, PAPERS, WithPapers
from services.routing.use_cases import facts
from shared.bus.published import Published


class ProcedureReference(Schema):
    """The procedure, as it is called in Vietnamese."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class EarlierStep(Schema):
    """A step that came before."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class StepReference(Schema):
    """What is asked of the agency."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    decides = fields.Boolean(
        required=True,
        metadata={"description": "false: answer done, and the next agency goes on; true: granted or denied"},
    )
    advises = fields.Boolean(
        metadata={"description": "true: an opinion is wanted; answer done, with the opinion as the note"}
    )
    returns_to = fields.List(
        fields.Nested(EarlierStep),
        metadata={"description": "the steps before it that the dossier may be sent back to"},
    )


class ComponentSchema(Schema):
    """One paper of the dossier; ``original`` says that the original was handed in."""

    name = fields.String(required=True)
    original = fields.Boolean(required=True)


class AskedBy(Schema):
    """Which agency wants the opinion, for which task of its own, and what it asks."""

    task_id = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    question = fields.String(required=True)


class TaskAssigned(WithPapers):
    """The letter to an agency. ``task_id`` is the same however often the letter comes; it names no person. ``opinion``
    is there where another agency asks: answer done, with the opinion as the note."""

    task_id = fields.String(required=True)
    dossier = fields.String(required=True)
    procedure = fields.Nested(ProcedureReference, required=True)
    step = fields.Nested(StepReference, required=True)
    applicant_kind = fields.String(required=True)
    components = fields.List(fields.Nested(ComponentSchema), required=True)
    priority = fields.Boolean(required=True)
    assigned_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    opinion = fields.Nested(AskedBy)


class AgencyTaskResumed(WithPapers):
    """The letter by which an agency goes on: the papers it asked for are at the reception unit."""

    task_id = fields.String(required=True)
    dossier = fields.String(required=True)
    procedure = fields.Nested(ProcedureReference, required=True)
    step = fields.Nested(StepReference, required=True)
    wanted = fields.String(required=True)
    resumed_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)


class AgencyTaskDueChanged(Schema):
    """The letter by which an agency learns that its task is due at another time; ``reason`` is what the applicant was
    told."""

    task_id = fields.String(required=True)
    dossier = fields.String(required=True)
    due_before = fields.AwareDateTime(required=True, allow_none=True)
    due_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True)


class AgencyTaskRecalled(Schema):
    """The letter by which a task is taken back: stop, and answer no more."""

    task_id = fields.String(required=True)
    dossier = fields.String(required=True)
    recalled_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True)


_DISPATCHED, _RESUMED = (replace(one, papers=PAPERS) for one in (DISPATCHED, RESUMED))
PUBLISHED = (
    Published(
        facts.TASK_ASSIGNED,
        TaskAssigned,
        facts.task_assigned(_DISPATCHED, _DISPATCHED.task(TASK_ID), LETTERS, LINKS),
    ),
    Published(
        facts.AGENCY_TASK_RESUMED,
        AgencyTaskResumed,
        facts.agency_task_resumed(_RESUMED, _RESUMED.task(TASK_ID), LETTERS, LINKS),
    ),
    Published(
        facts.AGENCY_TASK_DUE_CHANGED,
        AgencyTaskDueChanged,
        facts.agency_task_due_changed(
            REDATED,
            REDATED.task(TASK_ID),
            OPENED.tasks[0].due_at,
            "Đoàn thẩm định đến muộn vì mưa bão",
            LETTERS,
        ),
    ),
    Published(
        facts.AGENCY_TASK_RECALLED,
        AgencyTaskRecalled,
        facts.agency_task_recalled(RECALLED, RECALLED.task(TASK_ID), LETTERS),
    ),
)
