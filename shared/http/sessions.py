"""Who is asking: a bearer token or the session cookie, and an owner token beside it; the cookie is renewed in use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, g, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from shared.http.problems import Problem
from shared.security.caller import PUBLIC
from shared.security.owner_tokens import LONGEST
from shared.security.tokens import LIFETIME, InvalidToken, Session, TokenIssuer, TokenVerifier

SESSION_COOKIE = "session"
OWNER_COOKIE = "owner"
OWNER_HEADER = "X-Owner-Token"
RENEW_AT = "/sign-in/renew"
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def is_local(public_url: str) -> bool:
    """Whether people reach the system on this machine only, where a Secure cookie would not be sent."""
    return urlsplit(public_url).hostname in _THIS_MACHINE


@dataclass(frozen=True, slots=True)
class Sessions:
    """Reads and writes the session of requests. ``issuer`` is None in services that only verify.

    Such a service sends a page's reader whose cookie nears its end to ``renew_at`` and so back with a new one: nobody
    is signed out while at work, whichever service the work is in.
    """

    verifier: TokenVerifier
    issuer: TokenIssuer | None = None
    secure: bool = True
    renew_at: str = RENEW_AT
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def install(self, app: Flask) -> None:
        """Read the session of every request, and renew a cookie that is in use and near its end."""
        app.before_request(self._read)
        if self.issuer is None:
            app.before_request(self._ask_for_renewal)
        app.after_request(self._renew)

    def sign_in(self, response: Response, token: str) -> None:
        """Put the session cookie on the answer."""
        g.session_written = True
        response.set_cookie(
            SESSION_COOKIE,
            token,
            max_age=int(LIFETIME.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=self.secure,
            path="/",
        )

    def sign_out(self, response: Response) -> None:
        """Take the session cookie away."""
        g.session_written = True
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="Lax", secure=self.secure, path="/")

    def _read(self) -> None:
        g.caller, g.session, g.session_from_cookie, g.session_expired = PUBLIC, None, False, False
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            self._accept(self._verified_bearer(token.strip()))
        elif cookie := request.cookies.get(SESSION_COOKIE):
            try:
                self._accept(self.verifier.verify(cookie, self.clock()))
                g.session_from_cookie = True
            except InvalidToken:
                g.session_expired = True  # not a fault of the request: the page asks to sign in again
        owner = request.headers.get(OWNER_HEADER) or request.cookies.get(OWNER_COOKIE)
        if owner and len(owner) <= LONGEST:
            kind = "owner" if g.caller.kind == "public" else g.caller.kind
            g.caller = replace(g.caller, kind=kind, owner_token=owner)

    def _verified_bearer(self, token: str) -> Session:
        try:
            return self.verifier.verify(token, self.clock())
        except InvalidToken as problem:
            raise Problem(
                401, "invalid-token", detail=str(problem), headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}
            ) from None

    @staticmethod
    def _accept(session: Session) -> None:
        g.session, g.caller = session, session.caller

    def _ask_for_renewal(self) -> BaseResponse | None:
        """A detour over the issuer, for pages that are only read; it ends by itself, for then no renewal is due."""
        session: Session | None = g.session
        if session is None or not g.session_from_cookie or request.method != "GET" or not _wants_a_page():
            return None
        if not session.is_due_for_renewal(self.clock()):
            return None
        return redirect(f"{self.renew_at}?{urlencode({'next': request.full_path.rstrip('?')})}")

    def _renew(self, response: Response) -> Response:
        session: Session | None = g.get("session")
        if self.issuer is None or session is None or not g.get("session_from_cookie") or g.get("session_written"):
            return response
        now = self.clock()
        if session.is_due_for_renewal(now):
            self.sign_in(response, self.issuer.renew(session, now))
        return response


def _wants_a_page() -> bool:
    return not request.path.startswith("/api/") and bool(request.accept_mimetypes.accept_html)
