"""Health: alive (this process answers), ready (what it needs answers too), and the metrics of all its processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from shared.http.problems import Problem
from shared.security.access import public
from shared.telemetry.logs import get_logger
from shared.telemetry.metrics import render

Check = Callable[[], object]
_log = get_logger(__name__)


def health_blueprint(service: str, checks: Mapping[str, Check]) -> Blueprint:
    """``/livez``, ``/readyz`` and ``/metrics``. A check raises anything where its part is away."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/livez")
    @public
    def livez() -> ResponseReturnValue:
        return jsonify(service=service, alive=True)

    @blueprint.get("/readyz")
    @public
    def readyz() -> ResponseReturnValue:
        away = [name for name, check in checks.items() if not _passes(name, check)]
        if away:
            raise Problem(
                503, "not-ready", "Not ready", f"No answer from: {', '.join(away)}.", headers={"Retry-After": "5"}
            )
        return jsonify(service=service, ready=True, checks=sorted(checks))

    @blueprint.get("/metrics")
    @public  # the proxy in front never passes this path
    def metrics() -> ResponseReturnValue:
        text, content_type = render()
        return Response(text, content_type=content_type)

    return blueprint


def _passes(name: str, check: Check) -> bool:
    try:
        check()
    except Exception as fault:
        _log.warning("not ready", part=name, fault=type(fault).__name__)
        return False
    return True
