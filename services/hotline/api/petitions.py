"""Petitions over the API: file, track, list, view, and the steps of staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, jsonify, request

from services.hotline.api import schemas, shown
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.file_petition import file_petition
from services.hotline.use_cases.link_petition import link_petition, unlink_petition
from services.hotline.use_cases.list_petitions import list_petitions
from services.hotline.use_cases.petition_request import Claim, read_petition_request
from services.hotline.use_cases.ports import Ports
from services.hotline.use_cases.settle_petition import answer_petition, assign_petition, close_petition
from services.hotline.use_cases.track_petition import guide_of, track_petition
from services.hotline.use_cases.verify_caller import verify_caller
from services.hotline.use_cases.view_petition import view_identity, view_petition
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.paging import decode_cursor, page
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, require_version, with_etag
from shared.http.rate_limits import client_address
from shared.security.access import needs
from shared.store.change import Context

Step = Callable[..., Petition]


def petitions_blueprint(ports: Ports, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("petitions", __name__, description="what people tell the hotline, and what became of it")
    _add_for_all(blueprint, ports, answers)
    _add_views(blueprint, ports)
    _add_links(blueprint, ports, answers)
    _add_steps(blueprint, ports, answers)
    return blueprint


def language() -> str:
    """English where the client prefers it over Vietnamese, else Vietnamese."""
    return request.accept_languages.best_match(("vi", "en"), default="vi") or "vi"


def _context(ports: Ports, why: str | None = None) -> Context:
    return request_context(why, clock=ports.clock)


def _add_for_all(blueprint: Blueprint, ports: Ports, answers: AnswerStore) -> None:
    @blueprint.route("/petitions", methods=["POST"])
    @blueprint.arguments(schemas.PetitionRequestSchema)
    @blueprint.response(201, schemas.FiledSchema)
    @needs("petition.file")
    def create_petition(body: dict[str, Any]) -> Any:
        """Take a petition: by the web from anybody, by another channel from an operator."""
        context = _context(ports)

        def act(slot: Slot) -> Response:
            filed = file_petition(
                ports,
                current_caller(),
                read_petition_request(body),
                context,
                address=client_address(),
                answer=lambda one: slot.answer(201, shown.filed(one), _place(one.petition)),
            )
            return _answer(shown.filed(filed), 201, _place(filed.petition))

        return answer_once(answers, act)

    @blueprint.route("/petitions/track", methods=["POST"])
    @blueprint.arguments(schemas.TrackRequest)
    @blueprint.response(200, schemas.TrackedSchema)
    @needs("petition.track")
    def track(body: dict[str, Any]) -> Any:
        """How a petition stands, to whoever holds its code and key."""
        petition = track_petition(ports, body["code"], body["token"], address=client_address())
        return _answer(
            shown.tracked(petition, guide_of(ports, petition), language()), 200, {"Cache-Control": "no-store"}
        )


def _add_views(blueprint: Blueprint, ports: Ports) -> None:
    @blueprint.route("/petitions", methods=["GET"])
    @blueprint.arguments(schemas.PetitionQuerySchema, location="query")
    @blueprint.response(200, schemas.PetitionPageSchema)
    @needs("petition.list")
    def petitions(query: dict[str, Any]) -> Any:
        """Petitions of one group, without their texts."""
        after = decode_cursor(query["cursor"], datetime, str)
        found = list_petitions(
            ports,
            current_caller(),
            query["group"],
            lateness=query["lateness"],
            officer=query["officer"],
            after=after,
            limit=query["limit"] + 1,
        )
        cut = page(found, query["limit"], lambda one: (one.listed_at, one.id))
        return jsonify({"items": [shown.row(one, language()) for one in cut["items"]], "next": cut["next"]})

    @blueprint.route("/petitions/<code>", methods=["GET"])
    @blueprint.response(200, schemas.PetitionSchema)
    @needs("petition.view")
    def petition(code: str) -> Response:
        """The whole petition; who it is from must be asked for by itself."""
        view = view_petition(ports, current_caller(), code)
        dossier = view.dossier.version if view.dossier else 0
        return with_etag(
            jsonify(shown.petition(view, language())), etag(view.petition.version, language(), view.hidden, dossier)
        )

    @blueprint.route("/petitions/<code>/identity", methods=["POST"])
    @blueprint.arguments(schemas.IdentityRequest)
    @blueprint.response(200, schemas.ContactSchema)
    @needs("petition.view-identity")
    def identity(body: dict[str, Any], code: str) -> Any:
        """Who it is from, for a reason. Every look is written down: who, when, why."""
        contact = view_identity(ports, current_caller(), code, body["why"], _context(ports))
        return _answer(
            {"name": contact.name, "phone": contact.phone, "email": contact.email, "address": contact.address},
            200,
            {"Cache-Control": "no-store"},
        )


def _add_links(blueprint: Blueprint, ports: Ports, answers: AnswerStore) -> None:
    @blueprint.route("/callers/verify", methods=["POST"])
    @blueprint.arguments(schemas.LinkRequest)
    @blueprint.response(200, schemas.VerifiedSchema)
    @needs("caller.verify")
    def verify(body: dict[str, Any]) -> Any:
        """The dossier of a caller who names its number; unknown and wrong look the same."""
        dossier = verify_caller(ports, current_caller(), _claim(body), _context(ports))
        return _answer(shown.verified(dossier, language()), 200, {"Cache-Control": "no-store"})

    @blueprint.route("/petitions/<code>/link", methods=["POST"])
    @blueprint.arguments(schemas.LinkRequest)
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.link")
    def link(body: dict[str, Any], code: str) -> Any:
        """The petition is about this dossier, whose owner named its number."""
        claim = _claim(body)
        return _step(
            ports, answers, lambda context, **more: link_petition(ports, current_caller(), code, claim, context, **more)
        )

    @blueprint.route("/petitions/<code>/unlink", methods=["POST"])
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.unlink")
    def unlink(code: str) -> Any:
        """It is about no known dossier after all."""
        return _step(
            ports, answers, lambda context, **more: unlink_petition(ports, current_caller(), code, context, **more)
        )


def _add_steps(blueprint: Blueprint, ports: Ports, answers: AnswerStore) -> None:
    @blueprint.route("/petitions/<code>/assign", methods=["POST"])
    @blueprint.arguments(schemas.AssignRequest)
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.assign")
    def assign(body: dict[str, Any], code: str) -> Any:
        """Into the hands of one petition officer."""
        return _step(
            ports,
            answers,
            lambda context, **more: assign_petition(ports, current_caller(), code, body["officer"], context, **more),
        )

    @blueprint.route("/petitions/<code>/answer", methods=["POST"])
    @blueprint.arguments(schemas.AnswerRequest)
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.answer")
    def answer(body: dict[str, Any], code: str) -> Any:
        """Answer it, once, in public words; whoever petitioned is told."""
        return _step(
            ports,
            answers,
            lambda context, **more: answer_petition(ports, current_caller(), code, body["answer"], context, **more),
        )

    @blueprint.route("/petitions/<code>/close", methods=["POST"])
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.close")
    def close(code: str) -> Any:
        """Done with, after its answer."""
        return _step(
            ports, answers, lambda context, **more: close_petition(ports, current_caller(), code, context, **more)
        )


def _step(ports: Ports, answers: AnswerStore, do: Step) -> Any:
    context = _context(ports)

    def act(slot: Slot) -> Response:
        done = do(context, check=_check_version, answer=lambda one: slot.answer(200, shown.stands(one)))
        return _answer(shown.stands(done), 200, {"ETag": f'"{etag(done.version)}"'})

    return answer_once(answers, act)


def _claim(body: dict[str, Any]) -> Claim:
    return Claim(body["dossier"], body["phone"] or body["phone_last4"])


def _check_version(petition: Petition) -> None:
    require_version(petition.version)


def _place(petition: Petition) -> dict[str, str]:
    return {"Location": f"/api/hotline/v1/petitions/{petition.code}"}


def _answer(body: dict[str, Any], status: int, headers: dict[str, str]) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers.extend(headers)
    return response
