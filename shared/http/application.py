"""Puts one service's HTTP side together: API and pages behind the same sessions, access, faults and headers."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from contextlib import suppress

import flask_smorest
from flask import Blueprint, Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from shared.http import body_size, correlation, cross_site, faults, guard, headers, openapi
from shared.http.health import Check, health_blueprint
from shared.http.sessions import Sessions, is_local
from shared.security.access import AccessTable
from shared.settings import Settings
from shared.telemetry.logs import get_logger
from shared.telemetry.metrics import HTTP_REQUESTS, HTTP_SECONDS

_log = get_logger("http")
# More than the proxy in front lets through; whoever sends more than that past it loses the connection.
_MOST_READ_AWAY = 32 * 1024 * 1024
_QUIET = frozenset({"health.livez", "health.readyz", "health.metrics"})


def create_api(
    service: str,
    settings: Settings,
    *,
    access: AccessTable,
    sessions: Sessions,
    blueprints: Iterable[flask_smorest.Blueprint] = (),
    pages: Iterable[Blueprint] = (),
    checks: Mapping[str, Check] | None = None,
    error_page: faults.ErrorPage | None = None,
    translations: Mapping[type[Exception], faults.Translation] | None = None,
    title: str | None = None,
) -> Flask:
    """The WSGI application of a service.

    ``blueprints`` (``shared.http.parsing.Blueprint``) are mounted under ``/api/<service>/v1``, ``pages`` as they are.
    ``checks`` are what ``/readyz`` asks. ``error_page`` draws a problem for people who look at a page;
    ``translations`` turn the service's own errors into problems. Every view must carry ``@needs(action)`` or
    ``@public``: one without is not served.
    """
    secure = not is_local(settings.public_url)
    app = Flask(service, static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=settings.http_max_body_bytes,
        MAX_FORM_MEMORY_SIZE=settings.http_max_body_bytes,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    _trust_proxies(app, settings.trusted_proxies)
    correlation.install(app)
    app.before_request(_start)
    app.after_request(_tell)
    app.after_request(_read_away)
    headers.install(app, secure=secure)
    body_size.install(app)
    sessions.install(app)
    cross_site.install(app, settings.public_url)
    guard.install(app, access)
    faults.install(app, error_page=error_page, translations=translations or {})
    api = openapi.describe(app, service, title or service)
    for blueprint in blueprints:
        api.register_blueprint(blueprint, url_prefix=f"/api/{service}/v1{blueprint.url_prefix or ''}")
    openapi.complete(api, app, access)
    for one in (health_blueprint(service, checks or {}), *pages):
        app.register_blueprint(one)
    app.extensions["motcua-sessions"] = sessions
    return app


def _trust_proxies(app: Flask, count: int) -> None:
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _read_away(response: Response) -> Response:
    """Take in what is left of a body that no view wanted.

    The server would close the connection in the middle of it; but the proxy in front keeps its connections, and the
    next request on this one, which may be anybody's, would fail.
    """
    if request.environ.get("wsgi.input_terminated"):  # else reading might never end
        left, body = _MOST_READ_AWAY, request.environ["wsgi.input"]
        with suppress(OSError):  # whoever sent it is gone
            while left > 0 and (piece := body.read(min(left, 65_536))):
                left -= len(piece)
    return response


def _start() -> None:
    g.started = time.perf_counter()


def _tell(response: Response) -> Response:
    """One line and two metrics a request: the route's pattern, never the address itself, which may hold a secret."""
    seconds = time.perf_counter() - g.get("started", time.perf_counter())
    route = request.url_rule.rule if request.url_rule else "(none)"
    HTTP_REQUESTS.labels(request.method, route, str(response.status_code)).inc()
    HTTP_SECONDS.labels(route).observe(seconds)
    if request.endpoint not in _QUIET:
        code = (request.view_args or {}).get("code")
        _log.info(
            "answered",
            method=request.method,
            route=route,
            status=response.status_code,
            code=code,
            milliseconds=round(seconds * 1000, 1),
        )
    return response
