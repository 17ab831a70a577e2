"""The confidential register over the API: petition officers only; every look into a case is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields, validate

from services.hotline.api import shown
from services.hotline.api.petitions import language
from services.hotline.api.schemas import SHORT, StandsSchema, WordsSchema
from services.hotline.api.shown import moment, words
from services.hotline.domain.kinds import Kind
from services.hotline.domain.legal.case import Entry, LegalCase, Limit, Step
from services.hotline.domain.questions import LONGEST_WALK, Questions
from services.hotline.use_cases.legal.classify import classify
from services.hotline.use_cases.legal.keep_register import enter_step, list_register, view_case
from services.hotline.use_cases.legal.legal_ports import LegalPorts
from services.hotline.use_cases.ports import Ports
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.paging import PageQuery, decode_cursor, page, page_schema
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, require_version
from shared.security.access import needs


class LimitSchema(Schema):
    """``kept_at`` null while it runs."""

    id = fields.String(required=True)
    name = fields.Nested(WordsSchema, required=True)
    source = fields.Nested(WordsSchema, required=True)
    due_at = fields.String(required=True)
    kept_at = fields.String(required=True, allow_none=True)


class CaseRowSchema(Schema):
    code = fields.String(required=True)
    version = fields.Integer(required=True)
    kind = fields.Enum(Kind, by_value=True, required=True)
    received_at = fields.String(required=True)
    step = fields.Enum(Step, by_value=True, required=True, metadata={"description": "the latest"})
    step_text = fields.String(required=True)
    open = fields.Boolean(required=True)
    limit = fields.Nested(LimitSchema, required=True, allow_none=True, metadata={"description": "ends first"})


class EntryLineSchema(Schema):
    step = fields.Enum(Step, by_value=True, required=True)
    at = fields.String(required=True)
    who = fields.String(required=True)
    note = fields.String(required=True)
    paper = fields.String(required=True)
    to = fields.String(required=True)


class CaseSchema(CaseRowSchema):
    complex = fields.Boolean(required=True)
    text = fields.String(required=True)
    anonymous = fields.Boolean(required=True)
    entries = fields.List(fields.Nested(EntryLineSchema), required=True)
    limits = fields.List(fields.Nested(LimitSchema), required=True)
    next_steps = fields.List(fields.String(), required=True)


class RegisterQuery(PageQuery):
    group = fields.String(load_default="open", validate=validate.OneOf(["open", "ended"]))


class LegalStepRequest(Schema):
    step = fields.String(required=True)
    note = fields.String(load_default="", load_only=True)
    paper = fields.String(load_default="", metadata={"description": "number and date of the letter or decision"})
    to = fields.String(load_default="", load_only=True, metadata={"description": "agency or person"})
    complex = fields.Boolean(load_default=False, metadata={"description": "the law's longer limits"})


class ClassifyRequest(Schema):
    answers = fields.String(required=True, validate=validate.Length(max=LONGEST_WALK))
    why = fields.String(required=True, validate=SHORT)


CasePageSchema = page_schema(CaseRowSchema)


def legal_blueprint(ports: Ports, legal: LegalPorts, questions: Sequence[Questions], answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("register", __name__, description="the confidential register of complaints, denunciations")
    _add_views(blueprint, ports, legal)

    @blueprint.route("/register/<code>/steps", methods=["POST"])
    @blueprint.arguments(LegalStepRequest)
    @blueprint.response(200, CaseRowSchema)
    @needs("register.step")
    def legal_step(body: dict[str, Any], code: str) -> Any:
        """One line further along the path of the law."""
        told = {**body, "complex": "yes" if body["complex"] else ""}

        def act(slot: Slot) -> Response:
            done = enter_step(
                ports, legal, current_caller(), code, told, request_context(clock=ports.clock),
                check=lambda one: require_version(one.version), answer=lambda one: slot.answer(200, _row(one, None)),
            )  # fmt: skip
            return _answer(_row(done, None), done)

        return answer_once(answers, act)

    @blueprint.route("/petitions/<code>/classify", methods=["POST"])
    @blueprint.arguments(ClassifyRequest)
    @blueprint.response(200, StandsSchema)
    @needs("petition.classify")
    def classified(body: dict[str, str], code: str) -> Any:
        """What it really is, by the guided questions: into the register, or back from it to be answered here."""

        def act(slot: Slot) -> Response:
            done = classify(
                ports, legal, questions, current_caller(), code, body["answers"], body["why"],
                request_context(clock=ports.clock), check=lambda one: require_version(one.version),
                answer=lambda one: slot.answer(200, shown.stands(one)),
            )  # fmt: skip
            return jsonify(shown.stands(done))

        return answer_once(answers, act)

    return blueprint


def _add_views(blueprint: Blueprint, ports: Ports, legal: LegalPorts) -> None:
    @blueprint.route("/register", methods=["GET"])
    @blueprint.arguments(RegisterQuery, location="query")
    @blueprint.response(200, CasePageSchema)
    @needs("register.view")
    def register(query: dict[str, Any]) -> Any:
        """Complaints and denunciations: open ones the oldest first, each with the limit that ends first."""
        after = decode_cursor(query["cursor"], datetime, str)
        found = list_register(
            ports, legal, current_caller(), is_open=query["group"] == "open",
            after=(after[0], after[1]) if after else None, limit=query["limit"] + 1,
        )  # fmt: skip
        cut = page(found, query["limit"], lambda one: (one.case.ended_at or one.case.received_at, one.case.id))
        return jsonify({"items": [_row(one.case, one.limit) for one in cut["items"]], "next": cut["next"]})

    @blueprint.route("/register/<code>", methods=["GET"])
    @blueprint.response(200, CaseSchema)
    @needs("register.view")
    def one(code: str) -> Any:
        """The whole case. Every look is written down."""
        view = view_case(ports, legal, current_caller(), code, request_context(clock=ports.clock))
        running = [one for one in view.limits if one.kept_at is None]
        body = {
            **_row(view.case, min(running, key=lambda limit: limit.due_at, default=None)),
            "complex": view.case.is_complex, "text": view.petition.text, "anonymous": view.petition.anonymous,
            "entries": [_entry(line) for line in view.case.entries], "limits": [_limit(limit) for limit in view.limits],
            "next_steps": [step.value for step in view.case.next_steps],
        }  # fmt: skip
        return _answer(body, view.case)


def _row(case: LegalCase, limit: Limit | None) -> dict[str, Any]:
    last = case.entries[-1].step
    return {
        "code": case.id, "version": case.version, "kind": case.kind.value, "received_at": moment(case.received_at),
        "step": last.value, "step_text": last.words.in_language(language()), "open": case.is_open,
        "limit": _limit(limit) if limit else None,
    }  # fmt: skip


def _limit(one: Limit) -> dict[str, Any]:
    return {
        "id": one.of.id, "name": words(one.of.name), "source": words(one.of.source), "due_at": moment(one.due_at),
        "kept_at": moment(one.kept_at),
    }  # fmt: skip


def _entry(one: Entry) -> dict[str, Any]:
    return {
        "step": one.step.value, "at": moment(one.at), "who": one.who, "note": one.note, "paper": one.paper, "to": one.to
    }  # fmt: skip


def _answer(body: dict[str, Any], case: LegalCase) -> Response:
    response = jsonify(body)
    response.headers.extend({"Cache-Control": "no-store", "ETag": f'"{etag(case.version)}"'})
    return response
