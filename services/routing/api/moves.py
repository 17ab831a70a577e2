"""The views that move a task: to another agency, or on to another one's opinion."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from marshmallow import Schema, fields, validate

from services.routing.api.schemas import TaskSchema
from services.routing.domain.agency import BadAgency
from services.routing.domain.opinion import LONGEST_QUESTION, OpinionRuleVersions
from services.routing.domain.task import NotAllowed, Task, TooEarly
from services.routing.use_cases.move_task import UnknownAgency, ask_opinion, reassign_task
from services.routing.use_cases.ports import AddressOf, Clock, WorkingTime
from shared.http.correlation import request_context
from shared.http.guard import current_grant
from shared.http.parsing import Blueprint
from shared.http.problems import Problem, field_problem
from shared.security.access import needs
from shared.store.change import Work

_NOT_BLANK = validate.Regexp(r"(?s)^\s*\S.*$", error="Must not be blank.")


class ReassignSchema(Schema):
    """To which agency, by its code, and why: both agencies read it."""

    agency = fields.String(required=True)
    reason = fields.String(required=True, validate=[validate.Length(max=1000), _NOT_BLANK])


class OpinionRequestSchema(Schema):
    """Which agency is asked, by its code, and what; ``hours`` are its working hours, left out for the usual ones."""

    agency = fields.String(required=True)
    question = fields.String(required=True, validate=[validate.Length(max=LONGEST_QUESTION), _NOT_BLANK])
    hours = fields.Float(load_default=None, allow_none=True, validate=validate.Range(min=0, min_inclusive=False))


def move_blueprint(
    work: Work, clock: Clock, time: WorkingTime, address_of: AddressOf, rules: OpinionRuleVersions
) -> Blueprint:
    """Tasks that change hands, and opinions that are asked."""
    blueprint = Blueprint("moves", __name__, description="Tasks that go to another agency, opinions asked of one")

    @blueprint.route("/tasks/<id>/reassign", methods=["POST"])
    @blueprint.arguments(ReassignSchema)
    @blueprint.response(200, TaskSchema)
    @needs("task.reassign")
    def reassign(body: dict[str, Any], id: str) -> Task:
        """Give the task to another agency, with the reason: the one that had it gets a recall, the new one the task,
        with the same date. The same again changes nothing."""
        context = request_context(body["reason"], clock=clock)
        with _told():
            return reassign_task(work, current_grant(), id, body["agency"], body["reason"], context, address_of)

    @blueprint.route("/tasks/<id>/request-opinion", methods=["POST"])
    @blueprint.arguments(OpinionRequestSchema)
    @blueprint.response(200, TaskSchema)
    @needs("opinion.request")
    def request_opinion(body: dict[str, Any], id: str) -> Task:
        """Ask another agency's opinion for a task that your agency has in hand: it gets a task of its own, with its own
        date; your clock runs on. The same again changes nothing."""
        question, hours, context = body["question"], body["hours"], request_context(clock=clock)
        with _told():
            return ask_opinion(work, current_grant(), id, body["agency"], question, hours, context, time, rules)

    return blueprint


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BadAgency as problem:
        raise field_problem("/agency", problem.reason) from None
    except UnknownAgency:
        raise field_problem("/agency", "There is no such agency, or it takes no tasks.") from None
    except (NotAllowed, TooEarly) as problem:
        raise Problem(409, "task-not-movable", "The task does not stand where this can happen", str(problem)) from None
