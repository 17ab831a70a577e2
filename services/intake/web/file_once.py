"""One press of the button, one dossier: a form that is sent twice (slow network, back button) files once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from services.intake.use_cases.dossier_request import DossierRequest
from services.intake.use_cases.file_dossier import file_dossier
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import Slot, make_slot
from shared.store.change import AlreadyExists


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of it; ``changed`` tells that this form filed ``code`` before, with other words in its fields."""

    code: str
    owner_token: str = field(repr=False)
    changed: bool = False


def new_key() -> str:
    """What a form carries hidden, so that it is known when it comes again."""
    return secrets.token_urlsafe(18)


def was_sent(parts: Parts, values: Mapping[str, str]) -> bool:
    """Whether this very form filed a dossier before. Raises StoreAway."""
    slot = _slot(values)
    return slot.key is not None and parts.answers.find(slot.key) is not None


def file_once(parts: Parts, values: Mapping[str, str], asked: DossierRequest) -> Sent:
    """File, or tell what the same form filed before. Raises Forbidden, InvalidRequest, StoreAway."""
    slot = _slot(values)
    before = parts.answers.find(slot.key) if slot.key else None
    if before is None:
        try:
            filed = file_dossier(
                parts.ports,
                current_caller(),
                asked,
                request_context(clock=parts.ports.clock),
                answer=lambda done: slot.answer(303, {"code": done.dossier.code, "owner_token": done.owner_token}),
            )
            return Sent(filed.dossier.code, filed.owner_token)
        except AlreadyExists:  # the same form at the same time: the other one was first
            before = parts.answers.find(slot.key) if slot.key else None
            if before is None:
                raise
    return Sent(before.body["code"], before.body["owner_token"], changed=before.fingerprint != slot.fingerprint)


def _slot(values: Mapping[str, str]) -> Slot:
    once = values.get("once", "")
    usable = once.isascii() and once.isprintable() and 16 <= len(once) <= 64
    body = json.dumps(dict(values), sort_keys=True).encode()
    return make_slot(f"page/{once}" if usable else None, current_caller(), f"POST {request.path}", body)
