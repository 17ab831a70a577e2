"""The thread through a story: one id from the request over every log line and event that it causes."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask, Response, g, has_request_context, request

from shared.security.caller import PUBLIC, Caller
from shared.store.change import Context
from shared.telemetry.logs import bind_request, clear_request

HEADER = "X-Correlation-Id"
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def install(app: Flask) -> None:
    """Give every request its id, on its log lines and on its answer."""
    app.before_request(_begin)
    app.after_request(_answer)
    app.teardown_request(lambda _: clear_request())


def correlation_id() -> str:
    """The id of the request at hand."""
    if has_request_context() and "correlation_id" in g:
        return str(g.correlation_id)
    return uuid.uuid4().hex


def current_caller() -> Caller:
    """Who is asking; the public before the session was read."""
    return g.get("caller", PUBLIC) if has_request_context() else PUBLIC


def request_context(
    why: str | None = None, *, actor: str | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Context:
    """What is stamped on every event of this request's change; ``actor`` replaces the caller's own."""
    return Context(
        actor=actor or current_caller().actor,
        at=clock(),
        correlation_id=correlation_id(),
        traceparent=g.get("traceparent") if has_request_context() else None,
        why=why,
    )


def _begin() -> None:
    sent = request.headers.get(HEADER, "")
    g.correlation_id = sent if _ID.fullmatch(sent) else uuid.uuid4().hex
    trace = request.headers.get("traceparent", "")
    g.traceparent = trace if _TRACEPARENT.fullmatch(trace) else f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-00"
    bind_request(g.correlation_id)


def _answer(response: Response) -> Response:
    response.headers[HEADER] = correlation_id()
    return response
