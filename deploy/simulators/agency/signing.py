"""Detached signatures over a message's bytes: RFC 7515 with the unencoded payload of RFC 7797, Ed25519."""

from __future__ import annotations

import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from deploy.simulators.agency.sheet import decoded, encoded


class BadSignature(Exception):
    """The message is not by whom it claims to be; the text says why."""


def sign(body: bytes, key: Ed25519PrivateKey, key_id: str) -> str:
    """The value of the message header ``jws`` for this body."""
    header = json.dumps({"alg": "Ed25519", "b64": False, "crit": ["b64"], "kid": key_id}, separators=(",", ":"))
    protected = encoded(header.encode())
    return f"{protected}..{encoded(key.sign(protected.encode() + b'.' + body))}"


def verify(body: bytes, jws: object, keys: Mapping[str, Ed25519PublicKey]) -> None:
    """Raises BadSignature unless one of the keys signed exactly these bytes."""
    parts = jws.split(".") if isinstance(jws, str) else []
    if len(parts) != 3 or parts[1]:
        raise BadSignature("the header jws holds no detached signature")
    try:
        header = json.loads(decoded(parts[0]))
        if header["alg"] not in ("Ed25519", "EdDSA") or header["b64"] is not False or header["crit"] != ["b64"]:
            raise BadSignature(f"unexpected signature header {header}")
        keys[header["kid"]].verify(decoded(parts[2]), parts[0].encode() + b"." + body)
    except KeyError as missing:
        raise BadSignature(f"unknown key or missing part: {missing}") from missing
    except (InvalidSignature, TypeError, ValueError) as problem:
        raise BadSignature("the signature does not fit the message") from problem
