"""Owner tokens: what somebody who has not signed in shows to prove that a thing is theirs; stored only as a hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets

RANDOM_BYTES = 24  # 192 bits: nobody guesses it, so a plain hash of it is as good as a slow one
LONGEST = 128  # characters that are looked at


def new_owner_token() -> str:
    """32 letters, digits, ``-`` and ``_``; shown once and never stored."""
    return secrets.token_urlsafe(RANDOM_BYTES)


def digest_owner_token(token: str) -> str:
    """The hash to store and, under a unique index, to look up by: 64 hexadecimal digits."""
    return hashlib.sha256(token[:LONGEST].encode("utf-8")).hexdigest()


def owner_token_matches(token: str | None, stored: str | None) -> bool:
    """Whether the token is the one whose hash was stored, compared in constant time."""
    if not token or not stored or len(token) > LONGEST:
        return False
    return hmac.compare_digest(digest_owner_token(token), stored)
