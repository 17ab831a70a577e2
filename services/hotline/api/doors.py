"""The doors over the API: whom a petition names, what is kept closed, who looked, and the proof of the looks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields, validate

from services.hotline.api.petitions import language
from services.hotline.api.schemas import IdentityRequest, StandsSchema
from services.hotline.api.shown import moment, stands
from services.hotline.domain.contact import Look, Seen
from services.hotline.domain.doors.chain import Flaw, Head
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.doors.door_ports import Looks
from services.hotline.use_cases.doors.look import list_looks, looks_at
from services.hotline.use_cases.doors.name_people import name_people
from services.hotline.use_cases.doors.verify_looks import Proof, verify_looks
from services.hotline.use_cases.ports import Ports
from services.hotline.use_cases.view_petition import view_text
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.paging import PageQuery, decode_cursor, page, page_schema
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, require_version
from shared.security.access import needs

MOST_OF_ONE = 200


class NamedRequest(Schema):
    accounts = fields.List(
        fields.String(validate=validate.Length(max=64)),
        required=True,
        validate=validate.Length(max=40),
        metadata={"description": "all accounts of staff whom the petition names; an empty list names nobody"},
    )


class NamedSchema(StandsSchema):
    named = fields.List(fields.String(), required=True)


class TextSchema(Schema):
    code = fields.String(required=True)
    text = fields.String(required=True)
    claimed_dossier = fields.String(required=True)


class LookSchema(Schema):
    """Somebody looked; ``number`` is its place in the chain, null until it has one."""

    id = fields.String(required=True)
    what = fields.Enum(Seen, by_value=True, required=True)
    about = fields.String(required=True, metadata={"description": "code of the petition or dossier"})
    who = fields.String(required=True)
    at = fields.String(required=True)
    why = fields.String(required=True)
    number = fields.Integer(required=True, allow_none=True)


class LooksSchema(Schema):
    items = fields.List(fields.Nested(LookSchema), required=True)


class NotedQuery(Schema):
    """A head that was noted before: the chain must still hold it."""

    number = fields.Integer(load_default=None, validate=validate.Range(min=1))
    link = fields.String(load_default="", validate=validate.Length(max=100))


class FaultSchema(Schema):
    flaw = fields.Enum(Flaw, by_value=True, required=True)
    number = fields.Integer(required=True)
    text = fields.String(required=True)


class HeadSchema(Schema):
    number = fields.Integer(required=True)
    link = fields.String(required=True)


class ProofSchema(Schema):
    proved = fields.Boolean(required=True)
    looks = fields.Integer(required=True)
    waiting = fields.Integer(required=True, metadata={"description": "too young to be in the chain"})
    head = fields.Nested(HeadSchema, required=True, metadata={"description": "note it elsewhere"})
    faults = fields.List(fields.Nested(FaultSchema), required=True)


LookPageSchema = page_schema(LookSchema)


def doors_blueprint(ports: Ports, looks: Looks, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("doors", __name__, description="who may know of a petition, and who looked")
    _add_named(blueprint, ports, answers)
    _add_looks(blueprint, ports, looks)
    return blueprint


def _add_named(blueprint: Blueprint, ports: Ports, answers: AnswerStore) -> None:
    @blueprint.route("/petitions/<code>/named", methods=["POST"])
    @blueprint.arguments(NamedRequest)
    @blueprint.response(200, NamedSchema)
    @needs("petition.name-person")
    def named(body: dict[str, Any], code: str) -> Any:
        """Whom of the staff it names: from now on they know nothing of it."""

        def act(slot: Slot) -> Response:
            done = name_people(
                ports, current_caller(), code, body["accounts"], request_context(clock=ports.clock),
                check=lambda one: require_version(one.version), answer=lambda one: slot.answer(200, _named(one)),
            )  # fmt: skip
            return _answer(_named(done), {"ETag": f'"{etag(done.version)}"'})

        return answer_once(answers, act)

    @blueprint.route("/petitions/<code>/text", methods=["POST"])
    @blueprint.arguments(IdentityRequest)
    @blueprint.response(200, TextSchema)
    @needs("petition.view-confidential")
    def text(body: dict[str, Any], code: str) -> Any:
        """What a complaint or denunciation says, for a reason. Every look is written down: who, when, why."""
        petition = view_text(ports, current_caller(), code, body["why"], request_context(clock=ports.clock))
        shown = {"code": petition.code, "text": petition.text, "claimed_dossier": petition.claimed_dossier}
        return _answer(shown, {"Cache-Control": "no-store"})


def _add_looks(blueprint: Blueprint, ports: Ports, looks: Looks) -> None:
    @blueprint.route("/looks", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, LookPageSchema)
    @needs("look.list")
    def all_looks(query: dict[str, Any]) -> Any:
        """Who looked at what identifies people, the latest first."""
        after = decode_cursor(query["cursor"], datetime, str)
        place = (after[0], after[1]) if after else None
        found = list_looks(ports, looks, current_caller(), after=place, limit=query["limit"] + 1)
        cut = page(found, query["limit"], lambda one: (one.at, one.id))
        shown = {"items": [_look(one) for one in cut["items"]], "next": cut["next"]}
        return _answer(shown, {"Cache-Control": "no-store"})

    @blueprint.route("/petitions/<code>/looks", methods=["GET"])
    @blueprint.response(200, LooksSchema)
    @needs("look.list")
    def looks_at_one(code: str) -> Any:
        """Who looked at one petition, the latest first."""
        found = looks_at(ports, looks, current_caller(), code, limit=MOST_OF_ONE)
        return _answer({"items": [_look(one) for one in found]}, {"Cache-Control": "no-store"})

    @blueprint.route("/audit/verify", methods=["GET"])
    @blueprint.arguments(NotedQuery, location="query")
    @blueprint.response(200, ProofSchema)
    @needs("audit.verify")
    def verify(query: dict[str, Any]) -> Any:
        """The proof that no look was changed or taken out, also against a head that was noted before."""
        noted = Head(query["number"], query["link"]) if query["number"] else None
        return _answer(_proof(verify_looks(ports, looks, current_caller(), noted)), {"Cache-Control": "no-store"})


def _named(one: Petition) -> dict[str, Any]:
    return {**stands(one), "named": list(one.named)}


def _look(one: Look) -> dict[str, Any]:
    return {
        "id": one.id, "what": one.what.value, "about": one.about, "who": one.who, "at": moment(one.at),
        "why": one.why, "number": one.number or None,
    }  # fmt: skip


def _proof(one: Proof) -> dict[str, Any]:
    faults = [
        {"flaw": fault.flaw.value, "number": fault.number, "text": fault.flaw.words.in_language(language())}
        for fault in one.faults
    ]
    head = {"number": one.head.number, "link": one.head.link}
    return {"proved": one.proved, "looks": one.looks, "waiting": one.waiting, "head": head, "faults": faults}


def _answer(body: dict[str, Any], headers: dict[str, str]) -> Response:
    response = jsonify(body)
    response.headers.extend(headers)
    return response
