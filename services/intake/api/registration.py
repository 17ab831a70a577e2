"""Puts intake's blueprints together and tells how its refusals become problems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Blueprint as FlaskBlueprint
from flask import Flask, has_request_context, request

from services.intake.access import ACCESS
from services.intake.api.accounts import accounts_blueprint
from services.intake.api.calendars import calendars_blueprint
from services.intake.api.dossiers import dossiers_blueprint
from services.intake.api.exchange import exchange_blueprint
from services.intake.api.forms import forms_blueprint
from services.intake.api.guidance import guidance_blueprint
from services.intake.api.language import language
from services.intake.api.papers import papers_blueprint
from services.intake.api.payments import payments_blueprint
from services.intake.api.reading import catalogue_blueprint, tracking_blueprint
from services.intake.api.reviews import review_steps_blueprint, reviews_blueprint
from services.intake.api.sessions import sessions_blueprint
from services.intake.api.tickets import tickets_blueprint
from services.intake.api.tours import tours_blueprint
from services.intake.api.uploads import uploads_blueprint
from services.intake.domain.errors import (
    IllegalStep,
    IntakeError,
    InvalidRequest,
    NotFound,
    SignInRefused,
    TooManyAttempts,
    UnreadableFile,
)
from services.intake.domain.money.notice import NoticeRefused, Refused
from services.intake.domain.paper import RefusedFile
from services.intake.domain.task_links import LinkOver, LinkRefused
from shared.http.application import create_api
from shared.http.faults import ErrorPage
from shared.http.parked import parked_blueprint
from shared.http.problems import Problem, invalid

if TYPE_CHECKING:
    from services.intake.app import Parts

STATUSES: dict[type[IntakeError], int] = {
    IllegalStep: 409,
    NotFound: 404,
    RefusedFile: 422,
    SignInRefused: 401,
    LinkRefused: 403,
    LinkOver: 410,
    TooManyAttempts: 429,
    UnreadableFile: 422,
}
# Whoever is not the bank is told no more than that.
NOT_BELIEVED = {Refused.FORGED: 401, Refused.STALE: 401, Refused.CHANGED: 409}


def make_api(parts: Parts, *, pages: Iterable[FlaskBlueprint] = (), error_page: ErrorPage | None = None) -> Flask:
    """The application with its API, and the pages beside it."""
    ports = parts.ports
    return create_api(
        "intake",
        parts.settings,
        access=ACCESS,
        sessions=parts.sessions,
        blueprints=(
            sessions_blueprint(ports),
            accounts_blueprint(ports),
            guidance_blueprint(ports),
            catalogue_blueprint(ports),
            dossiers_blueprint(ports, parts.answers),
            calendars_blueprint(ports, parts.answers),
            forms_blueprint(ports, parts.office),
            papers_blueprint(ports, parts.papers.desk, parts.answers),
            uploads_blueprint(ports, parts.papers.desk, parts.answers),
            exchange_blueprint(parts.exchange),
            tracking_blueprint(ports),
            tours_blueprint(ports),
            tickets_blueprint(ports, parts.queue.desk, parts.answers),
            payments_blueprint(ports),
            reviews_blueprint(ports, parts.review),
            review_steps_blueprint(ports, parts.review),
            parked_blueprint(parts.parked),
        ),
        pages=pages,
        error_page=error_page,
        checks={"database": lambda: parts.database.command("ping")},
        translations={IntakeError: to_problem},
        title="Tiếp nhận hồ sơ – intake",
    )


def to_problem(fault: Exception) -> Problem:
    """A refusal of the domain in the caller's language."""
    if not isinstance(fault, IntakeError):
        raise TypeError(f"{type(fault).__name__} is no refusal of the domain")
    tongue = language(request) if has_request_context() else "vi"
    if isinstance(fault, InvalidRequest):
        return invalid([{"pointer": one.pointer, "detail": one.words.in_language(tongue)} for one in fault.faults])
    headers = {"Retry-After": str(fault.retry_after)} if isinstance(fault, TooManyAttempts) else {}
    if isinstance(fault, NoticeRefused):
        return Problem(NOT_BELIEVED.get(fault.reason, 422), fault.slug, detail=fault.words.in_language(tongue))
    status = next((number for kind, number in STATUSES.items() if isinstance(fault, kind)), 409)
    told = fault.words.in_language(tongue)
    fields = [{"pointer": "/file", "detail": told}] if isinstance(fault, RefusedFile) else []
    return Problem(status, fault.slug, detail=told, fields=fields, headers=headers)
