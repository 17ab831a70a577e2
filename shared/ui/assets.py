"""The files that browsers fetch: addresses that carry each file's hash, so that they may be kept for a year."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

from shared.security.access import public

STATIC = Path(__file__).parent / "static"
A_YEAR = 365 * 24 * 3600
files = Blueprint("ui", __name__)


@cache
def content_hash(name: str) -> str:
    """The first twelve hex digits of the file's SHA-256. Raises FileNotFoundError for a name that is none of ours."""
    return sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def address(name: str) -> str:
    """Where a page fetches the file: changes when the file does."""
    return f"/static/ui/{name}?v={content_hash(name)}"


@files.get("/static/ui/<path:name>")
@public
def serve(name: str) -> Response:
    """The file; kept for a year only under the hash that it really has. 404 for anything outside the folder."""
    response = send_from_directory(STATIC, name)
    if request.args.get("v") == content_hash(name):
        response.cache_control.public = True
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
        response.cache_control.no_cache = None
    else:
        response.cache_control.no_cache = True
    return response
