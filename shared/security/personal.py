"""The personal block of an event: sealed before it is written or sent, opened only by holders of the bus key.

The same seal takes a person from one service's page to another's: in an address, for minutes.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.security.keys import KeyRing

NONCE_BYTES = 12


class Unopenable(Exception):
    """The block was changed, belongs to another event, or its key is not at hand; the message shows none of it."""


def _random_nonce() -> bytes:
    return os.urandom(NONCE_BYTES)


class Sealer:
    """Seals a personal block to one event. ``new_nonce`` is only ever replaced for printed examples."""

    def __init__(self, ring: KeyRing, new_nonce: Callable[[], bytes] = _random_nonce) -> None:
        self._key_id = ring.current
        self._cipher = AESGCM(ring.keys[ring.current])
        self._new_nonce = new_nonce

    def seal(self, personal: Mapping[str, Any], event_id: str) -> dict[str, str]:
        """``{"key": id, "nonce": base64, "sealed": base64}``: the block as it stands in the event's data."""
        plain = json.dumps(personal, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
        nonce = self._new_nonce()
        sealed = self._cipher.encrypt(nonce, plain, event_id.encode("utf-8"))
        return {
            "key": self._key_id,
            "nonce": base64.b64encode(nonce).decode(),
            "sealed": base64.b64encode(sealed).decode(),
        }


class Opener:
    """Opens personal blocks with any key of the ring."""

    def __init__(self, ring: KeyRing) -> None:
        self._ciphers = {name: AESGCM(key) for name, key in ring.keys.items()}

    def open(self, block: Mapping[str, Any], event_id: str) -> dict[str, Any]:
        """What the block holds. Raises Unopenable."""
        try:
            cipher = self._ciphers[block["key"]]
            nonce = base64.b64decode(block["nonce"], validate=True)
            sealed = base64.b64decode(block["sealed"], validate=True)
            content = json.loads(cipher.decrypt(nonce, sealed, event_id.encode("utf-8")))
        except (InvalidTag, KeyError, TypeError, ValueError):
            raise Unopenable("the personal block can't be opened") from None
        if not isinstance(content, dict):
            raise Unopenable("the personal block holds no object")
        return content


class HandOver:
    """Seals to a ``purpose`` what a browser carries from one service's page to another's; each service opens it."""

    def __init__(self, ring: KeyRing, purpose: str) -> None:
        self._sealer, self._opener = Sealer(ring), Opener(ring)
        self._place = f"hand-over/{purpose}"

    def seal(self, content: Mapping[str, Any]) -> str:
        """Letters, digits, ``-`` and ``_``."""
        block = json.dumps(self._sealer.seal(content, self._place), separators=(",", ":"))
        return base64.urlsafe_b64encode(block.encode("utf-8")).decode().rstrip("=")

    def open(self, sealed: str) -> dict[str, Any] | None:
        """What it holds; None for what was not sealed so."""
        try:
            block = json.loads(base64.b64decode(sealed + "=" * (-len(sealed) % 4), b"-_", validate=True))
            return self._opener.open(block, self._place)
        except (ValueError, TypeError, Unopenable):
            return None
