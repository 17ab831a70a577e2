"""Templates over the API: those in force, their versions, how words look, and the steps to new ones."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from flask import Response, jsonify, request

from services.notifications.api import template_schemas as schemas
from services.notifications.domain.address_form import AddressForm
from services.notifications.domain.errors import InvalidRequest
from services.notifications.domain.message import Channel
from services.notifications.domain.template import Place, allowed, required
from services.notifications.domain.words.line import TemplateLine
from services.notifications.use_cases.preview_templates import preview
from services.notifications.use_cases.templates import changing
from services.notifications.use_cases.templates.changing import Answering, Draft
from services.notifications.use_cases.templates.desk import (
    WordsDesk,
    every_place,
    load_line,
    place_of,
    words_in_force,
)
from services.notifications.use_cases.templates.looking import Look, look_at
from services.notifications.use_cases.templates.trying import send_test
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import HEADER, AnswerStore, Slot, answer_once
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, require_version, with_etag
from shared.security.access import needs
from shared.store.change import Context


def template_blueprint(desk: WordsDesk, answers: AnswerStore) -> Blueprint:
    """The words of all messages."""
    blueprint = Blueprint("templates", __name__, description="The words of messages, their versions and who approved")
    _add_views(blueprint, desk)
    _add_proposals(blueprint, desk, answers)
    _add_steps(blueprint, desk, answers)
    return blueprint


def language() -> str:
    """English where the client prefers it over Vietnamese, else Vietnamese."""
    return request.accept_languages.best_match(("vi", "en"), default="vi") or "vi"


def _add_views(blueprint: Blueprint, desk: WordsDesk) -> None:
    @blueprint.route("/templates", methods=["GET"])
    @blueprint.arguments(schemas.TemplateQuery, location="query")
    @blueprint.response(200, schemas.TemplatePageSchema)
    @needs("template.list")
    def list_templates(query: dict[str, Any]) -> dict[str, Any]:
        """The templates in force, each with an example."""
        return {"items": list(_listed(desk, query)), "next": None}

    @blueprint.route("/templates/<key>", methods=["GET"])
    @blueprint.response(200, schemas.LineSchema)
    @needs("template.list")
    def one_template(key: str) -> Any:
        """One template with all its versions."""
        line = load_line(desk, place_of(key))
        return with_etag(jsonify(schemas.LineSchema().dump(_line(line))), etag(line.version))

    @blueprint.route("/templates/<key>/versions/<int:number>", methods=["GET"])
    @blueprint.response(200, schemas.VersionSchema)
    @needs("template.list")
    def one_version(key: str, number: int) -> Any:
        """One version."""
        line = load_line(desk, place_of(key))
        return _version(line, line.numbered(number).number)


def _add_proposals(blueprint: Blueprint, desk: WordsDesk, answers: AnswerStore) -> None:
    @blueprint.route("/templates", methods=["POST"])
    @blueprint.arguments(schemas.ProposalSchema)
    @blueprint.response(201, schemas.LineSchema)
    @needs("template.write")
    def propose(body: dict[str, Any]) -> Any:
        """New words, which wait for the approval of a second person."""
        draft = _draft(body)

        def act(slot: Slot) -> Response:
            context = _context(desk)
            return _answered(changing.propose(desk, current_caller(), draft, context, _kept(slot, 201)), 201)

        return answer_once(answers, act)

    @blueprint.route("/templates/look", methods=["POST"])
    @blueprint.arguments(schemas.LookQuery, location="query")
    @blueprint.arguments(schemas.DraftSchema)
    @blueprint.response(200, schemas.LookSchema)
    @needs("template.write")
    def look(query: dict[str, Any], body: dict[str, Any]) -> Any:
        """How words would look: filled in, counted, priced; nothing is kept."""
        found = look_at(desk, current_caller(), _draft(body).template(), real=query["real"])
        if found.faults:
            raise InvalidRequest(*found.faults)
        return _look(found)


def _add_steps(blueprint: Blueprint, desk: WordsDesk, answers: AnswerStore) -> None:
    def step(key: str, done: Callable[[Place, Context, Answering], TemplateLine], status: int = 200) -> Any:
        place = place_of(key)
        if "If-Match" in request.headers:
            require_version(load_line(desk, place).version)

        def act(slot: Slot) -> Response:
            return _answered(done(place, _context(desk), _kept(slot, status)), status)

        return answer_once(answers, act)

    @blueprint.route("/templates/<key>/versions/<int:number>/approve", methods=["POST"])
    @blueprint.arguments(schemas.NoteSchema)
    @blueprint.response(200, schemas.LineSchema)
    @needs("template.approve")
    def approve(body: dict[str, Any], key: str, number: int) -> Any:
        """A second person approves: from now on messages are written with it."""
        caller, note = current_caller(), body["note"]
        return step(key, lambda *more: changing.approve(desk, caller, more[0], number, note, *more[1:]))

    @blueprint.route("/templates/<key>/versions/<int:number>/send-back", methods=["POST"])
    @blueprint.arguments(schemas.NoteSchema)
    @blueprint.response(200, schemas.LineSchema)
    @needs("template.approve")
    def send_back(body: dict[str, Any], key: str, number: int) -> Any:
        """Not these words, and why."""
        caller, note = current_caller(), body["note"]
        return step(key, lambda *more: changing.send_back(desk, caller, more[0], number, note, *more[1:]))

    @blueprint.route("/templates/<key>/versions/<int:number>/take-back", methods=["POST"])
    @blueprint.response(200, schemas.LineSchema)
    @needs("template.write")
    def take_back(key: str, number: int) -> Any:
        """Its author thought better of it."""
        caller = current_caller()
        return step(key, lambda *more: changing.take_back(desk, caller, more[0], number, *more[1:]))

    @blueprint.route("/templates/<key>/versions/<int:number>/return-to", methods=["POST"])
    @blueprint.arguments(schemas.WhySchema)
    @blueprint.response(201, schemas.LineSchema)
    @needs("template.write")
    def return_to(body: dict[str, Any], key: str, number: int) -> Any:
        """Older words come back as a new version, which waits as any other."""
        caller, why = current_caller(), body["why"]
        return step(key, lambda *more: changing.return_to(desk, caller, more[0], number, why, *more[1:]), 201)

    @blueprint.route("/templates/<key>/versions/<int:number>/test", methods=["POST"])
    @blueprint.arguments(schemas.TestSchema)
    @blueprint.response(202, schemas.TestSentSchema)
    @needs("template.test")
    def test(body: dict[str, Any], key: str, number: int) -> Any:
        """Send the version's words to one address, marked as a test; the same Idempotency-Key sends it once."""
        once = request.headers.get(HEADER) or secrets.token_hex(12)
        place, to = place_of(key), body["recipient"]
        sent = send_test(desk, current_caller(), place, number, to, once, _context(desk))
        return {
            "message": sent.id, "template": sent.template, "status": sent.status.value, "to_masked": sent.to_masked,
        }  # fmt: skip


def _listed(desk: WordsDesk, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
    lines = desk.lines.all()
    kept = {line.place: line for line in lines}
    now = desk.clock()
    for place in every_place(desk, lines):
        line = kept.get(place) or TemplateLine.begin(place)
        template = words_in_force(desk, line)
        wanted = (query["event"], query["channel"], query["language"], query["form"])
        own = (place.event, place.channel.value, place.language, place.form.value)
        if template is None or any(one not in (None, mine) for one, mine in zip(wanted, own, strict=True)):
            continue
        shown = preview(template, desk.house)
        cut = shown.cut
        yield {
            "name": template.name, "key": place.key, "event": place.event, "channel": place.channel.value,
            "language": place.language, "form": place.form.value, "version": template.version,
            "waiting": line.waiting.number if line.waiting else None, "accented": template.accented,
            "subject": template.subject, "text": template.text, "preview": shown.writing.text,
            "parts": cut.count if cut else None, "encoding": cut.encoding if cut else None,
            "cost": desk.prices.cost(place.channel, cut.count if cut else 1, now),
        }  # fmt: skip


def _draft(body: dict[str, Any]) -> Draft:
    place = Place(body["event"], Channel(body["channel"]), body["language"], AddressForm(body["form"]))
    return Draft(
        place, body["text"], body["subject"], body["accented"], body.get("why", ""), body.get("based_on")
    )  # fmt: skip


def _look(found: Look) -> dict[str, Any]:
    writing, cut = found.writing, found.cut
    return {
        "text": writing.text if writing else "", "subject": writing.subject if writing else "",
        "html": writing.html if writing else "", "parts": cut.count if cut else None,
        "encoding": cut.encoding if cut else None, "cost": found.cost, "told_at": found.told_at,
        "hidden": found.hidden,
    }  # fmt: skip


def _line(line: TemplateLine) -> dict[str, Any]:
    place = line.place
    return {
        "key": line.id, "event": place.event, "channel": place.channel.value, "language": place.language,
        "form": place.form.value, "in_force": line.in_force,
        "versions": [_version(line, one.number) for one in line.versions],
        "placeholders": sorted(allowed(place.event)), "required": sorted(required(place.event, place.channel)),
    }  # fmt: skip


def _version(line: TemplateLine, number: int) -> dict[str, Any]:
    found = line.numbered(number)
    return {**asdict(found), "state": found.state.value, "name": line.as_template(found).name}


def _answered(line: TemplateLine, status: int) -> Response:
    response = jsonify(schemas.LineSchema().dump(_line(line)))
    response.status_code = status
    response.headers.extend(_headers(line, status))
    return response


def _kept(slot: Slot, status: int) -> Answering:
    return lambda line: slot.answer(status, schemas.LineSchema().dump(_line(line)), _headers(line, status))


def _headers(line: TemplateLine, status: int) -> dict[str, str]:
    place = {"Location": f"/api/notifications/v1/templates/{line.id}"} if status == 201 else {}
    return {**place, "ETag": f'"{line.version}"'}


def _context(desk: WordsDesk) -> Context:
    return request_context(clock=desk.clock)
