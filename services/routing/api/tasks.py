"""The steps of people on their tasks over the API: each once for an Idempotency-Key, and on the version seen."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from flask import Response, jsonify

from services.routing.api import inbox_schemas as schemas
from services.routing.api.batches import add_batch
from services.routing.domain.case import Case
from services.routing.domain.task import Decision
from services.routing.use_cases.comment_on_task import SentFile, comment_on_task, open_attachment
from services.routing.use_cases.hold_task import assign_task, claim_task, hand_over_task
from services.routing.use_cases.inbox_desk import Found, Hooks, InboxDesk, find_task
from services.routing.use_cases.keep_absence import end_absence, meet_officer, tell_absence
from services.routing.use_cases.work_on_task import complete_task, offered, refuse_task, request_supplement
from shared.http.body_size import takes_up_to
from shared.http.correlation import request_context
from shared.http.file_answers import file_answer
from shared.http.guard import current_grant
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, require_version, with_etag
from shared.http.problems import field_problem
from shared.security.access import needs
from shared.store.change import Context

# A file of 5 MB in base64, and some words.
LARGEST_COMMENT = 8 * 1024 * 1024
Act = Callable[[Context, Hooks], Found]


def task_blueprint(desk: InboxDesk, answers: AnswerStore) -> Blueprint:
    """One task, and what is done with it."""
    blueprint = Blueprint("tasks", __name__, description="One task, and what people do with it")
    _add_reading(blueprint, desk)
    _add_holding(blueprint, desk, answers)
    _add_work(blueprint, desk, answers)
    _add_refusal(blueprint, desk, answers)
    _add_comment(blueprint, desk, answers)
    add_batch(blueprint, desk, answers)
    _add_absence(blueprint, desk)
    return blueprint


def _add_reading(blueprint: Blueprint, desk: InboxDesk) -> None:
    @blueprint.route("/tasks/<task_id>", methods=["GET"])
    @blueprint.alt_response(200, schema=schemas.OneTaskSchema, success=True)
    @needs("task.view")
    def show_task(task_id: str) -> Response:
        """One task: where it stands, who has it, what was noted on it, and how it may end."""
        found = find_task(desk.work, current_grant(), task_id)
        return with_etag(jsonify(_shown(found)), etag(found.case.version, found.assignment.version))

    @blueprint.route("/tasks/<task_id>/files/<file_id>", methods=["GET"])
    @blueprint.response(200, content_type="application/octet-stream")
    @needs("task.view")
    def show_file(task_id: str, file_id: str) -> Response:
        """A file of a comment, to be saved."""
        told, content = open_attachment(desk, current_grant(), task_id, file_id)
        return file_answer(content, told.media_type, told.name, inline=False, size=told.size, sha256=told.sha256)


def _add_holding(blueprint: Blueprint, desk: InboxDesk, answers: AnswerStore) -> None:
    @blueprint.route("/tasks/<task_id>/claim", methods=["POST"])
    @blueprint.arguments(schemas.ClaimRequest)
    @blueprint.response(200, schemas.OneTaskSchema)
    @needs("task.work")
    def claim(_: dict[str, Any], task_id: str) -> Any:
        """Take the task: the agency has it in hand by that. A deputy may take what the absent one has."""
        return _once(desk, answers, lambda context, hooks: claim_task(desk, current_grant(), context, task_id, hooks))

    @blueprint.route("/tasks/<task_id>/assign", methods=["POST"])
    @blueprint.arguments(schemas.AssignRequest)
    @blueprint.response(200, schemas.OneTaskSchema)
    @needs("task.work")
    def assign(body: dict[str, Any], task_id: str) -> Any:
        """Give a task that nobody has to a colleague; for one who is away, to who stands in."""

        def act(context: Context, hooks: Hooks) -> Found:
            return assign_task(desk, current_grant(), context, task_id, body["to"], hooks)

        return _once(desk, answers, act)

    @blueprint.route("/tasks/<task_id>/hand-over", methods=["POST"])
    @blueprint.arguments(schemas.HandOverRequest)
    @blueprint.response(200, schemas.OneTaskSchema)
    @needs("task.work")
    def hand_over(body: dict[str, Any], task_id: str) -> Any:
        """Hand the task over to a colleague, or back to everybody, with the reason."""

        def act(context: Context, hooks: Hooks) -> Found:
            return hand_over_task(desk, current_grant(), context, task_id, body["to"], body["why"], hooks)

        return _once(desk, answers, act)


def _add_work(blueprint: Blueprint, desk: InboxDesk, answers: AnswerStore) -> None:
    @blueprint.route("/tasks/<task_id>/complete", methods=["POST"])
    @blueprint.arguments(schemas.CompleteRequest)
    @blueprint.response(200, schemas.OneTaskSchema)
    @needs("task.work")
    def complete(body: dict[str, Any], task_id: str) -> Any:
        """Decide the task. Whoever is first counts: who comes after a colleague or the agency's software gets 409
        `decided-by-colleague` or `decided-by-software`."""
        result = body["result"]
        if result and result["issued_at"]:
            result = {**result, "issued_at": result["issued_at"].isoformat()}
        decision = Decision(body["outcome"], body["note"], result, body["return_to"])

        def act(context: Context, hooks: Hooks) -> Found:
            return complete_task(desk, current_grant(), context, task_id, decision, hooks)

        return _once(desk, answers, act)

    @blueprint.route("/tasks/<task_id>/request-supplement", methods=["POST"])
    @blueprint.arguments(schemas.SupplementRequest)
    @blueprint.response(200, schemas.OneTaskSchema)
    @needs("task.work")
    def ask(body: dict[str, Any], task_id: str) -> Any:
        """Ask the applicant for papers, once and in full: the clock stands still until they come."""

        def act(context: Context, hooks: Hooks) -> Found:
            return request_supplement(desk, current_grant(), context, task_id, body["wanted"], body["reason"], hooks)

        return _once(desk, answers, act)


def _add_refusal(blueprint: Blueprint, desk: InboxDesk, answers: AnswerStore) -> None:
    @blueprint.route("/tasks/<task_id>/refuse", methods=["POST"])
    @blueprint.arguments(schemas.RefuseRequest)
    @blueprint.response(200, schemas.OneTaskSchema)
    @needs("task.work")
    def refuse(body: dict[str, Any], task_id: str) -> Any:
        """It is not this agency's task: the centre gives it to another one, its date stays."""

        def act(context: Context, hooks: Hooks) -> Found:
            return refuse_task(desk, current_grant(), context, task_id, body["reason"], hooks)

        return _once(desk, answers, act)


def _add_comment(blueprint: Blueprint, desk: InboxDesk, answers: AnswerStore) -> None:
    @blueprint.route("/tasks/<task_id>/comment", methods=["POST"])
    @blueprint.arguments(schemas.CommentRequest)
    @blueprint.response(200, schemas.OneTaskSchema)
    @takes_up_to(LARGEST_COMMENT)
    @needs("task.work")
    def comment(body: dict[str, Any], task_id: str) -> Any:
        """Note something for the colleagues, with files or without."""
        files = [_file(one, number) for number, one in enumerate(body["files"])]

        def act(context: Context, hooks: Hooks) -> Found:
            return comment_on_task(desk, current_grant(), context, task_id, body["text"], files, hooks)

        return _once(desk, answers, act)


def _add_absence(blueprint: Blueprint, desk: InboxDesk) -> None:
    @blueprint.route("/officers/<officer>/absence", methods=["PUT"])
    @blueprint.arguments(schemas.AbsenceRequest)
    @blueprint.response(200, schemas.OfficerSchema)
    @needs("absence.keep")
    def away(body: dict[str, Any], officer: str) -> Any:
        """This officer is away, and the deputy does the work meanwhile; a colleague may tell it too."""
        grant, context = current_grant(), request_context(clock=desk.clock)
        meet_officer(desk, grant, context)
        days = body["start"], body["until"]
        return tell_absence(desk, grant, context, officer, days, body["deputy"], body["why"])

    @blueprint.route("/officers/<officer>/absence", methods=["DELETE"])
    @blueprint.response(200, schemas.OfficerSchema)
    @needs("absence.keep")
    def back(officer: str) -> Any:
        """This officer is here again from today on."""
        return end_absence(desk, current_grant(), request_context(clock=desk.clock), officer)


def _once(desk: InboxDesk, answers: AnswerStore, act: Act) -> Any:
    context = request_context(clock=desk.clock)
    meet_officer(desk, current_grant(), context)

    def once(slot: Slot) -> Response:
        def answer(found: Found) -> Any:
            return slot.answer(200, _shown(found), {"ETag": f'"{_tag(found)}"'})

        found = act(context, Hooks(_check_version, answer))
        response = jsonify(_shown(found))
        response.set_etag(_tag(found))
        return response

    return answer_once(answers, once)


def _tag(found: Found) -> str:
    return etag(found.case.version, found.assignment.version)


def _check_version(case: Case) -> None:
    require_version(case.version)


def _shown(found: Found) -> dict[str, Any]:
    case, task = found.case, found.task
    told = {
        "dossier": case.id,
        "procedure": case.procedure,
        "priority": case.priority,
        "task": task,
        "outcomes": offered(case, task),
        "may_return_to": case.may_return(task),
        "history": found.assignment.history,
        "comments": found.assignment.comments,
    }
    shown: dict[str, Any] = schemas.OneTaskSchema().dump(told)
    return shown


def _file(sent: dict[str, Any], number: int) -> SentFile:
    try:
        return SentFile(sent["name"], base64.b64decode(sent["content"], validate=True))
    except (binascii.Error, ValueError):
        raise field_problem(f"/files/{number}/content", "Not base64.") from None
