"""A signature of the house over every letter (DKIM, RFC 6376): its receiver can tell it from a forgery."""

from __future__ import annotations

import re
from email.parser import BytesHeaderParser

import dkim

# Those that a reader sees or that a mail program acts on; names twice over forbid that somebody adds a second one.
SIGNED = (
    "From", "From", "To", "Subject", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding", "Content-Language", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post",
)  # fmt: skip
SELECTOR = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
PROBE = b"From: a@example.com\r\nSubject: probe\r\n\r\nprobe\r\n"


class BadSigningKey(ValueError):
    """The key file, or the selector, can't be used; the text names no secret."""


class DkimSigner:
    """Implements ``Signer`` of the mail gateway with an RSA key (PEM)."""

    def __init__(self, key: bytes, selector: str, domain: str) -> None:
        if not SELECTOR.fullmatch(selector):
            raise BadSigningKey("the selector is no host name in lower case")
        self._key, self._selector, self._domain = key, selector.encode(), domain.encode("idna")
        try:
            self.sign(PROBE)
        except (dkim.DKIMException, ValueError, TypeError, IndexError):
            raise BadSigningKey("the signing key is no RSA private key in PEM") from None

    def sign(self, letter: bytes) -> bytes:
        """The letter under its signature; raises nothing for a letter that the mail gateway wrote."""
        there = BytesHeaderParser().parsebytes(letter)
        signed = [name.encode() for place, name in enumerate(SIGNED) if name in there or name in SIGNED[:place]]
        line: bytes = dkim.sign(
            letter, self._selector, self._domain, self._key, canonicalize=(b"relaxed", b"relaxed"),
            include_headers=signed,
        )  # fmt: skip
        return line + letter
