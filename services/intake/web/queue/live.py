"""Pages that stay true by themselves: asked for every few seconds, answered with 304 while nothing changed."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, make_response, request

from services.intake.web.scripts import script
from shared.http.preconditions import etag, is_fresh
from shared.ui import display

LIVE = "live.js"


def live_script() -> str:
    """The address of the script; without it the page fetches itself anew, and works."""
    return script(LIVE)


def live_answer(render: Callable[[], str], *shown: object) -> Response:
    """``shown`` is all that the page depends on; the page is drawn only for who does not have it."""
    tag = etag(0, display.language(), request.cookies.get("text", ""), *shown)
    response = Response(status=304) if is_fresh(tag) else make_response(render())
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie", "Accept-Language"))
    return response
