"""The few scripts of the front door: our own files, at addresses with their hash; no page needs one to work."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

from services.intake.web.parts import Parts
from shared.security.access import public

STATIC = Path(__file__).parent / "static"
SIGNATURE_PAD = "signature-pad.js"
A_YEAR = 365 * 24 * 3600


@cache
def script(name: str) -> str:
    """Where a page fetches the script: changes when the file does."""
    return f"/static/intake/{name}?v={_hash(name)}"


def signature_pad() -> str:
    """The address of the pad on which a receiver signs."""
    return script(SIGNATURE_PAD)


def add_scripts(pages: Blueprint, _parts: Parts) -> None:
    """Put the files onto the blueprint."""

    @pages.get("/static/intake/<name>")
    @public
    def intake_script(name: str) -> Response:
        response = send_from_directory(STATIC, name)
        if request.args.get("v") == _hash(name):
            response.cache_control.public = True
            response.cache_control.max_age = A_YEAR
            response.cache_control.immutable = True
            response.cache_control.no_cache = None
        return response


@cache
def _hash(name: str) -> str:
    return sha256((STATIC / name).read_bytes()).hexdigest()[:12]
