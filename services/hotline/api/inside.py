"""The inside over the API: notes, the step where something went wrong, petitions as a file."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields, validate

from services.hotline.api.petitions import language
from services.hotline.api.schemas import StandsSchema
from services.hotline.api.shown import moment, stands
from services.hotline.domain.inside.agency_task import AgencyTask, Asked
from services.hotline.domain.inside.note import Note
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.doors.export import Exported, as_csv, export_petitions, export_with_identities
from services.hotline.use_cases.inside.ask_agency import ask_agency, read_tasks
from services.hotline.use_cases.inside.inside_ports import AgencyTasks, Notes
from services.hotline.use_cases.inside.say_where import say_where
from services.hotline.use_cases.inside.take_notes import read_notes, write_note
from services.hotline.use_cases.ports import Group, Ports
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, require_version
from shared.security.access import needs

FILE = {"Content-Disposition": 'attachment; filename="petitions.csv"', "Cache-Control": "private, no-store"}


class NoteRequest(Schema):
    note = fields.String(required=True, metadata={"description": "for the desk only; never told to the petitioner"})


class NoteSchema(Schema):
    id = fields.String(required=True)
    at = fields.String(required=True)
    who = fields.String(required=True)
    note = fields.String(required=True)


class NotesSchema(Schema):
    items = fields.List(fields.Nested(NoteSchema), required=True)


class StepRequest(Schema):
    step = fields.String(
        load_default="",
        validate=validate.Length(max=200),
        metadata={"description": "key of the step and code of the agency, such as appraisal/H99.11.02, or reception/"},
    )
    words = fields.String(load_default="", metadata={"description": "which step, where it is none of the dossier's"})


class StepPlaceSchema(Schema):
    procedure = fields.String(required=True)
    step_key = fields.String(required=True)
    step = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)


class PlacedSchema(StandsSchema):
    went_wrong = fields.Nested(StepPlaceSchema, required=True, allow_none=True)


class AgencyTaskRequest(Schema):
    agency = fields.String(required=True, validate=validate.Length(max=40))
    question = fields.String(required=True, metadata={"description": "no names: the agency reads it as it stands"})
    hours = fields.Float(
        load_default=None,
        allow_none=True,
        metadata={"description": "working hours of the agency; null: the usual ones"},
    )


class AgencyTaskSchema(Schema):
    id = fields.String(required=True)
    dossier = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    question = fields.String(required=True)
    asked_at = fields.String(required=True)
    asked_by = fields.String(required=True)
    state = fields.Enum(Asked, by_value=True, required=True)
    answer = fields.String(required=True)
    reason = fields.String(required=True, metadata={"description": "why it was not answered"})
    answered_at = fields.String(required=True, allow_none=True)


class AgencyTasksSchema(Schema):
    items = fields.List(fields.Nested(AgencyTaskSchema), required=True)


class ExportQuery(Schema):
    group = fields.Enum(Group, by_value=True, load_default=None, metadata={"description": "left out: all of them"})


class ExportRequest(ExportQuery):
    why = fields.String(required=True, metadata={"description": "what for; one look is written for each petition"})


def inside_blueprint(ports: Ports, notes: Notes, tasks: AgencyTasks, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint(
        "inside", __name__, description="what the desk notes about petitions, and petitions as a file"
    )
    _add_notes(blueprint, ports, notes, answers)
    _add_step(blueprint, ports, answers)
    _add_tasks(blueprint, ports, tasks, answers)
    _add_export(blueprint, ports)
    return blueprint


def _add_notes(blueprint: Blueprint, ports: Ports, notes: Notes, answers: AnswerStore) -> None:
    @blueprint.route("/petitions/<code>/notes", methods=["GET"])
    @blueprint.response(200, NotesSchema)
    @needs("note.read")
    def all_notes(code: str) -> Any:
        """What the desk noted, the latest first."""
        found = read_notes(ports, notes, current_caller(), code)
        return _answer({"items": [_note(one) for one in found]}, 200, {"Cache-Control": "no-store"})

    @blueprint.route("/petitions/<code>/notes", methods=["POST"])
    @blueprint.arguments(NoteRequest)
    @blueprint.response(201, NoteSchema)
    @needs("note.write")
    def add_note(body: dict[str, Any], code: str) -> Any:
        """A note of the desk, kept for good."""

        def act(slot: Slot) -> Response:
            done = write_note(
                ports, current_caller(), code, body["note"], request_context(clock=ports.clock),
                answer=lambda one: slot.answer(201, _note(one)),
            )  # fmt: skip
            return _answer(_note(done), 201, {})

        return answer_once(answers, act)


def _add_step(blueprint: Blueprint, ports: Ports, answers: AnswerStore) -> None:
    @blueprint.route("/petitions/<code>/step", methods=["POST"])
    @blueprint.arguments(StepRequest)
    @blueprint.response(200, PlacedSchema)
    @needs("petition.say-step")
    def step(body: dict[str, Any], code: str) -> Any:
        """At which step of the procedure it went wrong: one of the linked dossier's, or in words."""

        def act(slot: Slot) -> Response:
            done = say_where(
                ports, current_caller(), code, body["step"], body["words"], request_context(clock=ports.clock),
                check=lambda one: require_version(one.version), answer=lambda one: slot.answer(200, _placed(one)),
            )  # fmt: skip
            return _answer(_placed(done), 200, {"ETag": f'"{etag(done.version)}"'})

        return answer_once(answers, act)


def _add_tasks(blueprint: Blueprint, ports: Ports, tasks: AgencyTasks, answers: AnswerStore) -> None:
    @blueprint.route("/petitions/<code>/tasks", methods=["GET"])
    @blueprint.response(200, AgencyTasksSchema)
    @needs("agency-task.read")
    def all_tasks(code: str) -> Any:
        """What was asked of agencies, and what they said."""
        found = read_tasks(ports, tasks, current_caller(), code)
        return _answer({"items": [_task(one) for one in found]}, 200, {"Cache-Control": "no-store"})

    @blueprint.route("/petitions/<code>/tasks", methods=["POST"])
    @blueprint.arguments(AgencyTaskRequest)
    @blueprint.response(201, AgencyTaskSchema)
    @needs("agency-task.ask")
    def ask(body: dict[str, Any], code: str) -> Any:
        """Ask an agency that was given the dossier; it reads the question, and nothing of the petition."""

        def act(slot: Slot) -> Response:
            done = ask_agency(
                ports, current_caller(), code, body["agency"], body["question"], body["hours"],
                request_context(clock=ports.clock), answer=lambda one: slot.answer(201, _task(one)),
            )  # fmt: skip
            return _answer(_task(done), 201, {})

        return answer_once(answers, act)


def _add_export(blueprint: Blueprint, ports: Ports) -> None:
    @blueprint.route("/petitions/export", methods=["GET"])
    @blueprint.arguments(ExportQuery, location="query")
    @blueprint.response(200, content_type="text/csv", description="CSV; no names, no texts, no dossier codes")
    @needs("petition.export")
    def export(query: dict[str, Any]) -> Any:
        """Petitions as a file, without who they are from."""
        return _file(export_petitions(ports, current_caller(), query["group"]))

    @blueprint.route("/petitions/export", methods=["POST"])
    @blueprint.arguments(ExportRequest)
    @blueprint.response(200, content_type="text/csv", description="CSV with names, phones, emails, addresses")
    @needs("petition.export-identities")
    def export_named(body: dict[str, Any]) -> Any:
        """The same with who they are from, for a reason: one look is written for each petition."""
        context = request_context(clock=ports.clock)
        return _file(export_with_identities(ports, current_caller(), body["group"], body["why"], context))


def _file(exported: Exported) -> Response:
    return Response(as_csv(exported, language()), mimetype="text/csv", headers=FILE)


def _note(one: Note) -> dict[str, Any]:
    return {"id": one.id, "at": moment(one.at), "who": one.who, "note": one.text}


def _task(one: AgencyTask) -> dict[str, Any]:
    plain = ("id", "dossier", "agency", "agency_name", "question", "asked_by", "answer", "reason")
    told = {name: getattr(one, name) for name in plain}
    return {**told, "state": one.state.value, "asked_at": moment(one.asked_at), "answered_at": moment(one.answered_at)}


def _placed(one: Petition) -> dict[str, Any]:
    return {**stands(one), "went_wrong": went_wrong(one)}


def went_wrong(one: Petition) -> dict[str, Any] | None:
    """The step, without who said so."""
    place = one.went_wrong
    return {name: getattr(place, name) for name in StepPlaceSchema._declared_fields} if place else None


def _answer(body: dict[str, Any], status: int, headers: dict[str, str]) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers.extend(headers)
    return response
