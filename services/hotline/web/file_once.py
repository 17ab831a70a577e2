"""One press of the button, one petition: a form that is sent twice (slow network, back button) is taken once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request
from werkzeug.wrappers import Response

from services.hotline.use_cases.attachments.attach import attached, forget, keep, prepare, sum_of
from services.hotline.use_cases.file_petition import Filed, file_petition
from services.hotline.use_cases.petition_request import PetitionRequest
from services.hotline.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import make_slot
from shared.http.rate_limits import client_address
from shared.store.change import AlreadyExists, Answer

COOKIE, COOKIE_SECONDS = "petition", 3600


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of it; ``changed`` tells that this form was sent before, with other words in its fields."""

    code: str
    key: str = field(repr=False)
    changed: bool = False


def new_once() -> str:
    """What a form carries hidden, so that it is known when it comes again."""
    return secrets.token_urlsafe(18)


def file_once(
    parts: Parts, values: Mapping[str, str], asked: PetitionRequest, files: Sequence[tuple[str, bytes]] = ()
) -> Sent:
    """Take the petition, or tell what the same form gave before. ``files``: names and contents.

    Raises InvalidRequest (a file), Forbidden, TooManyAttempts, StoreAway.
    """
    once = values.get("once", "")
    usable = once.isascii() and once.isprintable() and 16 <= len(once) <= 64
    sums = [sum_of(content) for _, content in files]
    body = json.dumps({**values, **({"files": sums} if sums else {})}, sort_keys=True).encode()
    slot = make_slot(f"page/{once}" if usable else None, current_caller(), f"POST {request.path}", body)
    before = parts.answers.find(slot.key) if slot.key else None
    if before is None:
        if files:  # before anything is kept
            parts.ports.limits.take("attachment-address", client_address())
        desk, prepared = parts.attachments, prepare(parts.attachments, files)
        context = request_context(clock=parts.ports.clock)

        def answer(filed: Filed) -> Answer | None:
            return slot.answer(303, {"code": filed.petition.code, "key": filed.key})

        try:
            filed = file_petition(
                parts.ports,
                current_caller(),
                asked,
                context,
                address=client_address(),
                answer=answer,
                beside=lambda petition: attached(desk, prepared, petition.id, context),
            )
            keep(desk, prepared)
            return Sent(filed.petition.code, filed.key)
        except AlreadyExists:  # the same form at the same time: the other one was first
            forget(desk, prepared)
            before = parts.answers.find(slot.key) if slot.key else None
            if before is None:
                raise
    return Sent(before.body["code"], before.body["key"], changed=before.fingerprint != slot.fingerprint)


def keep_sent(parts: Parts, response: Response, sent: Sent, page: str) -> Response:
    """Hand code and key to the confirmation page, and to no other."""
    response.set_cookie(
        COOKIE,
        f"{sent.code}/{sent.key}",
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=parts.secure,
        path=page,
    )
    return response


def kept_sent() -> Sent | None:
    """What the cookie of the confirmation page holds."""
    code, _, key = request.cookies.get(COOKIE, "").partition("/")
    return Sent(code, key) if code and key else None
