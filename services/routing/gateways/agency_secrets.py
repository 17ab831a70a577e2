"""New passwords and signing keys for agencies, and sheets sealed until they are shown."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from shared.security.keys import KeyRing, new_signing_key, public_json
from shared.security.personal import Opener, Sealer, Unopenable


class AgencySecrets:
    """Implements ``use_cases.connection_ports.Secrets`` with a key ring that only this service holds."""

    def __init__(self, ring: KeyRing) -> None:
        self._sealer, self._opener = Sealer(ring), Opener(ring)

    def new_password(self) -> str:
        """32 characters that need no escaping in a URL."""
        return secrets.token_urlsafe(24)

    def new_key(self) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The private key and its public half."""
        key = new_signing_key()
        return key.as_dict(private=True), public_json([key])["keys"][0]

    def seal(self, content: Mapping[str, Any], place: str) -> Mapping[str, str]:
        """The content, to be opened for the same place only."""
        return self._sealer.seal(content, place)

    def open(self, sealed: Mapping[str, str], place: str) -> Mapping[str, Any]:
        """What was sealed. Raises LookupError."""
        try:
            return self._opener.open(sealed, place)
        except Unopenable:
            raise LookupError("the key that the sheet was sealed with is not at hand") from None
