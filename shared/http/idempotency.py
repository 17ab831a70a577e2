"""Idempotency-Key: the same request again gets the same answer and has one effect.

A view wraps its work: ``answer_once(answers, lambda slot: …)``; the use case puts ``slot.answer(201, body)`` into its
Change, so that answer and effect are written together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from flask import Response, request

from shared.http.correlation import current_caller
from shared.http.problems import Problem
from shared.security.caller import Caller
from shared.security.owner_tokens import digest_owner_token
from shared.store.change import Answer, StoreAway

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
T = TypeVar("T")


class AnswerStore(Protocol):
    """Where answers are kept; ``shared.store.answers.Answers`` and the tests' fake."""

    def find(self, key: str) -> Answer | None:
        """The answer that was given under this key. Raises StoreAway."""
        ...


@dataclass(frozen=True, slots=True)
class Slot:
    """The place where this request's answer goes; without a key it takes none."""

    key: str | None
    fingerprint: str = ""

    def answer(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Answer | None:
        """What to put into the Change: None where the client sent no key."""
        if self.key is None:
            return None
        return Answer(self.key, self.fingerprint, status, body, headers or {})


def make_slot(key: str | None, caller: Caller, route: str, body: bytes) -> Slot:
    """The slot of a request. Raises Problem (400) for a key that is none.

    ``route`` is method and path. The key counts within its caller (account, owner token or the public) and route.
    """
    if key is None:
        return Slot(None)
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Problem(
            400, "bad-idempotency-key", detail=f"{HEADER} must be 1 to {LONGEST_KEY} printable ASCII characters."
        )
    who = caller.actor
    if caller.owner_token:
        who += "/" + digest_owner_token(caller.owner_token)
    scoped = "\n".join((who, route, key))
    return Slot(hashlib.sha256(scoped.encode("utf-8")).hexdigest(), fingerprint(body))


def fingerprint(body: bytes) -> str:
    """A hash of what the body says: order of fields and blanks don't count in JSON."""
    with suppress(ValueError, RecursionError):  # another type of body counts byte by byte
        body = json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode("utf-8")
    return hashlib.sha256(body).hexdigest()


def slot_of_request() -> Slot:
    """The slot of the request at hand."""
    route = f"{request.method} {request.path}"
    return make_slot(request.headers.get(HEADER), current_caller(), route, request.get_data(cache=True))


def answer_once(answers: AnswerStore, act: Callable[[Slot], T], slot: Slot | None = None) -> T | Response:
    """Act and return what ``act`` returned, or give the answer that the same key got before.

    A second request that ran at the same time and came too late (AlreadyExists, Conflict, a state that no longer
    allows the action) finds the first one's answer and gives that. Raises Problem (422) for another body.
    """
    slot = slot or slot_of_request()
    if slot.key is None:
        return act(slot)
    stored = answers.find(slot.key)
    if stored is None:
        try:
            return act(slot)
        except StoreAway:
            raise
        except Exception:
            stored = answers.find(slot.key)
            if stored is None:
                raise
    return _again(stored, slot)


def _again(stored: Answer, slot: Slot) -> Response:
    if stored.fingerprint != slot.fingerprint:
        raise Problem(
            422,
            "idempotency-key-reused",
            "This Idempotency-Key was used for another request",
            "Send a new key with a new request.",
            [{"in": "headers", "pointer": f"/{HEADER}", "detail": "Used before with another body."}],
        )
    response = Response(
        json.dumps(dict(stored.body), ensure_ascii=False),
        stored.status,
        dict(stored.headers),
        content_type="application/json",
    )
    response.headers["Idempotency-Replayed"] = "true"
    return response
