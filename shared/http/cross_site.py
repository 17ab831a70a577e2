"""Refuses writes that another site makes with a visitor's cookies, without a token in every form and without scripts.

Browsers say where a request comes from: ``Sec-Fetch-Site``, else ``Origin``, else ``Referer``. What says "elsewhere" is
refused; what says nothing is refused when it carries a cookie that gives rights. Clients that send neither (programs
with a bearer token) are not concerned.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, request

from shared.http.problems import Problem
from shared.http.sessions import OWNER_COOKIE, SESSION_COOKIE

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask, public_url: str) -> None:
    """Check every write. ``public_url`` is the address that people type; the request's own host counts as well."""
    expected = _origin(public_url)

    def check() -> None:
        if request.method in _SAFE:
            return
        here = _is_from_here(expected)
        carries_rights = SESSION_COOKIE in request.cookies or OWNER_COOKIE in request.cookies
        if here is False or (here is None and carries_rights):
            raise Problem(
                403,
                "cross-site",
                "The request did not come from this site",
                "Open the page on this site and send the form again.",
            )

    app.before_request(check)


def _is_from_here(expected: str) -> bool | None:
    """True or False as the browser says; None where it says nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in ("same-origin", "none")
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if not source:
        return None
    return _origin(source) in (expected, _origin(request.host_url))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"
