"""Messages that no handler takes: unreadable ones, those that come again, and letters that an agency gives back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from services.routing.domain.exchange import (
    STRANGERS,
    Direction,
    ExchangeEntry,
    Outcome,
    digest_of,
    other_id,
    returned_id,
    taken_id,
)
from services.routing.domain.message_refusals import Reason
from services.routing.use_cases.refusing import Incoming, Keeping, refusal_needs, refuse
from shared.store.change import NOTHING, Change, Key, Loaded

# An agency whose line broke sends again what it does not know to have arrived; after this nobody does so any more.
REPEATED_WITHIN = timedelta(hours=24)
LONGEST_TYPE = 200

_FROM_AGENCY = re.compile(r"([A-Z0-9]+(?:-[A-Z0-9]+)*)\..+")
_TO_AGENCY = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_UNREADABLE = re.compile(r"(body|envelope|id|source|subject|time|sequence|specversion|correlationid|causationid): ")


@dataclass(frozen=True, slots=True)
class Raw:
    """A message as it lies before us: bytes, where from, and as much as could be read of it."""

    body: bytes
    routing_key: str
    user: str | None
    jws: str
    event_id: str = ""
    type: str = ""
    subject: str = ""

    @property
    def by_agency(self) -> bool:
        """Whether it came by the exchange of replies: only there a routing key begins with an agency's key."""
        return _FROM_AGENCY.fullmatch(self.routing_key) is not None

    @property
    def to_agency(self) -> bool:
        """Whether it is a letter that had gone to an agency, and came back."""
        return _TO_AGENCY.fullmatch(self.routing_key) is not None


def needs(raw: Raw, keeping: Keeping) -> tuple[Key, ...]:
    """What must be known of the exchange for it."""
    if raw.by_agency:
        incoming = _incoming(raw)
        entries = (
            taken_id(incoming.key, incoming.message_id),
            other_id(incoming.key, incoming.digest, Outcome.REPEATED),
        )
        return *(Key(ExchangeEntry, one) for one in entries), *refusal_needs(incoming, keeping)
    return (Key(ExchangeEntry, returned_id(_letter_id(raw))),) if raw.to_agency else ()


def parked(raw: Raw, why: str, waited: bool, loaded: Loaded, keeping: Keeping) -> Change:
    """A message was parked without a handler's word: ``why`` is the bus's own, ``waited`` that a reply before it never
    came."""
    if raw.by_agency:
        reason, details = (Reason.OUT_OF_ORDER, why) if waited else _reason(why)
        return refuse(_incoming(raw), reason, details, loaded, keeping)
    return _returned(raw, why, loaded, keeping) if raw.to_agency else NOTHING


def repeated(raw: Raw, loaded: Loaded, keeping: Keeping) -> tuple[Change, str | None] | None:
    """A message under an id that was received before; the text says why it is to be parked, None: it is not.

    None in all where nothing is to be written: the same bytes again within a day, or refused bytes again.
    """
    if not raw.by_agency:
        return None
    incoming = _incoming(raw)
    first = loaded.get(ExchangeEntry, taken_id(incoming.key, incoming.message_id))
    refused_id = other_id(incoming.key, incoming.digest, Outcome.REFUSED)
    if loaded.get(ExchangeEntry, refused_id) is not None:
        return None
    if first is None:
        text = "its id was used before by a message that was not taken"
        return refuse(incoming, Reason.ID_REUSED, "", loaded, keeping), text
    if incoming.digest == first.digest:
        if keeping.clock() - first.at <= REPEATED_WITHIN:
            return None
        text = f"taken before, on {first.at:%Y-%m-%d}: an old message that comes again"
        return refuse(incoming, Reason.REPLAYED, "", loaded, keeping), text
    if _says(incoming.body) != _says(first.body or b""):
        text = "its id was used before for something else"
        return refuse(incoming, Reason.ID_REUSED, "", loaded, keeping), text
    id = other_id(incoming.key, incoming.digest, Outcome.REPEATED)
    if loaded.get(ExchangeEntry, id) is not None:
        return None
    return Change(saved=(incoming.entry(id, Outcome.REPEATED, keeping.clock()),)), None


def _incoming(raw: Raw) -> Incoming:
    found = _FROM_AGENCY.fullmatch(raw.routing_key)
    key = found.group(1) if found and len(found.group(1)) <= 35 else STRANGERS
    return Incoming(
        key=key,
        body=raw.body,
        user=raw.user,
        jws=raw.jws,
        message_id=raw.event_id.removeprefix(f"{key}/"),
        type=raw.type[:LONGEST_TYPE],
        dossier=raw.subject[:LONGEST_TYPE],
        task_id=_task_id(raw.body),
    )


def _returned(raw: Raw, why: str, loaded: Loaded, keeping: Keeping) -> Change:
    id = returned_id(_letter_id(raw))
    if loaded.get(ExchangeEntry, id) is not None:
        return NOTHING
    entry = Incoming(
        key=raw.routing_key,
        body=raw.body,
        user=raw.user,
        jws=raw.jws,
        message_id=raw.event_id,
        type=raw.type,
        dossier=raw.subject,
        task_id=_task_id(raw.body),
    ).entry(id, Outcome.RETURNED, keeping.clock())
    return Change(saved=(replace(entry, direction=Direction.IN, details=why),))


def _letter_id(raw: Raw) -> str:
    """Of a letter that cannot be read (not ours then) its fingerprint."""
    return raw.event_id or digest_of(raw.body)


def _reason(why: str) -> tuple[Reason, str]:
    if why.startswith("body: ") and "bytes are more" in why:
        return Reason.TOO_LARGE, why
    if why.startswith("type: "):
        return Reason.UNKNOWN_TYPE, ""
    if why.startswith("data: "):
        return Reason.BAD_DATA, why
    if _UNREADABLE.match(why):
        return Reason.UNREADABLE, why
    return Reason.NOT_TAKEN, ""


def _says(body: bytes) -> Any:
    """What a message says: not when it was written, nor what led to it."""
    found = _read(body)
    return {name: found.get(name) for name in ("type", "subject", "sequence", "data")}


def _task_id(body: bytes) -> str:
    data = _read(body).get("data")
    task_id = data.get("task_id") if isinstance(data, dict) else None
    return task_id[:LONGEST_TYPE] if isinstance(task_id, str) else ""


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
