"""Steps over the API that give an accepted dossier another date: an apology in time, a corrected receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from services.intake.api.answers import check_version
from services.intake.api.schemas.steps import ApologyRequest, CorrectionRequest
from services.intake.domain.dossier import Dossier
from services.intake.use_cases.apologise import apologise
from services.intake.use_cases.correct_dossier import Correction, correct_dossier
from services.intake.use_cases.ports import Ports
from shared.http.correlation import current_caller, request_context
from shared.http.parsing import Blueprint
from shared.security.access import needs
from shared.store.change import Answer

AnswerFor = Callable[[Dossier], Answer | None]
Once = Callable[[Callable[[AnswerFor], Dossier]], Response]


def add_date_steps(blueprint: Blueprint, ports: Ports, once: Once) -> None:
    """Put both steps onto the blueprint; ``once`` takes each once for an Idempotency-Key."""

    @blueprint.route("/dossiers/<code>/apologise", methods=["POST"])
    @blueprint.arguments(ApologyRequest)
    @blueprint.response(200)
    @needs("dossier.apologise")
    def say_sorry(body: dict[str, Any], code: str) -> Any:
        """Apologise in time, once, and give a new date (form 04)."""
        context = request_context(clock=ports.clock)
        return once(
            lambda answer: apologise(
                ports,
                current_caller(),
                code,
                body["due_at"],
                body["reason"],
                context,
                check=check_version,
                answer=answer,
            )
        )

    @blueprint.route("/dossiers/<code>/correct", methods=["POST"])
    @blueprint.arguments(CorrectionRequest)
    @blueprint.response(200)
    @needs("dossier.correct")
    def correct(body: dict[str, Any], code: str) -> Any:
        """Correct a wrong procedure, case or time of acceptance; the date is counted anew, the receipt issued again."""
        context = request_context(clock=ports.clock)
        correction = Correction(body["procedure"], body["variant"], body["accepted_at"])
        return once(
            lambda answer: correct_dossier(
                ports,
                current_caller(),
                code,
                correction,
                body["reason"],
                context,
                check=check_version,
                answer=answer,
            )
        )
