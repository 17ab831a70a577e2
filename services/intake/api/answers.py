"""Answers and preconditions that the dossier's views share."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from services.intake.domain.dossier import Dossier
from shared.http.preconditions import require_version


def check_version(dossier: Dossier) -> None:
    """Raises Problem (412) where If-Match names another state."""
    require_version(dossier.version)


def answer_of(body: dict[str, Any], status: int, headers: dict[str, str]) -> Response:
    """JSON with this status and these headers."""
    response = jsonify(body)
    response.status_code = status
    response.headers.extend(headers)
    return response
