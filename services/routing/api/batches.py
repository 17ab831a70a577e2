"""The same step on many tasks over the API; an Idempotency-Key counts for each of them, as each is done by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from flask import request

from services.routing.api import inbox_schemas as schemas
from services.routing.api.refusals import language
from services.routing.domain.task import TaskStatus
from services.routing.use_cases.batch_tasks import BatchOrder, ItemOutcome, batch_tasks
from services.routing.use_cases.inbox_desk import Found, Hooks, InboxDesk
from services.routing.use_cases.keep_absence import meet_officer
from shared.http.correlation import current_caller, request_context
from shared.http.guard import current_grant
from shared.http.idempotency import HEADER, AnswerStore, Slot, make_slot
from shared.http.parsing import Blueprint
from shared.http.problems import Problem
from shared.security.access import needs
from shared.store.change import Answer


def add_batch(blueprint: Blueprint, desk: InboxDesk, answers: AnswerStore) -> None:
    """Put it onto the blueprint of tasks."""

    @blueprint.route("/tasks/batch", methods=["POST"])
    @blueprint.arguments(schemas.BatchRequest)
    @blueprint.response(200, schemas.BatchSchema)
    @needs("task.work")
    def batch(body: dict[str, Any]) -> dict[str, Any]:
        """The same step on up to 50 tasks, each by itself: one refused holds no other up, and each has its outcome.
        With an Idempotency-Key what was done is told again, what was refused is tried again."""
        context = request_context(clock=desk.clock)
        meet_officer(desk, current_grant(), context)
        slots = {id: _slot_of(id) for id in dict.fromkeys(body["tasks"])}
        known = {id: told for id, slot in slots.items() if (told := _told_before(answers, slot)) is not None}
        order = BatchOrder(body["step"], body["to"], body["why"], body["outcome"], body["note"])
        left = [id for id in slots if id not in known]
        done = batch_tasks(desk, current_grant(), context, left, order, lambda id: _hooks(slots[id])) if left else []
        outcomes = {**known, **{one.task_id: _outcome(one) for one in done}}
        return {"items": [outcomes[id] for id in slots]}


def _slot_of(task_id: str) -> Slot:
    """Raises Problem (400) for a key that is none."""
    caller, route, body = current_caller(), f"{request.method} {request.path}", request.get_data(cache=True)
    whole = make_slot(request.headers.get(HEADER), caller, route, body)
    if whole.key is None:
        return whole
    return make_slot(hashlib.sha256(f"{whole.key}\n{task_id}".encode()).hexdigest(), caller, route, body)


def _told_before(answers: AnswerStore, slot: Slot) -> Mapping[str, Any] | None:
    stored = answers.find(slot.key) if slot.key else None
    if stored is not None and stored.fingerprint != slot.fingerprint:
        raise Problem(422, "idempotency-key-reused", "This Idempotency-Key was used for another request")
    return {**stored.body, "status": TaskStatus(stored.body["status"])} if stored is not None else None


def _hooks(slot: Slot) -> Hooks:
    def answer(found: Found) -> Answer | None:
        told: Mapping[str, Any] = schemas.BatchItemSchema().dump(_outcome(ItemOutcome(found.task.id, found)))
        return slot.answer(200, told)

    return Hooks(answer=answer)


def _outcome(one: ItemOutcome) -> dict[str, Any]:
    task = one.found.task if one.found else None
    return {
        "task_id": one.task_id,
        "done": task is not None,
        "status": task.status if task else None,
        "assignee": task.assignee if task else None,
        "problem": one.slug or None,
        "detail": one.words.in_language(language()) if one.words else None,
    }
