"""Takes the one file that a form of a page brings, once however often the form is sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from services.intake.domain.errors import IllegalStep, IntakeError, InvalidRequest
from services.intake.domain.paper import RefusedFile, Shown, Source
from services.intake.domain.upload import PaperRequest
from services.intake.use_cases.add_paper import add_small_paper
from services.intake.web.parts import Parts
from shared.http.correlation import request_context
from shared.http.idempotency import make_slot
from shared.security.caller import Caller
from shared.store.change import AlreadyExists
from shared.ui import display


@dataclass(frozen=True, slots=True)
class Taken:
    """``faults``: what stood in the way, by field of the page; none where the paper is in."""

    faults: Mapping[str, str]


def field_of_file(component: int | None) -> str:
    """The name of the field for a file, as ``PaperGroup.field`` tells it."""
    return f"file-{component or 0}"


def take_file(parts: Parts, caller: Caller, code: str, source: Source) -> Taken:
    """Put the request's file into the dossier. Raises Forbidden, NotFound, StoreAway."""
    values = request.form.to_dict()
    sent = request.files.get("file")
    content = sent.read() if sent else b""
    component = _number(values.get("component", ""))
    wanted = PaperRequest(
        (sent.filename if sent else "") or "",
        len(content),
        source,
        component,
        _shown(values.get("shown", "")),
        _number(values.get("counted", "")),
    )
    once = values.get("once", "")
    usable = once.isascii() and once.isprintable() and 16 <= len(once) <= 64
    told = json.dumps([wanted.name, component, hashlib.sha256(content).hexdigest()]).encode()
    slot = make_slot(f"page/{once}" if usable else None, caller, f"POST {request.path}", told)
    if slot.key and parts.answers.find(slot.key):
        return Taken({})
    try:
        add_small_paper(
            parts.ports,
            parts.papers,
            caller,
            code,
            wanted,
            content,
            request_context(clock=parts.ports.clock),
            answer=lambda one: slot.answer(303, {"id": one.id}),
        )
    except AlreadyExists:  # the same form at the same time: the other one was first
        return Taken({})
    except (InvalidRequest, RefusedFile, IllegalStep) as refused:
        return Taken(_faults(refused, component))
    return Taken({})


def _faults(refused: IntakeError, component: int | None) -> dict[str, str]:
    tongue, file = display.language(), field_of_file(component)
    if not isinstance(refused, InvalidRequest):
        return {file: refused.words.in_language(tongue)}
    told = {one.pointer.strip("/"): one.words.in_language(tongue) for one in refused.faults}
    return {name if name in ("shown", "counted", "component") else file: text for name, text in told.items()}


def _number(text: str) -> int | None:
    """A number, 0 for what is none (a rule refuses it), None for nothing."""
    plain = text.strip()
    if not plain:
        return None
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 7 else 0


def _shown(text: str) -> Shown | None:
    try:
        return Shown(text)
    except ValueError:
        return None
