"""Key material in files: rings of symmetric keys with ids, and Ed25519 signing keys as JWK and JWKS."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

KEY_BYTES = 32


class BadKeyFile(Exception):
    """A key file is missing or not what it should be; the message names the file and never its content."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Symmetric keys by id: ``current`` encrypts, all of them decrypt; ``index`` is the key of the blind index."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    index: bytes | None = field(default=None, repr=False)

    @classmethod
    def generate(cls, *, with_index: bool = False) -> KeyRing:
        """A new ring with one key, ``k1``."""
        return cls("k1", {"k1": os.urandom(KEY_BYTES)}, os.urandom(KEY_BYTES) if with_index else None)

    @classmethod
    def read(cls, path: Path) -> KeyRing:
        """The ring of a file ``{"current", "keys": {id: base64}, "index"?: base64}``. Raises BadKeyFile."""
        content = read_json(path)
        try:
            keys = {name: base64.b64decode(text, validate=True) for name, text in content["keys"].items()}
            index = base64.b64decode(content["index"], validate=True) if "index" in content else None
            current = content["current"]
        except (KeyError, AttributeError, TypeError, ValueError):
            raise BadKeyFile(f"{path} is not a key ring: it needs current, keys and perhaps index") from None
        if current not in keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise BadKeyFile(f"{path}: every key has {KEY_BYTES} bytes, and the current one is among them")
        return cls(current, keys, index)

    def as_json(self) -> dict[str, Any]:
        """The content of the ring's file."""
        encoded = {name: base64.b64encode(key).decode() for name, key in self.keys.items()}
        content: dict[str, Any] = {"current": self.current, "keys": encoded}
        if self.index is not None:
            content["index"] = base64.b64encode(self.index).decode()
        return content


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Raises BadKeyFile."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise BadKeyFile(f"{path} can't be read: {problem.strerror}") from None
    except ValueError:
        raise BadKeyFile(f"{path} is not JSON") from None
    if not isinstance(content, dict):
        raise BadKeyFile(f"{path} is not a JSON object")
    return content


def new_signing_key() -> OKPKey:
    """A new Ed25519 key; its id is its thumbprint (RFC 7638)."""
    return OKPKey.generate_key("Ed25519", {"use": "sig"}, private=True, auto_kid=True)


def read_signing_key(path: Path) -> OKPKey:
    """The private Ed25519 key of a JWK file. Raises BadKeyFile."""
    try:
        key = OKPKey.import_key(read_json(path))
    except (JoseError, ValueError, KeyError):
        raise BadKeyFile(f"{path} is not a JWK") from None
    if not key.is_private or key.curve_name != "Ed25519":
        raise BadKeyFile(f"{path} is not a private Ed25519 key")
    key.ensure_kid()
    return key


def key_set(content: Mapping[str, Any]) -> KeySet:
    """Public keys from a JWKS object ``{"keys": [...]}`` (or one JWK). Raises ValueError."""
    members = content.get("keys", [content])
    try:
        keys = [OKPKey.import_key({k: v for k, v in member.items() if k != "d"}) for member in members]
    except (JoseError, ValueError, KeyError, AttributeError, TypeError):
        raise ValueError("not a set of Ed25519 keys") from None
    if not keys or any(key.curve_name != "Ed25519" for key in keys):
        raise ValueError("not a set of Ed25519 keys")
    return KeySet(list(keys))


def read_key_set(path: Path) -> KeySet:
    """The public keys of a JWKS file. Raises BadKeyFile."""
    try:
        return key_set(read_json(path))
    except ValueError as problem:
        raise BadKeyFile(f"{path}: {problem}") from None


def public_json(keys: Iterable[OKPKey]) -> dict[str, Any]:
    """The JWKS that others verify with: never a private part."""
    return {"keys": [key.as_dict(private=False) for key in keys]}
