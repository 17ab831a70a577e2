"""Detached signatures over a message's bytes: JWS (RFC 7515), unencoded payload (RFC 7797), Ed25519 (RFC 9864)."""

from __future__ import annotations

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

ALGORITHM = "Ed25519"


class BadSignature(Exception):
    """The signature does not fit the bytes, or is by none of the keys; the message may be shown."""


class _Registry(jws.JWSRegistry):
    """The package's limit of 128 kB on what is signed is for tokens; messages are bounded by the bus."""

    max_payload_length = 16 * 1024 * 1024


_REGISTRY = _Registry(algorithms=[ALGORITHM])


def sign_detached(body: bytes, key: OKPKey) -> str:
    """``<header>..<signature>``: the value of the message header ``jws``. The body must be UTF-8 text."""
    header = {"alg": ALGORITHM, "b64": False, "crit": ["b64"], "kid": key.kid}
    compact = jws.serialize_compact(header, body, key, registry=_REGISTRY)
    # the body is sent beside the signature, whatever its characters: only the outer parts are kept
    return f"{compact.partition('.')[0]}..{compact.rpartition('.')[2]}"


def verify_detached(signature: str, body: bytes, keys: KeySet) -> str:
    """The id of the key that signed exactly these bytes. Raises BadSignature."""
    parts = signature.split(".")
    # A signature that carries a payload of its own would be checked against that one instead of the body.
    if len(parts) != 3 or parts[1] or not body:
        raise BadSignature("this is not a detached signature over a body")
    try:
        found = jws.deserialize_compact(signature, keys, payload=body, registry=_REGISTRY)
    except (JoseError, ValueError, TypeError, KeyError):
        raise BadSignature("the signature does not fit the message or its sender's key") from None
    headers = found.headers()
    if headers.get("b64", True) is not False:
        raise BadSignature("the signature must be over the plain bytes (b64=false)")
    return str(headers.get("kid", ""))
