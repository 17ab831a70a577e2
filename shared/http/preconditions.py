"""ETag, If-None-Match and If-Match: a version a client has seen, so that nothing is fetched or overwritten in vain."""

from __future__ import annotations

import hashlib

from flask import Response, request
from werkzeug.http import parse_etags

from shared.http.problems import Problem


def etag(version: int, *besides: object) -> str:
    """The tag of a representation: the version, and whatever else the answer depends on (language, role)."""
    if not besides:
        return str(version)
    return f"{version}-{hashlib.sha256(repr(besides).encode('utf-8')).hexdigest()[:12]}"


def with_etag(response: Response, tag: str) -> Response:
    """Put the tag on an answer to GET; a client that has this representation already gets an empty 304."""
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie", "Authorization", "Accept-Language"))
    response.make_conditional(request)
    return response


def is_fresh(tag: str) -> bool:
    """Whether the client has this representation: then nothing needs to be loaded and rendered."""
    return request.method in ("GET", "HEAD") and request.if_none_match.contains_weak(tag)


def require_version(version: int) -> None:
    """Let a write pass only on the version that the client names in If-Match, where it names one.

    Raises Problem (412). What follows the version in a tag (language, role) does not matter to a write.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return
    named = {tag.partition("-")[0] for tag in parse_etags(header).as_set(include_weak=True)}
    if str(version) not in named:
        raise Problem(
            412,
            "changed-meanwhile",
            "It has changed meanwhile",
            "Load it again and decide on what it is now.",
            headers={"ETag": f'"{version}"'},
        )
