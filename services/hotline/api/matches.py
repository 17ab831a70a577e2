"""Matches of petitions with dossiers over the API: found, confirmed, rejected, undone, linked. They name no dossier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields, validate

from services.hotline.api import schemas, shown
from services.hotline.api.petitions import language
from services.hotline.domain.matching.decisions import Matching, Said
from services.hotline.domain.matching.weights import Reason, Warning
from services.hotline.use_cases.matching.decide_match import decide_match, link_match
from services.hotline.use_cases.matching.find_matches import Decided, Matches, Shown, match_told, view_matches
from services.hotline.use_cases.matching.matching_ports import MatchPorts
from services.hotline.use_cases.ports import Ports
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, require_version
from shared.security.access import needs

ONE = "/petitions/<code>/matches/<reference>"


class MatchReasonSchema(Schema):
    reason = fields.Enum(Reason, by_value=True, required=True)
    points = fields.Integer(required=True, metadata={"description": "below 0: it speaks against it"})
    text = fields.String(required=True)


class WarningSchema(Schema):
    warning = fields.Enum(Warning, by_value=True, required=True)
    text = fields.String(required=True)


class MatchSchema(Schema):
    """One dossier that may be meant; nothing of it is told before the caller is verified."""

    reference = fields.String(required=True, metadata={"description": "names the match within this petition only"})
    points = fields.Integer(required=True, metadata={"description": "of 100"})
    sure = fields.Boolean(required=True, metadata={"description": "near certain; the first one only, without warning"})
    reasons = fields.List(fields.Nested(MatchReasonSchema), required=True)
    warnings = fields.List(fields.Nested(WarningSchema), required=True)


class DecidedSchema(Schema):
    reference = fields.String(required=True)
    said = fields.Enum(Said, by_value=True, required=True)
    points = fields.Integer(required=True, metadata={"description": "that it had when it was decided"})
    at = fields.String(required=True)
    who = fields.String(required=True)


class MatchesSchema(Schema):
    """``items`` are empty where one is confirmed or linked, and for complaints and denunciations."""

    petition = fields.String(required=True)
    linked = fields.Boolean(required=True)
    items = fields.List(fields.Nested(MatchSchema), required=True)
    confirmed = fields.Nested(DecidedSchema, required=True, allow_none=True)
    rejected = fields.List(fields.Nested(DecidedSchema), required=True)


class MatchesToldSchema(Schema):
    items = fields.List(fields.Nested(MatchSchema), required=True)


class MatchDecisionSchema(Schema):
    petition = fields.String(required=True)
    reference = fields.String(required=True)
    version = fields.Integer(required=True)


class TellRequest(Schema):
    """What a caller tells, before anything is saved."""

    text = fields.String(load_default="", validate=validate.Length(max=10_000), load_only=True)
    dossier = fields.String(load_default="", validate=schemas.SHORT, load_only=True)
    contact = fields.Nested(schemas.ContactSchema, load_default=None, allow_none=True, load_only=True)


class DigitsRequest(Schema):
    phone = fields.String(load_default="", validate=schemas.SHORT, load_only=True)
    phone_last4 = fields.String(load_default="", validate=validate.Length(max=8), load_only=True)


def matches_blueprint(ports: Ports, matching: MatchPorts, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("matches", __name__, description="which dossier a petition is about")
    _add_views(blueprint, ports, matching)
    _add_decisions(blueprint, ports, matching, answers)
    return blueprint


def _add_views(blueprint: Blueprint, ports: Ports, matching: MatchPorts) -> None:
    @blueprint.route("/petitions/<code>/matches", methods=["GET"])
    @blueprint.response(200, MatchesSchema)
    @needs("petition.match")
    def matches(code: str) -> Any:
        """Dossiers awaiting results that the petition may be about, with the reasons for each score."""
        found = view_matches(ports, matching, current_caller(), code)
        return _answer(_matches(found), {"ETag": f'"{etag(found.version)}"'})

    @blueprint.route("/matches", methods=["POST"])
    @blueprint.arguments(TellRequest)
    @blueprint.response(200, MatchesToldSchema)
    @needs("petition.match")
    def told(body: dict[str, Any]) -> Any:
        """The same during a call, from what was told so far; counted by account."""
        contact = {name: value or "" for name, value in (body["contact"] or {}).items()}
        found = match_told(
            ports, matching, current_caller(), {"text": body["text"], "code": body["dossier"], **contact}
        )
        return _answer({"items": _items(found)}, {})


def _add_decisions(blueprint: Blueprint, ports: Ports, matching: MatchPorts, answers: AnswerStore) -> None:
    def decide(code: str, reference: str, said: Said) -> Any:
        context = request_context(clock=ports.clock)

        def act(slot: Slot) -> Response:
            done = decide_match(
                ports, matching, current_caller(), code, reference, said, context,
                check=lambda one: require_version(one.version),
                answer=lambda one: slot.answer(200, _decision(one, reference)),
            )  # fmt: skip
            return _answer(_decision(done, reference), {"ETag": f'"{etag(done.version)}"'})

        return answer_once(answers, act)

    @blueprint.route(f"{ONE}/confirm", methods=["POST"])
    @blueprint.response(200, MatchDecisionSchema)
    @needs("petition.match")
    def confirm(code: str, reference: str) -> Any:
        """It is this dossier, as far as staff can tell; it is shown once its number was read out (link)."""
        return decide(code, reference, Said.CONFIRMED)

    @blueprint.route(f"{ONE}/reject", methods=["POST"])
    @blueprint.response(200, MatchDecisionSchema)
    @needs("petition.match")
    def reject(code: str, reference: str) -> Any:
        """It is not this dossier; it is not suggested again."""
        return decide(code, reference, Said.REJECTED)

    @blueprint.route(f"{ONE}/undo", methods=["POST"])
    @blueprint.response(200, MatchDecisionSchema)
    @needs("petition.match")
    def undo(code: str, reference: str) -> Any:
        """As if nothing had been decided; that it was stays written."""
        return decide(code, reference, Said.UNDONE)

    @blueprint.route(f"{ONE}/link", methods=["POST"])
    @blueprint.arguments(DigitsRequest)
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.link")
    def link(body: dict[str, Any], code: str, reference: str) -> Any:
        """The caller read out the number in the dossier: the petition is linked with it. If-Match names the petition's
        version, as for every step of a petition."""
        context = request_context(clock=ports.clock)
        digits = body["phone"] or body["phone_last4"]

        def act(slot: Slot) -> Response:
            done = link_match(
                ports, matching, current_caller(), code, reference, digits, context,
                check=lambda one: require_version(one.version), answer=lambda one: slot.answer(200, shown.stands(one)),
            )  # fmt: skip
            return _answer(shown.stands(done), {"ETag": f'"{etag(done.version)}"'})

        return answer_once(answers, act)


def _matches(found: Matches) -> dict[str, Any]:
    return {
        "petition": found.petition,
        "linked": found.linked,
        "items": _items(found.found),
        "confirmed": _decided(found.confirmed) if found.confirmed else None,
        "rejected": [_decided(one) for one in found.rejected],
    }


def _items(found: Sequence[Shown]) -> list[dict[str, Any]]:
    tongue = language()
    return [
        {
            "reference": one.reference,
            "points": one.points,
            "sure": one.sure,
            "reasons": [
                {"reason": reason.value, "points": points, "text": reason.words.in_language(tongue)}
                for reason, points in one.reasons
            ],
            "warnings": [{"warning": each.value, "text": each.words.in_language(tongue)} for each in one.warnings],
        }
        for one in found
    ]


def _decided(one: Decided) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "said": one.said.value,
        "points": one.points,
        "at": shown.moment(one.decision.at),
        "who": one.decision.who,
    }


def _decision(one: Matching, reference: str) -> dict[str, Any]:
    return {"petition": one.id, "reference": reference, "version": one.version}


def _answer(body: dict[str, Any], headers: dict[str, str]) -> Response:
    response = jsonify(body)
    response.headers.extend({"Cache-Control": "no-store", **headers})
    return response
