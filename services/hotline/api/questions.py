"""The guided questions over the API: which question comes next, or which kind it is, with the path by law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import jsonify
from marshmallow import Schema, fields, validate

from services.hotline.api import shown
from services.hotline.api.schemas import GuideSchema, WordsSchema
from services.hotline.domain.kinds import Kind
from services.hotline.domain.questions import LONGEST_WALK, Questions, questions_in_force
from services.hotline.domain.rules import rules_in_force
from services.hotline.use_cases.ports import Ports
from shared.http.parsing import Blueprint
from shared.security.access import public
from shared.working_time.calendar import local


class WalkQuery(Schema):
    answers = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_WALK),
        metadata={"description": "ids of the answers so far, from the first question on, with dots between them"},
    )


class ChoiceSchema(Schema):
    id = fields.String(required=True)
    text = fields.Nested(WordsSchema, required=True)
    answers = fields.String(required=True, metadata={"description": "what to ask with next"})


class QuestionSchema(Schema):
    id = fields.String(required=True)
    ask = fields.Nested(WordsSchema, required=True)
    hint = fields.Nested(WordsSchema, required=True, allow_none=True)
    choices = fields.List(fields.Nested(ChoiceSchema), required=True)


class WalkStandingSchema(Schema):
    """Either ``question`` (what to ask next) or ``kind`` (what it is, and ``because`` of what)."""

    answers = fields.String(required=True)
    question = fields.Nested(QuestionSchema, required=True, allow_none=True)
    kind = fields.Enum(Kind, by_value=True, required=True, allow_none=True)
    because = fields.Nested(WordsSchema, required=True, allow_none=True)
    guide = fields.Nested(GuideSchema, required=True, allow_none=True)


def questions_blueprint(ports: Ports, versions: Sequence[Questions]) -> Blueprint:
    blueprint = Blueprint("questions", __name__, description="guided questions: which kind of petition is it")

    @blueprint.route("/questions", methods=["GET"])
    @blueprint.arguments(WalkQuery, location="query")
    @blueprint.response(200, WalkStandingSchema)
    @public
    def walk(query: dict[str, str]) -> Any:
        """The question that follows these answers, or the kind that they tell of."""
        day = local(ports.clock()).date()
        standing = questions_in_force(versions, day).standing(query["answers"])
        question, found = standing.question, standing.found
        path = rules_in_force(ports.rules, day).paths.get(found.kind) if found and found.kind else None
        return jsonify({
            "answers": standing.walk,
            "question": {
                "id": question.id, "ask": shown.words(question.ask),
                "hint": shown.words(question.hint) if question.hint else None,
                "choices": [
                    {"id": one.id, "text": shown.words(one.text), "answers": standing.after(one)}
                    for one in question.choices
                ],
            } if question else None,
            "kind": found.kind.value if found and found.kind else None,
            "because": shown.words(found.because) if found and found.because else None,
            "guide": shown.guide(path),
        })  # fmt: skip

    return blueprint
