"""Agencies under /api/routing/v1: add, connect, renew, revoke, and the sheet that is shown once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Response, jsonify

from services.routing.api import agency_schemas as schemas
from services.routing.domain.agency import Agency, BadAgency
from services.routing.domain.connection import BadOrder, Connection, NotNow, Part
from services.routing.domain.letter import Letter
from services.routing.use_cases import connect_agencies as connecting
from services.routing.use_cases.connect_agencies import NoSuchAgency, Reach, Renewal
from services.routing.use_cases.post_letters import post_again
from shared.http.correlation import request_context
from shared.http.idempotency import Slot, answer_once
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, with_etag
from shared.http.problems import Problem, field_problem
from shared.security.access import needs
from shared.store.change import Context

if TYPE_CHECKING:
    from services.routing.app import Parts
    from services.routing.composition.agencies import Connecting

Ordered = tuple[Agency, Connection]
# 202: the order is kept; the provisioner carries it out.
TAKEN = 202


def agency_blueprint(parts: Parts, office: Connecting) -> Blueprint:
    """The views of agencies."""
    blueprint = Blueprint("agencies", __name__, description="Agencies, their connections and the sheets of them")
    _add_reading(blueprint, parts)
    _add_orders(blueprint, parts, office)
    _add_sheet(blueprint, parts, office)
    _add_letters(blueprint, parts, office)
    return blueprint


def _add_reading(blueprint: Blueprint, parts: Parts) -> None:
    @blueprint.route("/agencies", methods=["GET"])
    @blueprint.response(200, schemas.AgencyPageSchema)
    @needs("agency.list")
    def list_agencies() -> dict[str, Any]:
        """Every agency that tasks go to."""
        return {"items": list(parts.questions.agencies()), "next": None}

    @blueprint.route("/agencies/<key>", methods=["GET"])
    @blueprint.alt_response(200, schema=schemas.AgencyDetailSchema, success=True)
    @needs("agency.list")
    def show(key: str) -> Response:
        """One agency with its connection: every order, who gave it and why."""
        agency, connection = connecting.find_connection(parts.work, key)
        return with_etag(jsonify(_dumped(agency, connection)), etag(agency.version, connection.version))


def _add_orders(blueprint: Blueprint, parts: Parts, office: Connecting) -> None:
    work, rules = parts.work, office.rules

    def context(body: dict[str, Any]) -> Context:
        return request_context(body.get("reason") or None, clock=parts.clock)

    def ordered(status: int, act: Callable[[connecting.ToAnswer], Ordered]) -> Response:
        def once(slot: Slot) -> Response:
            body = _dumped(*act(lambda *given: slot.answer(status, _dumped(*given))))
            return Response(json.dumps(body, ensure_ascii=False), status, content_type="application/json")

        return answer_once(parts.answers, once)

    @blueprint.route("/agencies", methods=["POST"])
    @blueprint.arguments(schemas.NewAgencySchema)
    @blueprint.alt_response(201, schema=schemas.AgencyDetailSchema, success=True)
    @needs("agency.keep")
    def add(body: dict[str, Any]) -> Response:
        """A new agency, its connection ordered: soon its sheet waits to be opened, once."""
        described = {name: body[name] for name in ("code", "name", "name_en", "calendar")}
        return ordered(
            201, lambda answer: connecting.add_agency(work, context(body), described, _reach(body), rules, answer)
        )

    @blueprint.route("/agencies/<key>/connect", methods=["POST"])
    @blueprint.arguments(schemas.ReachSchema)
    @blueprint.alt_response(TAKEN, schema=schemas.AgencyDetailSchema, success=True)
    @needs("agency.keep")
    def connect(body: dict[str, Any], key: str) -> Response:
        """Order the connection of an agency that has none, or was revoked."""
        return ordered(
            TAKEN, lambda answer: connecting.connect_agency(work, context(body), key, _reach(body), rules, answer)
        )

    @blueprint.route("/agencies/<key>/rotate", methods=["POST"])
    @blueprint.arguments(schemas.RenewalSchema)
    @blueprint.alt_response(TAKEN, schema=schemas.AgencyDetailSchema, success=True)
    @needs("agency.keep")
    def rotate(body: dict[str, Any], key: str) -> Response:
        """Order a new password, a new signing key or both; a new sheet holds what is new."""
        parts_of_it = frozenset(part for part in Part if body[part.value])
        renewal = Renewal(parts_of_it, body["overlap_hours"], body["public_key"])
        return ordered(TAKEN, lambda answer: connecting.renew_connection(work, context(body), key, renewal, answer))

    @blueprint.route("/agencies/<key>/revoke", methods=["POST"])
    @blueprint.arguments(schemas.RevocationSchema)
    @blueprint.alt_response(TAKEN, schema=schemas.AgencyDetailSchema, success=True)
    @needs("agency.keep")
    def revoke(body: dict[str, Any], key: str) -> Response:
        """The agency is cut off, and nothing that it says is taken any more; its tasks stay."""
        return ordered(TAKEN, lambda answer: connecting.revoke_agency(work, context(body), key, answer))


def _add_sheet(blueprint: Blueprint, parts: Parts, office: Connecting) -> None:
    @blueprint.route("/agencies/<key>/sheet", methods=["POST"])
    @blueprint.response(200, schemas.SheetSchema)
    @needs("agency.keep")
    def sheet(key: str) -> dict[str, Any]:
        """Open the connection sheet: it is shown this once, and to nobody again."""
        return dict(
            connecting.open_sheet(parts.work, request_context("sheet opened", clock=parts.clock), key, office.secrets)
        )


def _add_letters(blueprint: Blueprint, parts: Parts, office: Connecting) -> None:
    @blueprint.route("/agencies/<key>/letters", methods=["GET"])
    @blueprint.arguments(schemas.LetterQuerySchema, location="query")
    @blueprint.response(200, schemas.LetterPageSchema)
    @needs("agency.list")
    def letters(query: dict[str, Any], key: str) -> dict[str, Any]:
        """Letters of an agency to whose address they are posted: what waits and what was given up, by case."""
        connecting.find_connection(parts.work, key)
        return {"items": list(office.letters.of(key, query["state"], query["limit"])), "next": None}

    @blueprint.route("/agencies/<key>/letters/<id>/post-again", methods=["POST"])
    @blueprint.response(200, schemas.LetterSchema)
    @needs("agency.keep")
    def again(key: str, id: str) -> Letter:
        """Post a stuck letter now, and by the whole schedule if that is in vain."""
        return post_again(parts.work, request_context("post again", clock=parts.clock), key, id)


def _reach(body: dict[str, Any]) -> Reach:
    return Reach(body["delivery"], body["webhook_url"], body["public_key"])


def _dumped(agency: Agency, connection: Connection) -> dict[str, Any]:
    found: dict[str, Any] = schemas.AgencyDetailSchema().dump(schemas.detail(agency, connection))
    return found


def _not_now(refused: NotNow) -> Problem:
    status = 410 if refused.slug == "sheet-gone" else 409
    return Problem(status, refused.slug, detail=str(refused), headers={"Retry-After": "1"} if refused.retry else None)


TRANSLATIONS: dict[type[Exception], Callable[[Any], Problem]] = {
    NoSuchAgency: lambda _: Problem(404, "not-found", detail="There is no such agency."),
    NotNow: _not_now,
    BadAgency: lambda refused: field_problem(f"/{refused.field}", refused.reason),
    BadOrder: lambda refused: field_problem(f"/{refused.field}", refused.reason),
}
