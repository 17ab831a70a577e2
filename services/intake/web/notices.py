"""The way from a person's own page to where they choose what they are told, which is another service's.

Who they are goes with them in the address, sealed for minutes: no service asks another to finish a request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from services.intake.domain.reach import Way
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.profile import view_account
from shared.http.correlation import current_caller
from shared.security.access import needs

CHOOSING = "/notifications/my"
HOLDS = timedelta(minutes=10)
FIELDS = {Way.PHONE: "phone", Way.EMAIL: "email"}


def notices_blueprint(ports: Ports, seal: Callable[[Mapping[str, Any]], str]) -> Blueprint:
    """``GET /my/notices``."""
    made = Blueprint("notices", __name__)

    @made.get("/my/notices")
    @needs("account.view")
    def my_notices() -> Response:
        me = view_account(ports, current_caller())
        told = {FIELDS[one.way]: one.value for one in me.reaches if one.way in FIELDS}
        until = int((ports.clock() + HOLDS).timestamp())
        return redirect(f"{CHOOSING}?{urlencode({'h': seal({**told, 'until': until})})}", 303)

    return made
