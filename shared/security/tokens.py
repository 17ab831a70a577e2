"""Signed tokens of ten minutes that every service verifies by itself: Ed25519 JWT (RFC 7519, RFC 9864)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from shared.security.caller import Caller

ALGORITHM = "Ed25519"
ISSUER = "motcua"
LIFETIME = timedelta(minutes=10)
RENEW_WITHIN = timedelta(minutes=7)  # of a token's end: every request of somebody at work renews it in good time
LONGEST_SESSION = timedelta(hours=12)  # after that the password is asked for again, however busy the session was
LONGEST_TOKEN = 4096  # characters


class InvalidToken(Exception):
    """The token says nothing: forged, expired or of another kind. The message may be shown."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a token says: who, until when, and when that person last typed the password."""

    caller: Caller
    signed_in_at: datetime
    expires_at: datetime

    def is_due_for_renewal(self, now: datetime) -> bool:
        """Whether a new token should replace this one; not once the session has lasted its longest."""
        return self.expires_at - now <= RENEW_WITHIN and now - self.signed_in_at < LONGEST_SESSION


class TokenIssuer:
    """Makes tokens; only the service that knows the passwords has the private key."""

    def __init__(self, key: OKPKey) -> None:
        self._key = key

    def issue(self, caller: Caller, now: datetime, signed_in_at: datetime | None = None) -> str:
        """A token for ten minutes from ``now``. ``signed_in_at`` of the session that it goes on with, if it does."""
        claims = {
            "iss": ISSUER,
            "sub": caller.id,
            "kind": caller.kind,
            "roles": sorted(caller.roles),
            "unit": caller.unit,
            "iat": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
            "auth_time": int((signed_in_at or now).timestamp()),
            "jti": uuid.uuid4().hex,
        }
        return jwt.encode({"alg": ALGORITHM, "kid": self._key.kid}, claims, self._key, algorithms=[ALGORITHM])

    def renew(self, session: Session, now: datetime) -> str:
        """A token that goes on with a session. Raises InvalidToken where the session has lasted its longest."""
        if now - session.signed_in_at >= LONGEST_SESSION:
            raise InvalidToken("the session has lasted its longest: sign in again")
        return self.issue(session.caller, now, session.signed_in_at)


class TokenVerifier:
    """Reads tokens with the public keys alone."""

    def __init__(self, keys: KeySet) -> None:
        self._keys = keys

    def verify(self, token: str, now: datetime) -> Session:
        """What the token says. Raises InvalidToken."""
        if len(token) > LONGEST_TOKEN:
            raise InvalidToken("the token is too long to be one")
        seconds = int(now.timestamp())
        registry = jwt.JWTClaimsRegistry(
            now=seconds,
            leeway=5,  # clocks of two machines
            iss={"essential": True, "value": ISSUER},
            sub={"essential": True},
            kind={"essential": True},
            exp={"essential": True},
            auth_time={"essential": True},
        )
        try:
            claims = jwt.decode(token, self._keys, algorithms=[ALGORITHM]).claims
            registry.validate(claims)
            return _session(claims)
        except (JoseError, ValueError, TypeError, KeyError):
            raise InvalidToken("the token is not valid, or no longer") from None


def _session(claims: dict[str, object]) -> Session:
    roles, unit = claims["roles"], claims["unit"]
    if not isinstance(roles, list) or not (unit is None or isinstance(unit, str)):
        raise ValueError
    caller = Caller(str(claims["kind"]), str(claims["sub"]), frozenset(str(role) for role in roles), unit)
    return Session(caller, _moment(claims["auth_time"]), _moment(claims["exp"]))


def _moment(seconds: object) -> datetime:
    if not isinstance(seconds, int | float):
        raise TypeError
    return datetime.fromtimestamp(seconds, UTC)
