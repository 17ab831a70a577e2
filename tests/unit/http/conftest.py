"""A small service with a few things, enough to hold the HTTP platform to its rules."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Blueprint as Pages
from flask import Flask, Response, jsonify
from joserfc.jwk import OKPKey
from marshmallow import Schema, fields, validate

from shared.http.application import create_api
from shared.http.correlation import current_caller, request_context
from shared.http.guard import current_grant
from shared.http.idempotency import Slot, answer_once
from shared.http.paging import PageQuery, decode_cursor, page, page_schema
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, is_fresh, require_version, with_etag
from shared.http.problems import Problem, field_problem
from shared.http.sessions import Sessions
from shared.security.access import AccessTable, Rule, Scope, needs, public
from shared.security.caller import Caller
from shared.security.keys import key_set, new_signing_key, public_json
from shared.security.tokens import TokenIssuer, TokenVerifier
from shared.settings import COMMON, Settings, read
from shared.store.change import AlreadyExists, Answer, Conflict, StoreAway

ACCESS = AccessTable(
    [
        Rule("public", "thing.make"),
        Rule("clerk", "thing.read", Scope.UNIT),
        Rule("owner", "thing.read", Scope.OWN),
        Rule("leader", "thing.list"),
    ]
)
CLERK = Caller("staff", "anna", frozenset({"clerk"}), "U1")
LEADER = Caller("staff", "lee", frozenset({"leader"}), "U1")


class PartSchema(Schema):
    """A part of a thing."""

    label = fields.String(required=True)


class ThingSchema(Schema):
    """A thing."""

    count = fields.Integer(required=True, validate=validate.Range(min=1))
    parts = fields.List(fields.Nested(PartSchema))
    text = fields.String()


class TextSchema(Schema):
    """Any text."""

    text = fields.String(required=True)


class OutOfThings(Exception):
    """A fault of this service's own rules."""


@dataclass
class Answers:
    """Answers in memory, with the unique key that a database would hold."""

    kept: dict[str, Answer] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key: str) -> Answer | None:
        return self.kept.get(key)

    def commit(self, answer: Answer | None, effect: Callable[[], None]) -> None:
        with self.lock:
            if answer is not None and answer.key in self.kept:
                raise AlreadyExists(("idempotency_key",))
            effect()
            if answer is not None:
                self.kept[answer.key] = answer


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Service:
    """The app with what its tests look at."""

    app: Flask
    sessions: Sessions
    issuer: TokenIssuer
    clock: Clock
    answers: Answers
    made: list[int]
    gate: threading.Barrier | None = None

    def client(self) -> Any:
        return self.app.test_client()

    def bearer(self, caller: Caller) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.issuer.issue(caller, self.clock())}"}


@pytest.fixture(scope="session")
def signing_key() -> OKPKey:
    return new_signing_key()


@pytest.fixture
def settings() -> Settings:
    return read(
        COMMON,
        {
            "MONGO_URL": "mongodb://nowhere/x",
            "AMQP_URL": "amqp://nowhere",
            "SECRETS_DIR": "/nowhere",
            "HTTP_MAX_BODY_BYTES": "4096",
        },
    )


@pytest.fixture
def service(signing_key: OKPKey, settings: Settings) -> Service:
    clock, answers = Clock(), Answers()
    made: list[int] = []
    issuer = TokenIssuer(signing_key)
    sessions = Sessions(TokenVerifier(key_set(public_json([signing_key]))), issuer, secure=False, clock=clock)
    found = Service(Flask("none"), sessions, issuer, clock, answers, made)
    found.app = create_api(
        "front",
        settings,
        access=ACCESS,
        sessions=sessions,
        blueprints=[_api(found)],
        pages=[_pages(sessions)],
        checks={"store": lambda: None},
        error_page=_error_page,
        translations={OutOfThings: lambda _: Problem(409, "out-of-things", "No things are left")},
    )
    return found


def _error_page(problem: Problem) -> Response:
    return Response(f"<h1>{problem.title}</h1>", content_type="text/html; charset=utf-8")


def _api(service: Service) -> Blueprint:
    api = Blueprint("things", __name__)

    @api.route("/things", methods=["POST"])
    @needs("thing.make")
    @api.arguments(ThingSchema)
    @api.response(201, ThingSchema)
    def make(data: dict[str, Any]) -> Any:
        def act(slot: Slot) -> dict[str, Any]:
            if service.gate is not None:
                service.gate.wait(timeout=10)
            service.answers.commit(slot.answer(201, data), lambda: service.made.append(data["count"]))
            return data

        return answer_once(service.answers, act)

    @api.route("/things", methods=["GET"])
    @needs("thing.list")
    @api.arguments(PageQuery, location="query")
    @api.response(200, page_schema(ThingSchema))
    def listed(query: dict[str, Any]) -> Any:
        after = decode_cursor(query["cursor"], int)
        start = after[0] if after else 0
        found = [{"count": number} for number in range(start + 1, 8)][: query["limit"] + 1]
        return page(found, query["limit"], lambda one: (one["count"],))

    @api.route("/things/<code>", methods=["GET"])
    @needs("thing.read")
    def read_one(code: str) -> Any:
        current_grant().require(unit=code, owned=current_caller().owner_token == f"of-{code}")
        tag = etag(7, "vi")
        return with_etag(Response() if is_fresh(tag) else jsonify(code=code), tag)

    @api.route("/things/<code>", methods=["PUT"])
    @needs("thing.make")
    def write_one(code: str) -> Any:
        require_version(7)
        context = request_context()
        return jsonify(
            actor=context.actor,
            correlation_id=context.correlation_id,
            at=context.at.isoformat(),
            traceparent=context.traceparent,
        )

    @api.route("/echo", methods=["POST"])
    @needs("thing.make")
    @api.arguments(TextSchema)
    @api.response(200, TextSchema)
    def echo(data: dict[str, Any]) -> Any:
        return data

    @api.route("/fails/<how>", methods=["GET", "POST"])
    @needs("thing.make")
    def fails(how: str) -> Any:
        raise {
            "away": StoreAway("mongodb://front:geheim@db is away"),
            "conflict": Conflict("x"),
            "exists": AlreadyExists(("number",)),
            "own": OutOfThings("geheim"),
            "field": field_problem("/text", "Not here."),
        }.get(how, RuntimeError("geheim 0912345678"))

    @api.route("/unmarked", methods=["GET"])
    def unmarked() -> Any:
        return "never"

    return api


def _pages(sessions: Sessions) -> Pages:
    pages = Pages("pages", __name__)

    @pages.get("/")
    @public
    def front() -> str:
        return f"<p>{current_caller().id}</p>"

    @pages.post("/form")
    @public
    def form() -> str:
        return "done"

    @pages.post("/leave")
    @public
    def leave() -> Response:
        response = Response("left")
        sessions.sign_out(response)
        return response

    return pages
