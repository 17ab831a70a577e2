"""Checks the detached signature of an agency's reply with the agency's public keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.routing.use_cases.ports import BadSignature
from shared.security import signatures
from shared.security.keys import key_set


def check_signature(body: bytes, jws: str, keys: Sequence[Mapping[str, Any]]) -> None:
    """Raises BadSignature unless one of the keys signed exactly these bytes."""
    if not keys:
        raise BadSignature("the agency has no key yet")
    try:
        signatures.verify_detached(jws, body, key_set({"keys": list(keys)}))
    except signatures.BadSignature as problem:
        raise BadSignature(str(problem)) from problem
