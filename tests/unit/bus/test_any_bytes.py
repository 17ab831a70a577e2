"""Whatever a stranger puts on the bus is read or refused with a reason; nothing else can come out."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from shared.bus.opening import Unreadable, read_envelope
from tests.unit.bus.samples import BOILED, PlainSealer, reading

GOOD: dict[str, Any] = {
    "specversion": "1.0",
    "id": "event-1",
    "source": "/motcua/kitchen",
    "type": BOILED,
    "subject": "kettle-1",
    "time": "2026-10-05T05:00:00Z",
    "sequence": 1,
    "correlationid": "tea",
    "data": {"litres": 1},
}
ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


def read(body: bytes) -> None:
    try:
        received = read_envelope(body, {}, readings={BOILED: reading()}, opener=PlainSealer())
    except Unreadable:
        return
    assert received.time.tzinfo is not None
    json.dumps([received.id, received.subject, received.correlation_id], ensure_ascii=False).encode("utf-8")


@given(some.binary())
def test_any_bytes(body: bytes) -> None:
    read(body)


@given(ANYTHING)
def test_any_json(found: object) -> None:
    read(json.dumps(found).encode())


@given(some.dictionaries(some.sampled_from([*GOOD, "causationid", "traceparent", "data_base64", "Extra"]), ANYTHING))
def test_an_envelope_with_any_attribute_replaced(replaced: dict[str, object]) -> None:
    read(json.dumps({**GOOD, **replaced}).encode())
