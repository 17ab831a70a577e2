"""Checks the detached signature of an agency's reply with the agency's public keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.routing.use_cases.ports import BadSignature
from shared.security import signatures
from shared.security.keys import key_set
from shared.store.clock import utc_now


def check_signature(body: bytes, jws: str, keys: Sequence[Mapping[str, Any]], at: datetime | None = None) -> None:
    """Raises BadSignature unless one of the keys that hold at that moment (now) signed exactly these bytes.

    What was taken in the past is checked as of then: a key that was renewed since still proves what it signed before.
    """
    moment = (at or utc_now()).timestamp()
    holding = [
        {name: value for name, value in key.items() if name != "exp"}
        for key in keys
        if "exp" not in key or moment < key["exp"]
    ]
    if not holding:
        raise BadSignature("no key of the agency holds any more" if keys else "the agency has no key yet")
    try:
        signatures.verify_detached(jws, body, key_set({"keys": holding}))
    except signatures.BadSignature as problem:
        raise BadSignature(str(problem)) from problem
