"""One press of a button, one petition, also for applications that know no Idempotency-Key.

The same words from the same application within ten minutes are the same request, sent again because no answer came:
it gets the answer of the first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import request

from services.hotline.domain.open311.client import Client
from shared.http.idempotency import HEADER, AnswerStore, Slot, fingerprint, make_slot
from shared.http.problems import Problem
from shared.security.caller import Caller
from shared.store.change import AlreadyExists, Answer

SECONDS = 600
Told = dict[str, Any]
Act = Callable[[Callable[[Told], Answer | None]], Told]


def once(answers: AnswerStore, client: Client, fields: Mapping[str, str], now: datetime, act: Act) -> Told:
    """What ``act`` told, or what the same request was told before. Raises Problem (422: the key, with other words)."""
    body = json.dumps(dict(fields), sort_keys=True).encode()
    slot, *before = _slots(client, body, now)
    for one in (slot, *before):
        found = _found(answers, one)
        if found is not None:
            return found
    try:
        return act(lambda told: slot.answer(200, told))
    except AlreadyExists:  # the same at the same time: the other one was first
        found = _found(answers, slot)
        if found is None:
            raise
        return found


def _slots(client: Client, body: bytes, now: datetime) -> list[Slot]:
    """The slot of this request, and the one before it in time."""
    caller = Caller("service", client.id)
    key = request.headers.get(HEADER)
    route = "POST /open311/v2/requests"
    if key is not None:
        return [make_slot(key, caller, route, body)]
    window, words = int(now.timestamp()) // SECONDS, fingerprint(body)
    return [make_slot(f"same/{number}/{words}", caller, route, body) for number in (window, window - 1)]


def _found(answers: AnswerStore, slot: Slot) -> Told | None:
    known = answers.find(slot.key) if slot.key else None
    if known is None:
        return None
    if known.fingerprint != slot.fingerprint:
        raise Problem(422, "key-used-before", detail=f"This {HEADER} was used for another request.")
    return dict(known.body)
