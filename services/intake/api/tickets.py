"""Queue tickets over the API: take one, see how it stands, and what an officer does at a counter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify

from services.intake.api.answers import answer_of
from services.intake.api.schemas.tickets import DayQuery, HandOverRequest, SitDownRequest, TicketRequest
from services.intake.api.shown import queue as shown
from services.intake.domain.queue.ticket import State, Via
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.queue import counters, figures, own_ticket
from services.intake.use_cases.queue.counters import AtCounter
from services.intake.use_cases.queue.take_ticket import Taken, take_ticket
from services.intake.use_cases.queue.watch import look, place, view_ticket
from services.intake.use_cases.queue_ports import QueueDesk
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, with_etag
from shared.http.rate_limits import client_address
from shared.security.access import needs, public
from shared.store.change import Context
from shared.working_time.calendar import local

STEPS: dict[str, Callable[[Ports, QueueDesk, Any, int, Context], AtCounter]] = {
    "pause": counters.pause,
    "go-on": counters.go_on,
    "close": counters.close,
    "call-next": counters.call_next,
    "call-again": counters.call_again,
    "serve": counters.serve,
    "confirm": counters.confirm,
    "refuse-claim": counters.refuse_claim,
    "skip": counters.skip,
    "finish": counters.finish,
}


def tickets_blueprint(ports: Ports, desk: QueueDesk, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("tickets", __name__, description="queue tickets, the hall and its counters")
    _add_tickets(blueprint, ports, desk, answers)
    _add_hall(blueprint, ports, desk)
    _add_counters(blueprint, ports, desk)
    return blueprint


def _add_tickets(blueprint: Blueprint, ports: Ports, desk: QueueDesk, answers: AnswerStore) -> None:
    @blueprint.route("/tickets", methods=["POST"])
    @blueprint.arguments(TicketRequest)
    @blueprint.response(201)
    @needs("ticket.take")
    def take(body: dict[str, Any]) -> Any:
        """A number in a line; by telephone or at the counter an officer takes it for somebody."""
        context = request_context(clock=ports.clock)

        def act(slot: Slot) -> Response:
            done = take_ticket(
                ports,
                desk,
                current_caller(),
                body,
                Via(body["via"]),
                context,
                address=client_address(),
                answer=lambda one: slot.answer(201, shown.taken(one), _place(one)),
            )
            return answer_of(shown.taken(done), 201, _place(done))

        return answer_once(answers, act)

    @blueprint.route("/tickets/<id>", methods=["GET"])
    @blueprint.response(200)
    @needs("ticket.take")
    def ticket(id: str) -> Response:
        """How it stands: whoever knows its id holds it."""
        found, view = view_ticket(ports, id), look(ports, desk)
        body = shown.ticket(found)
        if found.state is State.WAITING:
            body["estimate"] = shown.estimate(place(ports, view, found))
        return with_etag(jsonify(body), etag(found.version, body))

    @blueprint.route("/tickets/<id>/give-up", methods=["POST"])
    @blueprint.response(200)
    @needs("ticket.take")
    def give_up(id: str) -> Any:
        """Its holder does not want it any more."""
        return shown.ticket(own_ticket.give_up(ports, current_caller(), id, request_context(clock=ports.clock)))

    @blueprint.route("/tickets/<id>/come-back", methods=["POST"])
    @blueprint.response(200)
    @needs("ticket.take")
    def come_back(id: str) -> Any:
        """Its holder was absent when called, and is here now."""
        return shown.ticket(own_ticket.come_back(ports, current_caller(), id, request_context(clock=ports.clock)))


def _add_hall(blueprint: Blueprint, ports: Ports, desk: QueueDesk) -> None:
    @blueprint.route("/lines", methods=["GET"])
    @blueprint.response(200)
    @public
    def lines() -> Any:
        """The lines of the hall, and how many wait in each."""
        waiting = look(ports, desk).waiting
        counted = ((one, sum(ticket.line == one.code for ticket in waiting)) for one in desk.plan.lines)
        return {"items": [{**shown.line(one), "waiting": count} for one, count in counted], "next": None}

    @blueprint.route("/hall", methods=["GET"])
    @blueprint.response(200)
    @public
    def hall() -> Response:
        """What the board shows; poll it with If-None-Match."""
        body = shown.hall(look(ports, desk))
        return with_etag(jsonify(body), etag(0, body))

    @blueprint.route("/hall/figures", methods=["GET"])
    @blueprint.arguments(DayQuery, location="query")
    @blueprint.response(200)
    @needs("counter.figures")
    def day(query: dict[str, Any]) -> Any:
        """A day in numbers: waits and service by hour, line, counter and way."""
        wanted = query["day"] or local(ports.clock()).date()
        return {
            "day": wanted.isoformat(),
            **shown.day(figures.figures_of_day(ports, desk, current_caller(), wanted)),
        }


def _add_counters(blueprint: Blueprint, ports: Ports, desk: QueueDesk) -> None:
    @blueprint.route("/counters/<int:number>/open", methods=["POST"])
    @blueprint.arguments(SitDownRequest)
    @blueprint.response(200)
    @needs("counter.work")
    def sit_down(body: dict[str, Any], number: int) -> Any:
        """Sit down at a counter and serve these lines."""
        context = request_context(clock=ports.clock)
        return _shown(counters.sit_down(ports, desk, current_caller(), number, body["lines"], context))

    @blueprint.route("/counters/<int:number>/hand-over", methods=["POST"])
    @blueprint.arguments(HandOverRequest)
    @blueprint.response(200)
    @needs("counter.work")
    def hand_over(body: dict[str, Any], number: int) -> Any:
        """To another line or counter, where it keeps its time."""
        context = request_context(clock=ports.clock)
        done = counters.hand_over(ports, desk, current_caller(), number, body["to"], body["note"], context)
        return _shown(done)

    for name, step in STEPS.items():
        _add_step(blueprint, ports, desk, name, step)


def _add_step(
    blueprint: Blueprint,
    ports: Ports,
    desk: QueueDesk,
    name: str,
    step: Callable[[Ports, QueueDesk, Any, int, Context], AtCounter],
) -> None:
    @blueprint.response(200)
    @needs("counter.work")
    def act(number: int) -> Any:
        return _shown(step(ports, desk, current_caller(), number, request_context(clock=ports.clock)))

    act.__name__ = name.replace("-", "_")
    act.__doc__ = f"{name.replace('-', ' ').capitalize()}, as the officer who sits there."
    blueprint.route(f"/counters/<int:number>/{name}", methods=["POST"])(act)


def _shown(one: AtCounter) -> dict[str, Any]:
    return {
        "counter": shown.counter(one.counter, one.ticket if one.counter.ticket else None),
        "ticket": shown.ticket(one.ticket) if one.ticket else None,
    }


def _place(one: Taken) -> dict[str, str]:
    return {"Location": f"/api/intake/v1/tickets/{one.ticket.id}"}
