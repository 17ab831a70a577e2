"""In which language an answer of the API speaks."""

from __future__ import annotations

from flask import Request

LANGUAGES = ("vi", "en")


def language(request: Request) -> str:
    """English where the client prefers it over Vietnamese, else Vietnamese."""
    return request.accept_languages.best_match(LANGUAGES, default="vi") or "vi"
