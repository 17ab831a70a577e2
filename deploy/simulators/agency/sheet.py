"""The connection sheet: all that an agency is given by the centre."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class BadSheet(Exception):
    """The sheet or its key file cannot be used; the message says which part."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """``key`` is the agency's broker key, the first word of its routing keys; ``centre_keys`` maps kid → public key."""

    key: str
    name: str
    amqp_url: str = field(repr=False)
    queue: str
    replies_exchange: str
    private_key: Ed25519PrivateKey = field(repr=False)
    private_key_id: str
    centre_keys: Mapping[str, Ed25519PublicKey]

    @property
    def user(self) -> str:
        """The broker user, which every reply must name in ``user_id``."""
        return unquote(urlsplit(self.amqp_url).username or "")


def read_sheet(path: Path) -> Sheet:
    """The sheet in this file, with the key in it or in a file named relative to it. Raises BadSheet."""
    content = _json(path)
    try:
        secret = content.get("private_key") or _json(path.parent / content["private_key_file"])
        return Sheet(
            key=content["agency"]["key"],
            name=content["agency"]["name"],
            amqp_url=content["amqp"]["url"],
            queue=content["amqp"]["queue"],
            replies_exchange=content["amqp"]["replies_exchange"],
            private_key=Ed25519PrivateKey.from_private_bytes(decoded(secret["d"])),
            private_key_id=secret["kid"],
            centre_keys={
                key["kid"]: Ed25519PublicKey.from_public_bytes(decoded(key["x"]))
                for key in content["centre_public_keys"]["keys"]
            },
        )
    except KeyError as missing:
        raise BadSheet(f"{path}: {missing} is missing") from missing
    except (TypeError, ValueError) as problem:
        raise BadSheet(f"{path}: {problem}") from problem


def decoded(text: str) -> bytes:
    """Base64url without padding, as JSON Web Keys and signatures write it."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(data: bytes) -> str:
    """The other way round."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise BadSheet(f"{path}: {problem}") from problem
    if not isinstance(content, dict):
        raise BadSheet(f"{path}: not a JSON object")
    return content
