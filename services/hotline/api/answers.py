"""What is done about answers over the API: approved, sent back, published, judged; and what everybody may read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, jsonify

from services.hotline.api import answer_schemas as schemas
from services.hotline.api import shown
from services.hotline.api.petitions import language, step
from services.hotline.domain.answers.publication import Publication
from services.hotline.domain.answers.survey import Survey
from services.hotline.domain.errors import NotFound
from services.hotline.use_cases.answers.answer_ports import AnswerStores
from services.hotline.use_cases.answers.approve_answer import approve_answer, send_back_answer
from services.hotline.use_cases.answers.publish_answer import (
    UNKNOWN,
    draft_of,
    prepare_publication,
    publication_of,
    publish,
    published_answer,
    published_answers,
    send_back,
    take_down,
)
from services.hotline.use_cases.answers.rate_answer import opinions, rate_by_key, rate_by_link
from services.hotline.use_cases.answers.tell_standing import tell_standing
from services.hotline.use_cases.ports import Ports
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.paging import decode_cursor, page
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, require_version, with_etag
from shared.http.rate_limits import client_address
from shared.security.access import needs, public

Do = Callable[..., Publication]
ONE = "/petitions/<code>/publication"


def answers_blueprint(ports: Ports, stores: AnswerStores, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("answers", __name__, description="answers: approved, published, judged")
    _add_approval(blueprint, ports, answers)
    _add_for_everybody(blueprint, ports, stores)
    _add_publication(blueprint, ports, answers)
    _add_opinions(blueprint, ports, stores)
    return blueprint


def _add_approval(blueprint: Blueprint, ports: Ports, answers: AnswerStore) -> None:
    @blueprint.route("/petitions/<code>/approve", methods=["POST"])
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.approve")
    def approve(code: str) -> Any:
        """The answer that waits is told to whoever petitioned; never by who wrote it."""
        return step(
            ports, answers, lambda context, **more: approve_answer(ports, current_caller(), code, context, **more)
        )

    @blueprint.route("/petitions/<code>/send-back", methods=["POST"])
    @blueprint.arguments(schemas.ReasonRequest)
    @blueprint.response(200, schemas.StandsSchema)
    @needs("petition.approve")
    def send_answer_back(body: dict[str, Any], code: str) -> Any:
        """The answer that waits goes back to who wrote it, with the reason."""
        return step(
            ports,
            answers,
            lambda context, **more: send_back_answer(ports, current_caller(), code, body["reason"], context, **more),
        )

    @blueprint.route("/petitions/standing", methods=["POST"])
    @blueprint.arguments(schemas.StandingRequest)
    @blueprint.response(200, schemas.PetitionStandingSchema)
    @needs("petition.tell-standing")
    def standing(body: dict[str, Any]) -> Any:
        """How a petition stands, to tell a caller who proves that it is theirs: by key, or by the number they left."""
        told = tell_standing(ports, current_caller(), body["code"], body["token"], body["phone"] or body["phone_last4"])
        answer = jsonify(shown.standing(told, language()))
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _add_for_everybody(blueprint: Blueprint, ports: Ports, stores: AnswerStores) -> None:
    @blueprint.route("/answers", methods=["GET"])
    @blueprint.arguments(schemas.AnswerQuery, location="query")
    @blueprint.response(200, schemas.PublishedPage)
    @public
    def published(query: dict[str, Any]) -> Any:
        """Published answers, the latest first: without names."""
        after = decode_cursor(query["cursor"], datetime, str)
        found = published_answers(stores.publications, query["topic"], after, query["limit"] + 1)
        cut = page(found, query["limit"], lambda one: (one.reviewed_at, one.id))
        return jsonify({"items": [shown.published(one, language()) for one in cut["items"]], "next": cut["next"]})

    @blueprint.route("/answers/<code>", methods=["GET"])
    @blueprint.response(200, schemas.PublishedSchema)
    @public
    def published_one(code: str) -> Response:
        """One published answer."""
        found = published_answer(ports, code)
        return with_etag(jsonify(shown.published(found, language())), etag(found.version, language()))


def _add_publication(blueprint: Blueprint, ports: Ports, answers: AnswerStore) -> None:
    def once(do: Do) -> Any:
        context = request_context(clock=ports.clock)

        def act(slot: Slot) -> Response:
            done = do(
                context,
                check=lambda one: require_version(one.version),
                answer=lambda one: slot.answer(200, shown.publication(one, language())),
            )
            answer = jsonify(shown.publication(done, language()))
            answer.headers["ETag"] = f'"{etag(done.version)}"'
            return answer

        return answer_once(answers, act)

    @blueprint.route(ONE, methods=["GET"])
    @blueprint.response(200, schemas.PublicationSchema)
    @needs("petition.view")
    def publication(code: str) -> Response:
        """How its publication stands. 404 where none was prepared."""
        found = publication_of(ports, current_caller(), code)
        if found is None:
            raise NotFound("unknown-answer", UNKNOWN)
        return with_etag(jsonify(shown.publication(found, language())), etag(found.version, language()))

    @blueprint.route(f"{ONE}/draft", methods=["GET"])
    @blueprint.response(200, schemas.DraftSchema)
    @needs("answer.prepare")
    def draft(code: str) -> Any:
        """What was told and answered, with names and numbers covered, to be written over."""
        return jsonify(shown.draft(draft_of(ports, current_caller(), code)))

    @blueprint.route(ONE, methods=["PUT"])
    @blueprint.arguments(schemas.PublicationRequest)
    @blueprint.response(200, schemas.PublicationSchema)
    @needs("answer.prepare")
    def prepare(body: dict[str, Any], code: str) -> Any:
        """Words for everybody, waiting for a second person. What looks like a name is refused, unless sure."""
        return once(lambda context, **more: prepare_publication(ports, current_caller(), code, body, context, **more))

    @blueprint.route(f"{ONE}/publish", methods=["POST"])
    @blueprint.response(200, schemas.PublicationSchema)
    @needs("answer.publish")
    def publish_it(code: str) -> Any:
        """For everybody to read; never by who prepared it."""
        return once(lambda context, **more: publish(ports, current_caller(), code, context, **more))

    @blueprint.route(f"{ONE}/send-back", methods=["POST"])
    @blueprint.arguments(schemas.ReasonRequest)
    @blueprint.response(200, schemas.PublicationSchema)
    @needs("answer.publish")
    def send_it_back(body: dict[str, Any], code: str) -> Any:
        """To be covered better."""
        return once(lambda context, **more: send_back(ports, current_caller(), code, body["reason"], context, **more))

    @blueprint.route(f"{ONE}/take-down", methods=["POST"])
    @blueprint.arguments(schemas.ReasonRequest)
    @blueprint.response(200, schemas.PublicationSchema)
    @needs("petition.view")
    def take_it_down(body: dict[str, Any], code: str) -> Any:
        """No more for everybody; whoever may prepare or publish may do so."""
        return once(lambda context, **more: take_down(ports, current_caller(), code, body["reason"], context, **more))


def _add_opinions(blueprint: Blueprint, ports: Ports, stores: AnswerStores) -> None:
    @blueprint.route("/petitions/rate", methods=["POST"])
    @blueprint.arguments(schemas.RateRequest)
    @blueprint.response(200, schemas.RatedSchema)
    @needs("petition.track")
    def rate(body: dict[str, Any]) -> Any:
        """Whether whoever petitioned is content: by ``code`` and ``token``, or by ``survey`` of the message's link."""
        context, address = request_context(clock=ports.clock), client_address()
        if body["survey"]:
            done: Survey = rate_by_link(ports, body["survey"], body, context, address=address)
        else:
            done = rate_by_key(ports, body["code"], body["token"], body, context, address=address)
        return jsonify(shown.rated(done))

    @blueprint.route("/opinions", methods=["GET"])
    @blueprint.arguments(schemas.SpanQuery, location="query")
    @blueprint.response(200, schemas.OpinionsSchema)
    @needs("rating.view")
    def figures(query: dict[str, Any]) -> Any:
        """What people said of the answers of a span, as counts."""
        found = opinions(ports, stores.surveys, current_caller(), query["start"], query["end"])
        return jsonify(shown.opinions(found))
