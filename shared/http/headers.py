"""Headers that tell a browser to run nothing but our own files and to hand nothing to others."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

_POLICY = (
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
)
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # same-origin, not no-referrer: that one would blank the Origin of our own forms, which is checked
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def install(app: Flask, *, secure: bool) -> None:
    """Put the headers on every answer; ``secure`` adds HSTS. Templates get ``csp_nonce()`` for inline scripts."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    def add(response: Response) -> Response:
        nonce = g.get("csp_nonce")
        scripts = "script-src 'self'" + (f" 'nonce-{nonce}'" if nonce else "")
        response.headers.setdefault("Content-Security-Policy", "; ".join((*_POLICY, scripts)))
        for name, value in _FIXED.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if "Cache-Control" not in response.headers and not (request.endpoint or "").endswith("static"):
            response.headers["Cache-Control"] = "no-store"
        return response

    app.after_request(add)


def csp_nonce() -> str:
    """The nonce that lets one inline script of this answer run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)
