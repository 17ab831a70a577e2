"""What may be done with a dossier over the API: accept, refuse, ask for papers, answer, withdraw, return the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from services.intake.api import shown
from services.intake.api.answers import answer_of, check_version
from services.intake.api.date_steps import add_date_steps
from services.intake.api.life_steps import add_life_steps
from services.intake.api.schemas.steps import (
    ReasonRequest,
    RefusalRequest,
    ReturnRequest,
    SupplementRequest,
    TextRequest,
)
from services.intake.domain.dossier import Dossier
from services.intake.use_cases.accept_dossier import accept_dossier
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.refuse_dossier import refuse_dossier
from services.intake.use_cases.request_supplement import request_supplement
from services.intake.use_cases.return_result import Proof, return_result
from services.intake.use_cases.supplement_dossier import supplement_dossier
from services.intake.use_cases.withdraw_dossier import withdraw_dossier
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, answer_once
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag
from shared.security.access import needs
from shared.store.change import Answer

AnswerFor = Callable[[Dossier], Answer | None]
Step = Callable[[AnswerFor], Dossier]


def add_steps(blueprint: Blueprint, ports: Ports, answers: AnswerStore) -> None:
    """Put the steps onto the blueprint; each is taken once for an Idempotency-Key."""
    _add_officers_steps(blueprint, ports, answers)
    _add_applicants_steps(blueprint, ports, answers)
    add_date_steps(blueprint, ports, lambda step: _once(answers, step))
    add_life_steps(blueprint, ports, lambda step: _once(answers, step))


def _add_officers_steps(blueprint: Blueprint, ports: Ports, answers: AnswerStore) -> None:
    @blueprint.route("/dossiers/<code>/accept", methods=["POST"])
    @blueprint.response(200)
    @needs("dossier.accept")
    def accept(code: str) -> Any:
        """The dossier is complete: the clock runs, the due date is set."""
        context = request_context(clock=ports.clock)
        return _once(
            answers,
            lambda answer: accept_dossier(ports, current_caller(), code, context, check=check_version, answer=answer),
        )

    @blueprint.route("/dossiers/<code>/refuse", methods=["POST"])
    @blueprint.arguments(RefusalRequest)
    @blueprint.response(200)
    @needs("dossier.refuse")
    def refuse(body: dict[str, Any], code: str) -> Any:
        """The unit does not take the dossier; the reason is written for its applicant."""
        context = request_context(clock=ports.clock)
        return _once(
            answers,
            lambda answer: refuse_dossier(
                ports, current_caller(), code, body["reason"], context, check=check_version, answer=answer
            ),
        )

    @blueprint.route("/dossiers/<code>/request-supplement", methods=["POST"])
    @blueprint.arguments(SupplementRequest)
    @blueprint.response(200)
    @needs("dossier.request-supplement")
    def ask(body: dict[str, Any], code: str) -> Any:
        """Ask for papers before acceptance, once and in full; the clock has not started."""
        context = request_context(clock=ports.clock)
        return _once(
            answers,
            lambda answer: request_supplement(
                ports,
                current_caller(),
                code,
                body["wanted"],
                body["reason"],
                context,
                check=check_version,
                answer=answer,
            ),
        )

    @blueprint.route("/dossiers/<code>/return-result", methods=["POST"])
    @blueprint.arguments(ReturnRequest)
    @blueprint.response(200)
    @needs("dossier.return-result")
    def give_back(body: dict[str, Any], code: str) -> Any:
        """The result reached the applicant, this way and into these hands."""
        context = request_context(clock=ports.clock)
        return _once(
            answers,
            lambda answer: return_result(
                ports,
                current_caller(),
                code,
                body["method"],
                body["received_by_kind"],
                context,
                Proof(body["signed"], body["signature"], body["tracking_number"]),
                check=check_version,
                answer=answer,
            ),
        )


def _add_applicants_steps(blueprint: Blueprint, ports: Ports, answers: AnswerStore) -> None:
    @blueprint.route("/dossiers/<code>/supplement", methods=["POST"])
    @blueprint.arguments(TextRequest)
    @blueprint.response(200)
    @needs("dossier.supplement")
    def supplement(body: dict[str, Any], code: str) -> Any:
        """The owner answers what was asked; at the desk an officer writes down what came. The clock goes on."""
        context = request_context(clock=ports.clock)
        return _once(
            answers,
            lambda answer: supplement_dossier(
                ports, current_caller(), code, body["text"], context, check=check_version, answer=answer
            ),
        )

    @blueprint.route("/dossiers/<code>/withdraw", methods=["POST"])
    @blueprint.arguments(ReasonRequest)
    @blueprint.response(200)
    @needs("dossier.withdraw")
    def withdraw(body: dict[str, Any], code: str) -> Any:
        """The owner takes the dossier back, as long as it is not decided."""
        context = request_context(clock=ports.clock)
        return _once(
            answers,
            lambda answer: withdraw_dossier(
                ports, current_caller(), code, body["reason"], context, check=check_version, answer=answer
            ),
        )


def _once(answers: AnswerStore, step: Step) -> Response:
    """Where the dossier stands after the step, given again for the same key."""

    def act(slot: Any) -> Response:
        done = step(lambda one: slot.answer(200, shown.stands(one)))
        return answer_of(shown.stands(done), 200, {"ETag": f'"{etag(done.version)}"'})

    return answer_once(answers, act)
