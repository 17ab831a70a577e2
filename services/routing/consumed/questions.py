"""What routing reads of the hotline: questions to agencies about a dossier."""

from __future__ import annotations

from functools import partial

from marshmallow import Schema, fields, validate

from services.routing.consumed.side import AGENCY_CODE
from services.routing.consumed.texts import NEEDED_TEXT, TEXT
from services.routing.domain.opinion import OpinionRuleVersions
from services.routing.use_cases import hotline_questions
from services.routing.use_cases.ports import WorkingTime
from shared.bus.reading import Order, Reading


class TaskAsked(Schema):
    """What is asked of which agency; ``hours`` are working hours of the one that is asked."""

    dossier = fields.String(required=True, validate=TEXT)
    agency = fields.String(required=True, validate=AGENCY_CODE)
    question = fields.String(required=True, validate=NEEDED_TEXT)
    hours = fields.Float(load_default=None, allow_none=True, validate=validate.Range(min=0, min_inclusive=False))


SCHEMAS: dict[str, type[Schema]] = {"hotline.task.asked.v1": TaskAsked}


def question_readings(time: WorkingTime, rules: OpinionRuleVersions) -> tuple[Reading, ...]:
    """They come through ``routing.inbox``."""
    record = partial(hotline_questions.record_question, time=time, rules=rules)
    return (Reading("hotline.task.asked.v1", TaskAsked, hotline_questions.needs, record, Order.GUARDED),)
