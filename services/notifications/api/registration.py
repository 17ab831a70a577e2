"""Puts the views of notifications behind its address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Blueprint as FlaskBlueprint
from flask import Flask, has_request_context

from services.notifications.access import ACCESS
from services.notifications.api.figures import figure_blueprint
from services.notifications.api.inbound import inbound_blueprint
from services.notifications.api.preferences import preference_blueprint
from services.notifications.api.providers import provider_blueprint
from services.notifications.api.suppressions import suppression_blueprint
from services.notifications.api.templates import language, template_blueprint
from services.notifications.api.views import message_blueprint, receipt_blueprint
from services.notifications.domain.errors import (
    IllegalStep,
    InvalidRequest,
    NotFound,
    NotificationsError,
    TooManyAttempts,
)
from services.notifications.use_cases.seeing.figures import FigureDesk
from services.notifications.use_cases.templates.desk import WordsDesk
from shared.http.application import create_api
from shared.http.faults import ErrorPage
from shared.http.parked import parked_blueprint
from shared.http.problems import Problem, invalid

if TYPE_CHECKING:
    from services.notifications.app import Parts

STATUSES: dict[type[NotificationsError], int] = {IllegalStep: 409, NotFound: 404, TooManyAttempts: 429}


def make_api(
    parts: Parts,
    words: WordsDesk,
    figures: FigureDesk,
    *,
    pages: Iterable[FlaskBlueprint] = (),
    error_page: ErrorPage | None = None,
) -> Flask:
    """The WSGI application: API, the pages beside it, health."""
    return create_api(
        "notifications",
        parts.settings,
        access=ACCESS,
        sessions=parts.sessions,
        blueprints=(
            message_blueprint(parts.looking, words.prices),
            provider_blueprint(parts.fleets, parts.clock),
            figure_blueprint(figures),
            template_blueprint(words, parts.answers),
            receipt_blueprint(parts.work, parts.receipts, parts.clock),
            suppression_blueprint(parts.guard, parts.clock),
            inbound_blueprint(parts.letterbox, parts.inbound_readers, parts.inbound),
            preference_blueprint(parts.letterbox.preferences),
            parked_blueprint(parts.parked),
        ),
        pages=pages,
        error_page=error_page,
        checks={"database": lambda: parts.database.command("ping")},
        translations={NotificationsError: to_problem},
        title="Thông báo – notifications",
    )


def to_problem(fault: Exception) -> Problem:
    """A refusal of the domain in the caller's language."""
    if not isinstance(fault, NotificationsError):
        raise TypeError(f"{type(fault).__name__} is no refusal of the domain")
    tongue = language() if has_request_context() else "vi"
    if isinstance(fault, InvalidRequest):
        return invalid([{"pointer": one.pointer, "detail": one.words.in_language(tongue)} for one in fault.faults])
    headers = {"Retry-After": str(fault.retry_after)} if isinstance(fault, TooManyAttempts) else {}
    status = next((number for kind, number in STATUSES.items() if isinstance(fault, kind)), 409)
    return Problem(status, fault.slug, detail=fault.words.in_language(tongue), headers=headers)
