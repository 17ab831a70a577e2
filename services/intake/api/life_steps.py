"""Further steps of officers over the API: ask for the fee, record it, stop, write down a loss or a delivery."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from services.intake.api import shown
from services.intake.api.answers import check_version
from services.intake.api.schemas.payments import RefundGivenRequest
from services.intake.api.schemas.steps import LossRequest, PaidRequest, PaymentRequest, StopRequest
from services.intake.domain.dossier import Dossier
from services.intake.use_cases.list_silent import list_silent
from services.intake.use_cases.money.give_refund import give_refund
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.record_delivery import record_delivery
from services.intake.use_cases.record_loss import record_loss
from services.intake.use_cases.record_payment import record_payment
from services.intake.use_cases.request_payment import request_payment
from services.intake.use_cases.stop_dossier import stop_dossier
from services.intake.use_cases.view_signature import view_signature
from shared.http.correlation import current_caller, request_context
from shared.http.parsing import Blueprint
from shared.security.access import needs
from shared.store.change import Answer

Step = Callable[[Callable[[Dossier], Answer | None]], Dossier]
Once = Callable[[Step], Response]


def add_life_steps(blueprint: Blueprint, ports: Ports, once: Once) -> None:
    """Put the steps onto the blueprint; ``once`` takes each once for an Idempotency-Key."""
    _add_payment(blueprint, ports, once)
    _add_ends(blueprint, ports, once)
    _add_views(blueprint, ports)


def _add_payment(blueprint: Blueprint, ports: Ports, once: Once) -> None:
    @blueprint.route("/dossiers/<code>/request-payment", methods=["POST"])
    @blueprint.arguments(PaymentRequest)
    @blueprint.response(200)
    @needs("dossier.request-payment")
    def ask_payment(body: dict[str, Any], code: str) -> Any:
        """Ask the applicant for the fee: the clock stands still until it is paid."""
        context = request_context(clock=ports.clock)
        return once(
            lambda answer: request_payment(
                ports, current_caller(), code, body["amount"], context, check=check_version, answer=answer
            )
        )

    @blueprint.route("/dossiers/<code>/record-payment", methods=["POST"])
    @blueprint.arguments(PaidRequest)
    @blueprint.response(200)
    @needs("dossier.record-payment")
    def paid(body: dict[str, Any], code: str) -> Any:
        """The fee was paid at the desk in cash; the receipt has its number."""
        context = request_context(clock=ports.clock)
        return once(
            lambda answer: record_payment(
                ports, current_caller(), code, body["receipt_number"], context, check=check_version, answer=answer
            )
        )

    @blueprint.route("/dossiers/<code>/record-refund", methods=["POST"])
    @blueprint.arguments(RefundGivenRequest)
    @blueprint.response(200)
    @needs("dossier.record-refund")
    def refunded(body: dict[str, Any], code: str) -> Any:
        """What was to go back went back."""
        context = request_context(clock=ports.clock)
        return once(
            lambda answer: give_refund(
                ports,
                current_caller(),
                code,
                body["refund"],
                body["means"],
                body["number"],
                context,
                check=check_version,
                answer=answer,
            )
        )


def _add_ends(blueprint: Blueprint, ports: Ports, once: Once) -> None:
    @blueprint.route("/dossiers/<code>/stop", methods=["POST"])
    @blueprint.arguments(StopRequest)
    @blueprint.response(200)
    @needs("dossier.stop")
    def stop(body: dict[str, Any], code: str) -> Any:
        """Stop the dossier: nobody answered or paid in time, or another reason by law; never once it is decided."""
        context = request_context(clock=ports.clock)
        return once(
            lambda answer: stop_dossier(
                ports,
                current_caller(),
                code,
                body["ground"],
                body["reason"],
                context,
                check=check_version,
                answer=answer,
            )
        )

    @blueprint.route("/dossiers/<code>/record-loss", methods=["POST"])
    @blueprint.arguments(LossRequest)
    @blueprint.response(200)
    @needs("dossier.record-loss")
    def lose(body: dict[str, Any], code: str) -> Any:
        """Papers of the dossier were lost: its owner is told, with an apology."""
        context = request_context(clock=ports.clock)
        return once(
            lambda answer: record_loss(
                ports, current_caller(), code, body["what"], context, check=check_version, answer=answer
            )
        )

    @blueprint.route("/dossiers/<code>/record-delivery", methods=["POST"])
    @blueprint.response(200)
    @needs("dossier.record-delivery")
    def deliver(code: str) -> Any:
        """The post brought the result to its applicant."""
        context = request_context(clock=ports.clock)
        return once(
            lambda answer: record_delivery(ports, current_caller(), code, context, check=check_version, answer=answer)
        )


def _add_views(blueprint: Blueprint, ports: Ports) -> None:
    @blueprint.route("/dossiers/silent", methods=["GET"])
    @blueprint.response(200)
    @needs("dossier.list")
    def silent() -> Any:
        """Dossiers whose applicants' time for an answer is over, the longest silent first: they may be stopped."""
        return {"items": [shown.row(one) for one in list_silent(ports, current_caller())], "next": None}

    @blueprint.route("/dossiers/<code>/signature.png", methods=["GET"])
    @blueprint.response(200, content_type="image/png")
    @needs("dossier.view")
    def signature(code: str) -> Response:
        """The signature that was drawn when the result was handed over."""
        image = view_signature(ports, current_caller(), code)
        return Response(image, mimetype="image/png", headers={"Cache-Control": "private, no-store"})
