"""The clocks of petitions over the API: words, pauses, limits, hand-overs, reopening, and what is the matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields

from services.hotline.api import schemas, shown
from services.hotline.api.petitions import language
from services.hotline.api.shown import moment
from services.hotline.domain.clocks.clock import ClockKind
from services.hotline.domain.clocks.escalation import Escalation, Escalations, Matter
from services.hotline.domain.clocks.limits import Role
from services.hotline.domain.clocks.pause import PauseReason
from services.hotline.domain.clocks.roster import Fit
from services.hotline.domain.kinds import Topic
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.clocks import keep_clocks, reopen_petition
from services.hotline.use_cases.clocks.clock_ports import ClockPorts
from services.hotline.use_cases.clocks.view_clocks import ClocksView, list_escalations, view_clocks
from services.hotline.use_cases.track_petition import guide_of
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.paging import PageQuery, decode_cursor, page, page_schema
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, require_version, with_etag
from shared.http.rate_limits import client_address
from shared.security.access import needs

Step = Callable[..., Petition]


class TextRequest(Schema):
    text = fields.String(required=True, metadata={"description": "public: whoever petitioned reads it"})


class WhyRequest(Schema):
    why = fields.String(required=True)


class PauseRequest(Schema):
    """``text`` asks whoever petitioned, where they are waited for; else it says why, for the desk."""

    reason = fields.String(required=True, metadata={"enum": [one.value for one in PauseReason]})
    days = fields.Integer(required=True, metadata={"description": "working days at most"})
    text = fields.String(required=True)


class TopicRequest(Schema):
    topic = fields.String(required=True, metadata={"enum": [one.value for one in Topic]})


class HandOnRequest(WhyRequest):
    unit = fields.String(required=True, metadata={"description": "code of the unit"})


class ReplyRequest(schemas.TrackRequest):
    text = fields.String(required=True)


class ReopenOwnRequest(schemas.TrackRequest):
    why = fields.String(required=True)


class ClockSchema(Schema):
    """``due_at`` has in it every pause that is over; while one runs the clock stands at ``stands_at``."""

    kind = fields.Enum(ClockKind, by_value=True, required=True)
    started_at = fields.String(required=True)
    due_at = fields.String(required=True)
    met_at = fields.String(required=True, allow_none=True)
    stands_at = fields.String(required=True, allow_none=True)
    late = fields.Boolean(required=True)


class PauseSchema(Schema):
    reason = fields.Enum(PauseReason, by_value=True, required=True)
    begun_at = fields.String(required=True)
    until = fields.String(required=True, metadata={"description": "when it ends by itself"})
    ended_at = fields.String(required=True, allow_none=True)


class EscalationToldSchema(Schema):
    level = fields.Integer(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    at = fields.String(required=True)


class EscalationSchema(Schema):
    matter = fields.Enum(Matter, by_value=True, required=True)
    since = fields.String(required=True)
    due_at = fields.String(required=True, allow_none=True)
    told = fields.List(fields.Nested(EscalationToldSchema), required=True)
    ended_at = fields.String(required=True, allow_none=True)


class SuggestionSchema(Schema):
    officer = fields.String(required=True, metadata={"description": "account"})
    fit = fields.Enum(Fit, by_value=True, required=True)
    holds = fields.Integer(required=True, metadata={"description": "petitions that they have open"})


class ClocksSchema(Schema):
    clocks = fields.List(fields.Nested(ClockSchema), required=True)
    pauses = fields.List(fields.Nested(PauseSchema), required=True)
    unit = fields.String(required=True)
    leader_decides = fields.Boolean(required=True)
    escalations = fields.List(fields.Nested(EscalationSchema), required=True)
    suggested = fields.List(fields.Nested(SuggestionSchema), required=True)


class EscalatedRowSchema(Schema):
    code = fields.String(required=True)
    topic = fields.String(required=True)
    officer = fields.String(required=True, allow_none=True)
    escalations = fields.List(fields.Nested(EscalationSchema), required=True)


class EscalationQuerySchema(PageQuery):
    matter = fields.Enum(Matter, by_value=True, load_default=None)


EscalationPageSchema = page_schema(EscalatedRowSchema)


def clocks_blueprint(clocks: ClockPorts, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("clocks", __name__, description="how long petitions may take, and who is told when they do")
    _add_views(blueprint, clocks)
    _add_own(blueprint, clocks, answers)
    _add_steps(blueprint, clocks, answers)
    _add_moves(blueprint, clocks, answers)
    return blueprint


def _add_views(blueprint: Blueprint, clocks: ClockPorts) -> None:
    @blueprint.route("/petitions/<code>/clocks", methods=["GET"])
    @blueprint.response(200, ClocksSchema)
    @needs("petition.view")
    def of_petition(code: str) -> Response:
        """The clocks of a petition, its pauses, who was told what, and which officer should have it."""
        view = view_clocks(clocks, current_caller(), code)
        body = _view(view, clocks.ports.clock())
        return with_etag(jsonify(body), etag(view.petition.version, str(body)))

    @blueprint.route("/escalations", methods=["GET"])
    @blueprint.arguments(EscalationQuerySchema, location="query")
    @blueprint.response(200, EscalationPageSchema)
    @needs("escalation.list")
    def escalations(query: dict[str, Any]) -> Any:
        """Petitions of which something is the matter now, the longest first."""
        after = decode_cursor(query["cursor"], datetime, str)
        found = list_escalations(
            clocks, current_caller(), query["matter"], after=(after[0], after[1]) if after else None,
            limit=query["limit"] + 1,
        )  # fmt: skip
        cut = page(found, query["limit"], lambda one: (min(each.since for each in one.open), one.id))
        return jsonify({"items": [_row(one) for one in cut["items"]], "next": cut["next"]})


def _add_own(blueprint: Blueprint, clocks: ClockPorts, answers: AnswerStore) -> None:
    @blueprint.route("/petitions/track/reply", methods=["POST"])
    @blueprint.arguments(ReplyRequest)
    @blueprint.response(200, schemas.TrackedSchema)
    @needs("petition.reply")
    def reply(body: dict[str, Any]) -> Any:
        """Say more, to whoever looks into it; with code and key."""

        def do(context: Any, answer: Any) -> Petition:
            return reopen_petition.reply_own(
                clocks, current_caller(), body["code"], body["token"], body["text"], context,
                address=client_address(), answer=answer,
            )  # fmt: skip

        return _own(clocks, answers, do)

    @blueprint.route("/petitions/track/reopen", methods=["POST"])
    @blueprint.arguments(ReopenOwnRequest)
    @blueprint.response(200, schemas.TrackedSchema)
    @needs("petition.reply")
    def reopen_own(body: dict[str, Any]) -> Any:
        """Have it looked into once more, within the rule's days; with code and key."""

        def do(context: Any, answer: Any) -> Petition:
            return reopen_petition.reopen_own(
                clocks, current_caller(), body["code"], body["token"], body["why"], context,
                address=client_address(), answer=answer,
            )  # fmt: skip

        return _own(clocks, answers, do)


def _add_steps(blueprint: Blueprint, clocks: ClockPorts, answers: AnswerStore) -> None:
    @blueprint.route("/petitions/<code>/tell", methods=["POST"])
    @blueprint.arguments(TextRequest)
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.tell")
    def tell(body: dict[str, Any], code: str) -> Any:
        """A word to whoever petitioned on how it goes on."""
        return _step(clocks, answers, keep_clocks.tell_petitioner, code, body["text"])

    @blueprint.route("/petitions/<code>/pause", methods=["POST"])
    @blueprint.arguments(PauseRequest)
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.pause")
    def pause(body: dict[str, Any], code: str) -> Any:
        """Its clocks stand still while somebody else has to do something."""
        return _step(clocks, answers, keep_clocks.pause_petition, code, body["reason"], body["days"], body["text"])

    @blueprint.route("/petitions/<code>/resume", methods=["POST"])
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.pause")
    def resume(code: str) -> Any:
        """Its clocks run on."""
        return _step(clocks, answers, keep_clocks.resume_petition, code)

    @blueprint.route("/petitions/<code>/extend", methods=["POST"])
    @blueprint.arguments(WhyRequest)
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.extend")
    def extend(body: dict[str, Any], code: str) -> Any:
        """The longer limit of an involved matter, once; the reason is told to whoever petitioned."""
        return _step(clocks, answers, keep_clocks.extend_petition, code, body["why"])


def _add_moves(blueprint: Blueprint, clocks: ClockPorts, answers: AnswerStore) -> None:
    @blueprint.route("/petitions/<code>/topic", methods=["POST"])
    @blueprint.arguments(TopicRequest)
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.change-topic")
    def change_topic(body: dict[str, Any], code: str) -> Any:
        """About another topic, with that topic's limit from the beginning."""
        return _step(clocks, answers, keep_clocks.change_topic, code, body["topic"])

    @blueprint.route("/petitions/<code>/hand-on", methods=["POST"])
    @blueprint.arguments(HandOnRequest)
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.hand-on")
    def hand_on(body: dict[str, Any], code: str) -> Any:
        """To another unit. Handed on too often, a leader decides whose it is."""
        return _step(clocks, answers, keep_clocks.hand_on_petition, code, body["unit"], body["why"])

    @blueprint.route("/petitions/<code>/reopen", methods=["POST"])
    @blueprint.arguments(WhyRequest)
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.reopen")
    def reopen(body: dict[str, Any], code: str) -> Any:
        """Looked into once more, as whoever petitioned asked for it."""
        return _step(clocks, answers, reopen_petition.reopen_petition, code, body["why"])


def _step(clocks: ClockPorts, answers: AnswerStore, do: Step, code: str, *values: Any) -> Any:
    context = request_context(clock=clocks.ports.clock)

    def act(slot: Slot) -> Response:
        done = do(
            clocks, current_caller(), code, *values, context, check=lambda one: require_version(one.version),
            answer=lambda one: slot.answer(200, shown.stands(one)),
        )  # fmt: skip
        response = jsonify(shown.stands(done))
        response.headers["ETag"] = f'"{etag(done.version)}"'
        return response

    return answer_once(answers, act)


def _own(clocks: ClockPorts, answers: AnswerStore, do: Step) -> Any:
    context = request_context(clock=clocks.ports.clock)

    def body(one: Petition) -> dict[str, Any]:
        return shown.tracked(one, guide_of(clocks.ports, one), language())

    def act(slot: Slot) -> Response:
        response = jsonify(body(do(context, lambda one: slot.answer(200, body(one)))))
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer_once(answers, act)


def _view(view: ClocksView, now: datetime) -> dict[str, Any]:
    return {
        "clocks": [
            {
                "kind": one.kind.value,
                "started_at": moment(one.started_at),
                "due_at": moment(one.due_at),
                "met_at": moment(one.met_at),
                "stands_at": moment(one.stands_at),
                "late": one.is_late(now),
            }
            for one in view.clocks
        ],
        "pauses": [
            {
                "reason": one.reason.value,
                "begun_at": moment(one.begun_at),
                "until": moment(one.until),
                "ended_at": moment(one.ended_at),
            }
            for one in view.petition.pauses
        ],
        "unit": view.unit,
        "leader_decides": view.petition.leader_decides,
        "escalations": [_escalation(one) for one in view.escalations],
        "suggested": [{"officer": one.account, "fit": one.fit.value, "holds": one.load} for one in view.suggested],
    }


def _row(one: Escalations) -> dict[str, Any]:
    return {
        "code": one.id,
        "topic": one.topic,
        "officer": one.officer,
        "escalations": [_escalation(each) for each in one.open],
    }


def _escalation(one: Escalation) -> dict[str, Any]:
    return {
        "matter": one.matter.value,
        "since": moment(one.since),
        "due_at": moment(one.due_at),
        "told": [{"level": told.level, "role": told.role.value, "at": moment(told.at)} for told in one.told],
        "ended_at": moment(one.ended_at),
    }
