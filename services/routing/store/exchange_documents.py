"""Entries of the exchange as documents."""

from __future__ import annotations

from typing import Any

from services.routing.domain.exchange import Direction, ExchangeEntry, Outcome

LETTER_REFUSED = "agency.letter.refused.v1"

PLAIN = (
    *("agency_key", "message_id", "type", "dossier", "task_id", "digest", "jws", "user", "reason", "details"),
    *("number", "link", "seal", "at", "body", "passed"),
)


def entry_to_document(entry: ExchangeEntry) -> dict[str, Any]:
    """``unsealed`` names the agency for as long as the entry has no number."""
    document = {name: getattr(entry, name) for name in PLAIN}
    return {
        "_id": entry.id,
        "version": entry.version,
        "direction": entry.direction.value,
        "outcome": entry.outcome.value,
        "signer": dict(entry.signer) if entry.signer else None,
        **document,
        **({"trouble": True} if is_trouble(entry) else {}),
        **({} if entry.number else {"unsealed": entry.agency_key}),
    }


def is_trouble(entry: ExchangeEntry) -> bool:
    """What operators are shown first."""
    return entry.outcome in (Outcome.REFUSED, Outcome.RETURNED) or entry.type == LETTER_REFUSED


def entry_from_document(document: dict[str, Any]) -> ExchangeEntry:
    """The entry in a document of ``entry_to_document``."""
    plain = {name: document[name] for name in PLAIN if name in document}
    if plain["body"] is not None:
        plain["body"] = bytes(plain["body"])
    return ExchangeEntry(
        id=document["_id"],
        version=document["version"],
        direction=Direction(document["direction"]),
        outcome=Outcome(document["outcome"]),
        signer=document["signer"],
        **plain,
    )
