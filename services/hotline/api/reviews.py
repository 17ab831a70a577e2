"""The weekly review over the API: frozen figures, the same as files, and its decisions, followed until done."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields, validate

from services.hotline.api.petitions import language
from services.hotline.api.shown import moment
from services.hotline.domain.review.decision import Decision, DecisionState, Said
from services.hotline.use_cases.review.decide import decide, follow
from services.hotline.use_cases.review.review_ports import ReviewPorts
from services.hotline.use_cases.review.view_review import (
    ReviewView,
    list_reviews,
    open_decisions,
    print_review,
    view_review,
)
from shared.http.correlation import current_caller, request_context
from shared.http.file_answers import file_answer
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.paging import PageQuery, decode_cursor, page, page_schema
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, require_version
from shared.security.access import needs

MEDIA = {"pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
TEXT = validate.Length(max=2000)


class RemarkSchema(Schema):
    said = fields.Enum(Said, by_value=True, required=True)
    at = fields.String(required=True)
    who = fields.String(required=True)
    text = fields.String(required=True)
    owner = fields.String(required=True)
    due = fields.String(required=True)


class DecisionSchema(Schema):
    """What a review decided, who sees to it, by when, and what was done since."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    review = fields.String(required=True, metadata={"description": "the week whose review made it"})
    text = fields.String(required=True)
    owner = fields.String(required=True, metadata={"description": "account"})
    due = fields.String(required=True, metadata={"description": "day by which it is to be done"})
    state = fields.Enum(DecisionState, by_value=True, required=True)
    about = fields.String(required=True, metadata={"description": "key of the place that it is to change, or empty"})
    history = fields.List(fields.Nested(RemarkSchema), required=True)


class ReviewRowSchema(Schema):
    """``totals`` are null for who is invited to a part of it only."""

    week = fields.String(required=True)
    made_at = fields.String(required=True)
    digest = fields.String(required=True, metadata={"description": "SHA-256 over the review and the one before"})
    totals = fields.Dict(required=True, allow_none=True)


class ReviewSchema(ReviewRowSchema):
    """``figures`` as they were frozen; what is about other units, or about the caller, is left out."""

    frozen = fields.Boolean(required=True, metadata={"description": "false for the running week so far (now)"})
    whole = fields.Boolean(required=True, metadata={"description": "whether it still fits its digest"})
    before = fields.String(required=True, metadata={"description": "digest of the review before"})
    figures = fields.Dict(required=True)
    decisions = fields.List(fields.Nested(DecisionSchema), required=True)


class DecisionRequest(Schema):
    text = fields.String(required=True, validate=TEXT)
    owner = fields.String(required=True, validate=TEXT)
    due = fields.String(required=True, metadata={"description": "day, such as 2026-11-30"})
    about = fields.String(load_default="", validate=TEXT)


class FollowRequest(Schema):
    text = fields.String(required=True, validate=TEXT, metadata={"description": "what was done, or why"})
    owner = fields.String(load_default="", validate=TEXT, metadata={"description": "of a move: whose it is now"})
    due = fields.String(load_default="", metadata={"description": "of a move: by when now"})


ReviewPageSchema = page_schema(ReviewRowSchema)


class DecisionsSchema(Schema):
    items = fields.List(fields.Nested(DecisionSchema), required=True)


def reviews_blueprint(review: ReviewPorts, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("reviews", __name__, description="the weekly review and its decisions")
    _add_views(blueprint, review)
    _add_steps(blueprint, review, answers)
    return blueprint


def _add_views(blueprint: Blueprint, review: ReviewPorts) -> None:
    @blueprint.route("/reviews", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, ReviewPageSchema)
    @needs("review.view")
    def list_all(query: dict[str, Any]) -> Any:
        """Reviews, the latest first."""
        after = decode_cursor(query["cursor"], str)
        found = list_reviews(review, current_caller(), after[0] if after else None, query["limit"] + 1)
        cut = page(found, query["limit"], lambda one: (one.id,))
        return jsonify({"items": [_row(one) for one in cut["items"]], "next": cut["next"]})

    @blueprint.route("/reviews/<week>", methods=["GET"])
    @blueprint.response(200, ReviewSchema)
    @needs("review.view")
    def one(week: str) -> Any:
        """The review of a week, or of the running one so far (``now``)."""
        return _answer(_view(view_review(review, current_caller(), week)), {"Cache-Control": "no-store"})

    @blueprint.route("/reviews/<week>.pdf", methods=["GET"])
    @blueprint.response(200, content_type=MEDIA["pdf"])
    @needs("review.view")
    def paper(week: str) -> Any:
        """The same as a PDF with charts."""
        return _file(review, week, "pdf")

    @blueprint.route("/reviews/<week>.xlsx", methods=["GET"])
    @blueprint.response(200, content_type=MEDIA["xlsx"])
    @needs("review.view")
    def workbook(week: str) -> Any:
        """The same as a workbook, a sheet a table."""
        return _file(review, week, "xlsx")

    @blueprint.route("/decisions", methods=["GET"])
    @blueprint.response(200, DecisionsSchema)
    @needs("review.view")
    def decisions() -> Any:
        """What is still to be done, the earliest due first."""
        found = open_decisions(review, current_caller(), review.ports.clock())
        return jsonify({"items": [_decision(one) for one in found]})


def _add_steps(blueprint: Blueprint, review: ReviewPorts, answers: AnswerStore) -> None:
    @blueprint.route("/reviews/<week>/decisions", methods=["POST"])
    @blueprint.arguments(DecisionRequest)
    @blueprint.response(201, DecisionSchema)
    @needs("review.decide")
    def add(body: dict[str, str], week: str) -> Any:
        """Decided in this review: what, who sees to it, by when, and about which step."""
        context = request_context(clock=review.ports.clock)

        def act(slot: Slot) -> Response:
            made = decide(
                review, current_caller(), week, body, context, answer=lambda one: slot.answer(201, _decision(one))
            )
            return _answer(_decision(made), {"ETag": f'"{etag(made.version)}"'}, 201)

        return answer_once(answers, act)

    @blueprint.route("/decisions/<id>/report", methods=["POST"])
    @blueprint.arguments(FollowRequest)
    @blueprint.response(200, DecisionSchema)
    @needs("review.follow")
    def report(body: dict[str, str], id: str) -> Any:
        """How far it is."""
        return _followed(review, answers, id, "report", body)

    @blueprint.route("/decisions/<id>/done", methods=["POST"])
    @blueprint.arguments(FollowRequest)
    @blueprint.response(200, DecisionSchema)
    @needs("review.follow")
    def done(body: dict[str, str], id: str) -> Any:
        """Done; what came of it."""
        return _followed(review, answers, id, "done", body)

    @blueprint.route("/decisions/<id>/drop", methods=["POST"])
    @blueprint.arguments(FollowRequest)
    @blueprint.response(200, DecisionSchema)
    @needs("review.decide")
    def drop(body: dict[str, str], id: str) -> Any:
        """Given up, and why."""
        return _followed(review, answers, id, "drop", body)

    @blueprint.route("/decisions/<id>/move", methods=["POST"])
    @blueprint.arguments(FollowRequest)
    @blueprint.response(200, DecisionSchema)
    @needs("review.decide")
    def move(body: dict[str, str], id: str) -> Any:
        """To another day or owner, and why."""
        return _followed(review, answers, id, "move", body)


def _followed(review: ReviewPorts, answers: AnswerStore, id: str, step: str, body: dict[str, str]) -> Any:
    context = request_context(clock=review.ports.clock)

    def act(slot: Slot) -> Response:
        changed = follow(
            review, current_caller(), id, step, body, context,
            check=lambda one: require_version(one.version), answer=lambda one: slot.answer(200, _decision(one)),
        )  # fmt: skip
        return _answer(_decision(changed), {"ETag": f'"{etag(changed.version)}"'})

    return answer_once(answers, act)


def _file(review: ReviewPorts, week: str, kind: str) -> Response:
    content = print_review(review, current_caller(), week, kind, language())
    name = f"bao-cao-tuan-{week}.{kind}" if language() == "vi" else f"weekly-review-{week}.{kind}"
    return file_answer(io.BytesIO(content), MEDIA[kind], name, inline=kind == "pdf", size=len(content))


def _row(one: Any) -> dict[str, Any]:
    return {
        "week": one.id, "made_at": moment(one.made_at), "digest": one.digest, "totals": one.figures["totals"],
    }  # fmt: skip


def _view(view: ReviewView) -> dict[str, Any]:
    return {
        **_row(view.review), "frozen": view.frozen, "whole": view.whole, "before": view.review.before,
        "figures": dict(view.figures), "decisions": [_decision(one) for one in view.decisions],
    }  # fmt: skip


def _decision(one: Decision) -> dict[str, Any]:
    history = [
        {"said": each.said.value, "at": moment(each.at), "who": each.who, "text": each.text, "owner": each.owner,
         "due": each.due.isoformat()}
        for each in one.history
    ]  # fmt: skip
    return {
        "id": one.id, "version": one.version, "review": one.review, "text": one.text, "owner": one.owner,
        "due": one.due.isoformat(), "state": one.state.value, "about": one.about, "history": history,
    }  # fmt: skip


def _answer(body: dict[str, Any], headers: dict[str, str], status: int = 200) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers.extend(headers)
    return response
