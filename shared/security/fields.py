"""What identifies a person, in the store: AES-GCM with the key's id in each value, a blind index to find it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import unicodedata
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.security.keys import KeyRing

NONCE_BYTES = 12


class Undecipherable(Exception):
    """A value was changed, moved to another place, or its key is not at hand."""


class FieldCipher:
    """Encrypts single fields. A value is ``{"k": key id, "n": nonce, "c": ciphertext}``; n and c are bytes.

    ``place`` (collection, document's id and field, such as ``people/17/phone``) is bound to the value: put elsewhere it
    can't be read.
    """

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self._ciphers = {name: AESGCM(key) for name, key in ring.keys.items()}

    def encrypt(self, place: str, text: str) -> dict[str, Any]:
        """The value to store."""
        return self.encrypt_bytes(place, text.encode("utf-8"))

    def encrypt_bytes(self, place: str, content: bytes) -> dict[str, Any]:
        """The value to store of what is no text."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._ring.current].encrypt(nonce, content, place.encode("utf-8"))
        return {"k": self._ring.current, "n": nonce, "c": sealed}

    def decrypt(self, place: str, value: Mapping[str, Any]) -> str:
        """The text of a stored value. Raises Undecipherable."""
        try:
            return self.decrypt_bytes(place, value).decode("utf-8")
        except UnicodeDecodeError:
            raise Undecipherable(f"the value at {place} is no text") from None

    def decrypt_bytes(self, place: str, value: Mapping[str, Any]) -> bytes:
        """The content of a stored value. Raises Undecipherable."""
        try:
            cipher = self._ciphers[value["k"]]
            return cipher.decrypt(bytes(value["n"]), bytes(value["c"]), place.encode("utf-8"))
        except (InvalidTag, KeyError, TypeError, ValueError):
            raise Undecipherable(f"the value at {place} can't be read") from None

    def is_outdated(self, value: Mapping[str, Any]) -> bool:
        """Whether the value was encrypted with another than the current key."""
        return value.get("k") != self._ring.current


class BlindIndex:
    """Finds encrypted values by equality: an HMAC of the value, different for every kind of it."""

    def __init__(self, ring: KeyRing) -> None:
        if ring.index is None:
            raise ValueError("this key ring has no key for a blind index")
        self._key = ring.index

    def digest(self, kind: str, text: str) -> str:
        """43 letters and digits to store beside the value and to look up by; writing variants (Unicode forms, case,
        outer blanks) give the same digest."""
        plain = unicodedata.normalize("NFC", text).strip().casefold()
        message = f"{kind}\0{plain}".encode()
        return base64.urlsafe_b64encode(hmac.digest(self._key, message, hashlib.sha256)).decode().rstrip("=")
