"""Contracts, facts and readings that the tests of the bus share; the domain is a kettle, not a dossier."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields

from shared.bus.reading import Order, Reading, Received
from shared.bus.registry import Contract, Registry
from shared.store.change import NOTHING, Change, Context, Fact, Key, Loaded

BOILED = "kitchen.kettle.boiled.v1"
EMPTIED = "kitchen.kettle.emptied.v1"
ORDERED = "agency.tea.ordered.v1"
TASTED = "agency.tea.tasted.v1"
POURED = "dining.cup.poured.v1"
NOON = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)


def registry() -> Registry:
    """Two services and agencies: kitchen tells dining, dining orders from agencies and hears from them."""
    return Registry(
        [
            Contract(BOILED, "kitchen", ("dining",)),
            Contract(EMPTIED, "kitchen", (), unread_because="nobody washes up yet"),
            Contract(ORDERED, "dining", ("agency",)),
            Contract(TASTED, "agency", ("dining",)),
            Contract(POURED, "dining", ("kitchen",)),
        ]
    )


class BoiledSchema(Schema):
    """What dining reads of a boiled kettle."""

    litres = fields.Integer(required=True, strict=True)


def no_needs(received: Received) -> tuple[Key, ...]:
    """A reading that wants no aggregate."""
    return ()


def no_change(received: Received, loaded: Loaded) -> Change:
    """A handler that is content."""
    return NOTHING


def reading(type: str = BOILED, **replaced: Any) -> Reading:
    """A reading of one type that changes nothing unless told otherwise."""
    values: dict[str, Any] = {
        "type": type,
        "schema": BoiledSchema,
        "needs": no_needs,
        "apply": no_change,
        "order": Order.COMMUTES,
        **replaced,
    }
    return Reading(**values)


def fact(**replaced: Any) -> Fact:
    """A kettle boiled."""
    values: dict[str, Any] = {"type": BOILED, "subject": "kettle-1", "sequence": 3, "data": {"litres": 2}, **replaced}
    return Fact(**values)


def context(**replaced: Any) -> Context:
    """Noon, by the cook."""
    values: dict[str, Any] = {"actor": "staff:cook", "at": NOON, "correlation_id": "tea-time", **replaced}
    return Context(**values)


class PlainSealer:
    """Seals nothing: the tests of the cipher stand elsewhere; this one shows what was bound to what."""

    def seal(self, personal: Mapping[str, Any], event_id: str) -> dict[str, str]:
        return {"key": "plain", "nonce": event_id, "sealed": json.dumps(dict(personal))}

    def open(self, block: Mapping[str, Any], event_id: str) -> dict[str, Any]:
        if block["nonce"] != event_id:
            raise ValueError("another event's block")
        opened: dict[str, Any] = json.loads(block["sealed"])
        return opened


def write_contract(folder: Path, **found: Any) -> Path:
    """A contract file named by its type."""
    path = folder / f"{found['type']}.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    return path
