"""What only a simulator has: the phones to look at, faults to order."""

from __future__ import annotations

from typing import Any

from flask import Flask, request

from deploy.simulators.faults import BadOrder
from deploy.simulators.smsc.centre import Centre


def make_app(centre: Centre) -> Flask:
    """``GET /messages``, ``POST /write``, ``POST /control``, ``GET /readyz``."""
    app = Flask(__name__)

    @app.get("/messages")
    def messages() -> dict[str, Any]:
        return {"items": centre.messages(request.args.get("phone"))}

    @app.get("/readyz")
    def ready() -> dict[str, Any]:
        return {"binds": centre.binds}

    @app.post("/write")
    def write() -> dict[str, Any]:
        asked = request.get_json(force=True)
        return {"answers": centre.write(str(asked["phone"]), str(asked["content"]))}

    @app.post("/control")
    def control() -> tuple[dict[str, Any], int]:
        try:
            centre.order(dict(request.get_json(force=True)))
        except (BadOrder, TypeError, ValueError) as problem:
            return {"detail": str(problem)}, 422
        return centre.faults.standing(), 200

    return app
