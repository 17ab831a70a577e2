"""Signed links: what a letter names so that its reader may fetch one thing for a while, without signing in.

A link is a JWT by the key of whoever wrote the letter; whoever serves the thing holds the public half alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

ALGORITHM = "Ed25519"
KIND = "link+jwt"  # so that nothing else that the same key signs passes for a link
LONGEST = 2048  # characters that are looked at


class BadLink(Exception):
    """The link says nothing: forged, changed or of another kind. The message may be shown."""


class ExpiredLink(BadLink):
    """It was a good link once."""


@dataclass(frozen=True, slots=True)
class Link:
    """``use`` is what it opens (a word), ``subject`` of what, ``holder`` for whom, ``until`` when."""

    use: str
    subject: str
    holder: str
    until: datetime


def sign_link(link: Link, key: OKPKey) -> str:
    """The token: letters, digits, ``-``, ``_`` and ``.``; the same link gets the same token."""
    claims = {"use": link.use, "sub": link.subject, "for": link.holder, "exp": int(link.until.timestamp())}
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": KIND}
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])


def read_link(token: str, keys: KeySet, now: datetime) -> Link:
    """What the token opens. Raises BadLink, ExpiredLink."""
    if not token or len(token) > LONGEST:
        raise BadLink("this is no link")
    try:
        read = jwt.decode(token, keys, algorithms=[ALGORITHM])
        claims = read.claims
        link = Link(
            str(claims["use"]), str(claims["sub"]), str(claims["for"]), datetime.fromtimestamp(claims["exp"], UTC)
        )
    except (JoseError, ValueError, TypeError, KeyError, OverflowError, OSError):
        raise BadLink("the link was changed or is none of ours") from None
    if read.header.get("typ") != KIND:
        raise BadLink("this is a token of another kind")
    if link.until <= now:
        raise ExpiredLink("the link's time is over")
    return link
