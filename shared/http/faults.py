"""Every exception that leaves a view becomes a problem: the unexpected is logged whole and shown to nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from shared.http.correlation import correlation_id
from shared.http.problems import Problem
from shared.security.access import Forbidden
from shared.store.change import AlreadyExists, Conflict, StoreAway
from shared.telemetry.logs import get_logger

RETRY_AFTER_SECONDS = 5
ErrorPage = Callable[[Problem], Response]
Translation = Callable[[Exception], Problem]
_log = get_logger(__name__)

SLUGS: Mapping[int, str] = {
    400: "bad-request",
    401: "sign-in-needed",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    408: "too-slow",
    409: "conflict",
    412: "changed-meanwhile",
    413: "too-large",
    414: "too-long",
    415: "unsupported-type",
    422: "invalid",
    429: "too-many-requests",
    431: "headers-too-large",
    503: "unavailable",
}
_DETAILS: Mapping[int, str] = {
    404: "There is nothing here under this address.",
    405: "This address does not take this method.",
    413: "The request is larger than this service takes.",
}


def install(app: Flask, *, error_page: ErrorPage | None, translations: Mapping[type[Exception], Translation]) -> None:
    """Answer every fault; pages get ``error_page``, the API gets problem+json.

    ``translations`` turn a service's own errors of its domain into problems.
    """

    def answer(fault: Exception) -> Response:
        problem = to_problem(fault, translations)
        if problem.status >= 500:
            log = _log.exception if problem.status == 500 else _log.warning
            log("request failed", status=problem.status, fault=type(fault).__name__, endpoint=request.endpoint)
        if error_page is not None and wants_page():
            response = error_page(problem)
            response.status_code = problem.status
            response.headers.extend(problem.headers)
            return response
        return problem.response(correlation_id())

    app.register_error_handler(Exception, answer)
    # flask-smorest registers its own for this class, which would win as the more exact one
    app.register_error_handler(HTTPException, answer)


def to_problem(fault: Exception, translations: Mapping[type[Exception], Translation] | None = None) -> Problem:
    """What the caller is told of a fault."""
    for kind in type(fault).__mro__:
        if translations and kind in translations:
            return translations[kind](fault)
    match fault:
        case Problem():
            return fault
        case Forbidden(signed_in=False):
            return Problem(401, "sign-in-needed", "Sign in first", headers={"WWW-Authenticate": "Bearer"})
        case Forbidden():
            return Problem(403, "forbidden", "This is not allowed to you")
        case Conflict() | AlreadyExists():
            return Problem(409, "conflict", "Somebody else was faster", "Load it again and decide again.")
        case StoreAway():
            return Problem(
                503,
                "unavailable",
                "The service is away for a moment",
                "Try again shortly; under an Idempotency-Key nothing is done twice.",
                headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
            )
        case HTTPException():
            return _from_http(fault)
    return _from_driver(fault) or Problem(
        500, "unexpected", "Something went wrong", "It was noted. Give the correlation id when you ask about it."
    )


def wants_page() -> bool:
    """Whether a person looks at the answer: not under /api, not at the health, and the client takes HTML."""
    if request.blueprint == "health":
        return False
    return not request.path.startswith(("/api/", "/open311/")) and request.accept_mimetypes.accept_html


def _from_http(fault: HTTPException) -> Problem:
    status = fault.code or 500
    headers = {name: value for name, value in fault.get_headers() if name in ("Allow", "Retry-After", "Location")}
    return Problem(status, SLUGS.get(status, f"status-{status}"), detail=_DETAILS.get(status), headers=headers)


def _from_driver(fault: Exception) -> Problem | None:
    """An error of the database driver that a read let through: away and lost races are told as such."""
    if not type(fault).__module__.startswith("pymongo."):
        return None
    from shared.store.faults import meaning_of  # the driver is known to be loaded here

    meaning = meaning_of(fault)  # type: ignore[arg-type]
    return to_problem(meaning) if meaning is not fault else None
