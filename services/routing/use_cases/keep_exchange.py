"""Every reply is kept in the exchange by the same transaction in which it takes effect or is refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.routing.domain.agency import Agency
from services.routing.domain.case import Case
from services.routing.domain.exchange import ExchangeEntry, Outcome, taken_id
from services.routing.domain.message_refusals import Reason
from services.routing.domain.task import NOT_GIVEN, TAKEN_BACK, NotAllowed
from services.routing.use_cases.check_reply import agency_key_of
from services.routing.use_cases.refusing import Incoming, Keeping, Refused, refusal_needs, refuse
from services.routing.use_cases.result_file import without_content
from shared.bus.reading import Never, Reading, Received
from shared.store.change import Change, Key, Loaded


def kept(reading: Reading, keeping: Keeping) -> Reading:
    """The same reading, whose messages are kept and whose refusals are told to their sender."""

    def needs(received: Received) -> tuple[Key, ...]:
        entry = Key(ExchangeEntry, taken_id(agency_key_of(received), own_id(received)))
        return *reading.needs(received), entry, *refusal_needs(incoming_of(received), keeping)

    def apply(received: Received, loaded: Loaded) -> Change:
        try:
            change = reading.apply(received, loaded)
        except Never as refusal:
            raise _told(refusal, received, loaded, keeping) from refusal
        return replace(change, saved=(*change.saved, *_taken(received, loaded, keeping)))

    return replace(reading, needs=needs, apply=apply, by_sender=True)


def own_id(received: Received) -> str:
    """The message's id as its sender wrote it."""
    return received.id.removeprefix(f"{agency_key_of(received)}/")


def incoming_of(received: Received) -> Incoming:
    """The reply as the exchange sees it."""
    jws, data = received.headers.get("jws"), received.data
    return Incoming(
        key=agency_key_of(received),
        body=received.raw,
        user=received.user,
        jws=jws if isinstance(jws, str) else "",
        message_id=own_id(received),
        type=received.type,
        dossier=received.subject,
        task_id=str(data.get("task_id") or "") if isinstance(data, Mapping) else "",
    )


def signer_of(jws: str, keys: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The public key that a detached signature names, among those of its sender."""
    try:
        padded = jws.partition(".")[0] + "==="
        kid = json.loads(base64.urlsafe_b64decode(padded)).get("kid")
    except (ValueError, AttributeError):
        return None
    named = [key for key in keys if key.get("kid") == kid]
    # Until when it holds is nothing of its signatures: what it signed in its time is proved by it for ever.
    return {name: value for name, value in named[0].items() if name != "exp"} if named else None


def _taken(received: Received, loaded: Loaded, keeping: Keeping) -> tuple[ExchangeEntry, ...]:
    incoming = incoming_of(received)
    id = taken_id(incoming.key, incoming.message_id)
    if loaded.get(ExchangeEntry, id) is not None:
        return ()
    agency = loaded.get(Agency, incoming.key)
    signer = signer_of(incoming.jws, agency.public_keys if agency else ())
    entry = replace(incoming.entry(id, Outcome.TAKEN, keeping.clock()), signer=signer)
    return (replace(entry, body=None, passed=True) if _carries_a_paper(received) else entry,)


def _carries_a_paper(received: Received) -> bool:
    """Whether a file came within it: papers are kept by intake, and nowhere else."""
    result = received.data.get("result")
    return bool(without_content(result)[1]) if isinstance(result, Mapping) else False


def _told(refusal: Never, received: Received, loaded: Loaded, keeping: Keeping) -> Never:
    """The same refusal, with what is kept and told of it."""
    reason, details = _reason(refusal, received, loaded)
    return Never(str(refusal), refuse(incoming_of(received), reason, details, loaded, keeping))


def _reason(refusal: Never, received: Received, loaded: Loaded) -> tuple[Reason, str]:
    """The stable word. What a handler refuses by itself was checked before: it is about a task of the sender's own."""
    if isinstance(refusal, Refused):
        return refusal.reason, refusal.details
    case = loaded.get(Case, received.subject)
    try:
        task = case.task(received.data.get("task_id", "")) if case else None
    except NotAllowed:
        task = None
    if task is None or task.agency_key != agency_key_of(received) or task.status in NOT_GIVEN:
        return Reason.UNKNOWN_TASK, ""
    if task.status in TAKEN_BACK:
        return Reason.TASK_RECALLED, ""
    return Reason.NOT_POSSIBLE, str(refusal)
