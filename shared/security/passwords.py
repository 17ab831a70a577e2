"""Passwords: kept as argon2id hashes, and checked in the same time whether or not the account exists."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's parameters for argon2id (19 MiB, two passes, one lane): several sign-ins at once must fit a small server.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY = _HASHER.hash("the password of no account")
LONGEST = 1024  # characters; a longer one is refused before it costs any work


def hash_password(password: str) -> str:
    """The hash to store, with its parameters and salt inside. Raises ValueError for an empty or endless password."""
    if not 0 < len(password) <= LONGEST:
        raise ValueError(f"a password has 1 to {LONGEST} characters")
    return _HASHER.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password fits; ``stored=None`` (no such account) takes as long as a wrong password."""
    if len(password) > LONGEST:
        return False
    try:
        _HASHER.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with older parameters and should be made anew at the next sign-in."""
    return _HASHER.check_needs_rehash(stored)
