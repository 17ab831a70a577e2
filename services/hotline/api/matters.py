"""Matters over the API: what tells of the same, merged and parted; lists and the whole of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields

from services.hotline.api import shown
from services.hotline.api.petitions import language
from services.hotline.api.schemas import SHORT, RowSchema, StandsSchema
from services.hotline.domain.matters.likeness import POINTS, Likeness, Reason
from services.hotline.domain.matters.matter import MatterAct
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.matters.find_same import same_matter, tell_apart
from services.hotline.use_cases.matters.matter_ports import Matters
from services.hotline.use_cases.matters.merge_matters import merge_petitions, part_petition
from services.hotline.use_cases.matters.view_matter import MatterRow, MatterView, list_matters, view_matter
from services.hotline.use_cases.ports import Ports
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.paging import PageQuery, decode_cursor, page, page_schema
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, require_version, with_etag
from shared.security.access import needs
from shared.store.change import Context

Step = Callable[..., Petition]


class LikenessReasonSchema(Schema):
    reason = fields.Enum(Reason, by_value=True, required=True)
    points = fields.Integer(required=True)
    text = fields.String(required=True)


class LikenessSchema(Schema):
    """A petition that likely tells of the same; ``score`` of 100 at most."""

    petition = fields.Nested(RowSchema, required=True)
    score = fields.Integer(required=True)
    likely = fields.Boolean(required=True)
    reasons = fields.List(fields.Nested(LikenessReasonSchema), required=True)


class SameMatterSchema(Schema):
    items = fields.List(fields.Nested(LikenessSchema), required=True)


class MergeRequest(Schema):
    petition = fields.String(required=True, validate=SHORT, metadata={"description": "code of the other one"})
    why = fields.String(load_default="")


class PartRequest(Schema):
    why = fields.String(load_default="")


class ApartRequest(Schema):
    petition = fields.String(required=True, validate=SHORT, metadata={"description": "code of the other one"})
    apart = fields.Boolean(load_default=True, metadata={"description": "false takes it back"})


class MatterHeadSchema(Schema):
    """A matter: the code of its first contact, and who has it."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    owner = fields.String(required=True, allow_none=True)
    contacts = fields.Integer(required=True, metadata={"description": "how often people told of it; 0 when over"})
    first_at = fields.String(required=True, allow_none=True)
    last_at = fields.String(required=True, allow_none=True)


class MatterRowSchema(MatterHeadSchema):
    first = fields.Nested(RowSchema, required=True)
    latest = fields.Nested(RowSchema, required=True)


class MatterEntrySchema(Schema):
    act = fields.Enum(MatterAct, by_value=True, required=True)
    at = fields.String(required=True)
    who = fields.String(required=True)
    note = fields.String(required=True)
    why = fields.String(required=True)


class MatterSchema(MatterHeadSchema):
    petitions = fields.List(fields.Nested(RowSchema), required=True)
    history = fields.List(fields.Nested(MatterEntrySchema), required=True)


MatterPageSchema = page_schema(MatterRowSchema)


def matters_blueprint(ports: Ports, matters: Matters, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("matters", __name__, description="what people tell of more than once: one matter, one answer")
    _add_views(blueprint, ports, matters)
    _add_steps(blueprint, ports, answers)
    return blueprint


def _add_views(blueprint: Blueprint, ports: Ports, matters: Matters) -> None:
    @blueprint.route("/matters", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, MatterPageSchema)
    @needs("petition.list")
    def all_matters(query: dict[str, Any]) -> Any:
        """What was told of more than once, the latest contact first."""
        after = decode_cursor(query["cursor"], datetime, str)
        found = list_matters(
            ports, matters, current_caller(), after=(after[0], after[1]) if after else None, limit=query["limit"] + 1
        )
        cut = page(found, query["limit"], lambda row: (row.matter.last_at, row.matter.id))
        return jsonify({"items": [_row(one) for one in cut["items"]], "next": cut["next"]})

    @blueprint.route("/matters/<code>", methods=["GET"])
    @blueprint.response(200, MatterSchema)
    @needs("petition.view")
    def matter(code: str) -> Response:
        """The matter with all its contacts; without any once it is over."""
        view = view_matter(ports, current_caller(), code)
        versions = (one.version for one in view.contacts)
        return with_etag(jsonify(_matter(view)), etag(view.matter.version, language(), *versions))

    @blueprint.route("/petitions/<code>/same-matter", methods=["GET"])
    @blueprint.response(200, SameMatterSchema)
    @needs("petition.view")
    def same(code: str) -> Any:
        """Petitions that likely tell of the same, with the reasons; none where that is unsure."""
        found = same_matter(ports, matters, current_caller(), code)
        return jsonify({"items": [_likeness(one) for one in found]})


def _add_steps(blueprint: Blueprint, ports: Ports, answers: AnswerStore) -> None:
    @blueprint.route("/petitions/<code>/merge", methods=["POST"])
    @blueprint.arguments(MergeRequest)
    @blueprint.response(200, StandsSchema)
    @needs("matter.merge")
    def merge(body: dict[str, Any], code: str) -> Any:
        """Into one matter with another petition, and with all that belong to either."""
        return _step(
            ports, answers, lambda context, **more: merge_petitions(
                ports, current_caller(), code, body["petition"], body["why"], context, **more)
        )  # fmt: skip

    @blueprint.route("/petitions/<code>/unmerge", methods=["POST"])
    @blueprint.arguments(PartRequest)
    @blueprint.response(200, StandsSchema)
    @needs("matter.part")
    def unmerge(body: dict[str, Any], code: str) -> Any:
        """Out of its matter: alone again, with what it had."""
        return _step(
            ports, answers, lambda context, **more: part_petition(
                ports, current_caller(), code, body["why"], context, **more)
        )  # fmt: skip

    @blueprint.route("/petitions/<code>/apart", methods=["POST"])
    @blueprint.arguments(ApartRequest)
    @blueprint.response(204)
    @needs("matter.merge")
    def apart(body: dict[str, Any], code: str) -> Any:
        """Not the same matter: the two are suggested to each other no more."""
        context = request_context(clock=ports.clock)
        tell_apart(ports, current_caller(), code, body["petition"], context, apart=body["apart"])
        return Response(status=204)


def _step(ports: Ports, answers: AnswerStore, do: Step) -> Any:
    context: Context = request_context(clock=ports.clock)

    def act(slot: Slot) -> Response:
        done = do(
            context,
            check=lambda one: require_version(one.version),
            answer=lambda one: slot.answer(200, shown.stands(one)),
        )
        response = jsonify(shown.stands(done))
        response.headers["ETag"] = f'"{etag(done.version)}"'
        return response

    return answer_once(answers, act)


def _likeness(one: Likeness) -> dict[str, Any]:
    return {
        "petition": shown.row(one.petition, language()),
        "score": one.score,
        "likely": one.is_likely,
        "reasons": [
            {"reason": each.value, "points": POINTS[each], "text": each.words.in_language(language())}
            for each in one.reasons
        ],
    }


def _head(view: MatterView | MatterRow) -> dict[str, Any]:
    one = view.matter
    return {
        "code": one.id,
        "version": one.version,
        "owner": one.owner,
        "contacts": len(one.members),
        "first_at": shown.moment(one.first_at),
        "last_at": shown.moment(one.last_at),
    }


def _row(row: MatterRow) -> dict[str, Any]:
    return {**_head(row), "first": shown.row(row.first, language()), "latest": shown.row(row.latest, language())}


def _matter(view: MatterView) -> dict[str, Any]:
    return {
        **_head(view),
        "petitions": [shown.row(one, language()) for one in view.contacts],
        "history": [
            {"act": one.act.value, "at": shown.moment(one.at), "who": one.who, "note": one.note, "why": one.why}
            for one in view.matter.history
        ],
    }
