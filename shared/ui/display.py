"""What a reader chose: language and larger text, kept in two cookies that identify nobody; no JavaScript needed."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, current_app, request

LANGUAGES = ("vi", "en")
SIZES = ("normal", "large")
A_YEAR = 365 * 24 * 3600


def language() -> str:
    """``vi`` unless the reader chose English, by the address (``?lang=en``) or before (cookie)."""
    return _choice("lang", "language", LANGUAGES)


def text_is_large() -> bool:
    """Whether the reader asked for larger text."""
    return _choice("text", "text_size", SIZES) == "large"


def keep_choices(response: Response) -> Response:
    """Remember a choice that stood in the address; runs after every request."""
    for argument, cookie, allowed in (("lang", "language", LANGUAGES), ("text", "text_size", SIZES)):
        chosen = request.args.get(argument)
        if chosen in allowed and request.method == "GET":
            secure = bool(current_app.config.get("SESSION_COOKIE_SECURE"))
            response.set_cookie(cookie, chosen, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure)
    response.vary.add("Cookie")
    return response


def link_with(argument: str, value: str) -> str:
    """This page again with one choice changed; a page that answered a form leads back by its address alone."""
    kept = [(name, one) for name, one in request.args.items(multi=True) if name not in ("lang", "text")]
    return f"{request.path}?{urlencode([*kept, (argument, value)])}"


def _choice(argument: str, cookie: str, allowed: tuple[str, ...]) -> str:
    for chosen in (request.args.get(argument), request.cookies.get(cookie)):
        if chosen in allowed:
            return str(chosen)
    return allowed[0]
