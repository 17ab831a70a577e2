"""Puts the views of hotline behind its address and tells how its refusals become problems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Blueprint as FlaskBlueprint
from flask import Flask, has_request_context

from services.hotline.access import ACCESS
from services.hotline.api.answers import answers_blueprint
from services.hotline.api.attachments import attachments_blueprint
from services.hotline.api.callbacks import callbacks_blueprint
from services.hotline.api.calls import calls_blueprint
from services.hotline.api.clocks import clocks_blueprint
from services.hotline.api.doors import doors_blueprint
from services.hotline.api.inside import inside_blueprint
from services.hotline.api.legal import legal_blueprint
from services.hotline.api.matches import matches_blueprint
from services.hotline.api.matters import matters_blueprint
from services.hotline.api.meetings import meetings_blueprint
from services.hotline.api.petitions import language, petitions_blueprint
from services.hotline.api.questions import questions_blueprint
from services.hotline.api.reviews import reviews_blueprint
from services.hotline.domain.errors import (
    HotlineError,
    IllegalStep,
    InvalidRequest,
    NotFound,
    NotVerified,
    TooManyAttempts,
)
from shared.http.application import create_api
from shared.http.faults import ErrorPage
from shared.http.parked import parked_blueprint
from shared.http.problems import Problem, invalid

if TYPE_CHECKING:
    from services.hotline.app import Parts

STATUSES: dict[type[HotlineError], int] = {IllegalStep: 409, NotFound: 404, NotVerified: 404, TooManyAttempts: 429}


def make_api(parts: Parts, *, pages: Iterable[FlaskBlueprint] = (), error_page: ErrorPage | None = None) -> Flask:
    """The WSGI application: API and health, and the pages beside them."""
    return create_api(
        "hotline",
        parts.settings,
        access=ACCESS,
        sessions=parts.sessions,
        blueprints=(
            petitions_blueprint(parts.ports, parts.answers),
            clocks_blueprint(parts.clocks, parts.answers),
            attachments_blueprint(parts.ports, parts.attachments, parts.answers),
            matches_blueprint(parts.ports, parts.matching, parts.answers),
            callbacks_blueprint(parts.ports, parts.callbacks, parts.answers),
            answers_blueprint(parts.ports, parts.stores, parts.answers),
            matters_blueprint(parts.ports, parts.matters, parts.answers),
            meetings_blueprint(parts.ports, parts.answers),
            reviews_blueprint(parts.review, parts.answers),
            doors_blueprint(parts.ports, parts.doors.looks, parts.answers),
            inside_blueprint(parts.ports, parts.doors.notes, parts.doors.tasks, parts.answers),
            calls_blueprint(parts.ports, parts.room.calls),
            questions_blueprint(parts.ports, parts.room.questions),
            legal_blueprint(parts.ports, parts.room.legal, parts.room.questions, parts.answers),
            parked_blueprint(parts.parked),
        ),
        pages=pages,
        error_page=error_page,
        checks={"database": lambda: parts.database.command("ping")},
        translations={HotlineError: to_problem},
        title="Đường dây nóng – hotline",
    )


def to_problem(fault: Exception) -> Problem:
    """A refusal of the domain in the caller's language."""
    if not isinstance(fault, HotlineError):
        raise TypeError(f"{type(fault).__name__} is no refusal of the domain")
    tongue = language() if has_request_context() else "vi"
    if isinstance(fault, InvalidRequest):
        return invalid([{"pointer": one.pointer, "detail": one.words.in_language(tongue)} for one in fault.faults])
    headers = {"Retry-After": str(fault.retry_after)} if isinstance(fault, TooManyAttempts) else {}
    status = next((number for kind, number in STATUSES.items() if isinstance(fault, kind)), 409)
    return Problem(status, fault.slug, detail=fault.words.in_language(tongue), headers=headers)
