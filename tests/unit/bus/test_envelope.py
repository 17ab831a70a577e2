"""What the envelope promises, both when it is written and when a stranger wrote it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.bus.envelope import EnvelopeStamp
from shared.bus.opening import Unreadable, read_envelope
from shared.bus.reading import Received
from shared.store.change import Address
from tests.unit.bus.samples import BOILED, NOON, ORDERED, PlainSealer, context, fact, reading

STAMP = EnvelopeStamp("kitchen", PlainSealer(), new_id=lambda: "event-1", sign=lambda body: f"signed {len(body)}")


def read(body: bytes, **options: Any) -> Received:
    return read_envelope(body, {}, readings={BOILED: reading()}, opener=PlainSealer(), **options)


def changed(**attributes: Any) -> bytes:
    """The body of a good event with some attributes replaced; None takes one away."""
    found = json.loads(STAMP(fact(), context())["body"])
    found.update(attributes)
    return json.dumps({name: value for name, value in found.items() if value is not None}).encode()


def test_the_body_is_a_cloud_event_with_our_extensions() -> None:
    body = json.loads(STAMP(fact(), context(causation_id="event-0", traceparent="00-aa-bb-01"))["body"])
    assert body == {
        "specversion": "1.0",
        "id": "event-1",
        "source": "/motcua/kitchen",
        "type": BOILED,
        "subject": "kettle-1",
        "time": "2026-10-05T05:00:00Z",
        "datacontenttype": "application/json",
        "sequence": 3,
        "correlationid": "tea-time",
        "causationid": "event-0",
        "traceparent": "00-aa-bb-01",
        "data": {"litres": 2},
    }


def test_the_document_says_who_when_why_and_where_to() -> None:
    document = STAMP(fact(), context(why="guests came"))
    del document["body"]
    assert document == {
        "_id": "event-1",
        "type": BOILED,
        "source": "/motcua/kitchen",
        "subject": "kettle-1",
        "sequence": 3,
        "at": NOON,
        "actor": "staff:cook",
        "why": "guests came",
        "correlation_id": "tea-time",
        "causation_id": None,
        "exchange": "kitchen.events",
        "routing_key": BOILED,
        "headers": {},
        "pending": True,
    }


def test_what_was_written_is_read_back() -> None:
    document = STAMP(fact(personal={"name": "Lan"}), context(causation_id="event-0"))
    received = read(document["body"], user="kitchen", routing_key=BOILED)
    assert (received.id, received.type, received.subject, received.sequence) == ("event-1", BOILED, "kettle-1", 3)
    assert received.data == {"litres": 2}
    assert received.personal == {"name": "Lan"}
    assert (received.correlation_id, received.causation_id, received.time) == ("tea-time", "event-0", NOON)
    assert (received.user, received.routing_key, received.raw) == ("kitchen", BOILED, document["body"])


def test_without_an_opener_the_personal_block_stays_shut() -> None:
    body = STAMP(fact(personal={"name": "Lan"}), context())["body"]
    received = read_envelope(body, {}, readings={BOILED: reading()})
    assert received.personal == {}
    assert "personal" not in received.data


def test_fields_that_the_reader_does_not_know_are_left_out() -> None:
    assert read(changed(data={"litres": 2, "colour": "red"})).data == {"litres": 2}


def test_a_message_with_an_address_goes_there_and_is_signed() -> None:
    document = STAMP(fact(type=ORDERED, address=Address("agency.tasks", "H99-11")), context())
    assert (document["exchange"], document["routing_key"]) == ("agency.tasks", "H99-11")
    assert document["headers"] == {"jws": f"signed {len(document['body'])}"}


@pytest.mark.parametrize(
    ("replaced", "field"),
    [
        ({"type": "dining.cup.poured.v1"}, "kitchen may not tell"),
        ({"type": "kitchen.boiled"}, "not an event type"),
        ({"sequence": 0}, "sequence"),
        ({"subject": ""}, "subject"),
        ({"data": {"personal": {"name": "Lan"}}}, "personal"),
        ({"data": {"text": "x" * 1_100_000}}, "bytes"),
    ],
)
def test_a_fact_that_no_reader_could_take_fails_where_it_is_made(replaced: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=field):
        STAMP(fact(**replaced), context())


def test_an_unsigned_message_with_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="signed"):
        EnvelopeStamp("kitchen", PlainSealer())(fact(address=Address("agency.tasks", "H99")), context())


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        STAMP(fact(), context(at=NOON.replace(tzinfo=None)))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "body"),
        (b"no json", "body"),
        (b"[]", "body"),
        (b"null", "body"),
        (b"\xff\xfe", "body"),
        (b'"text"', "body"),
        (b"[" * 100_000, "body"),
        (b'{"specversion": 1', "body"),
        (changed(specversion="0.3"), "specversion"),
        (changed(specversion=None), "specversion: missing"),
        (changed(id=None), "id: missing"),
        (changed(id=""), "id"),
        (changed(id=7), "id"),
        (changed(id="x" * 101), "id"),
        (changed(id="a b"), "id"),
        (changed(type=None), "type: missing"),
        (changed(source=None), "source: missing"),
        (changed(subject=None), "subject: missing"),
        (changed(subject=""), "subject"),
        (changed(time=None), "time: missing"),
        (changed(time="yesterday"), "body"),
        (changed(time=5), "body"),
        (changed(time="2026-10-05T05:00:00"), "time"),
        (changed(sequence=None), "sequence: missing"),
        (changed(sequence="3"), "sequence"),
        (changed(sequence=True), "sequence"),
        (changed(sequence=0), "sequence"),
        (changed(sequence=2**40), "sequence"),
        (changed(correlationid=None), "correlationid: missing"),
        (changed(causationid=5), "causationid"),
        (changed(data=None), "data"),
        (changed(data=[1]), "data"),
        (changed(data={}), "data: litres"),
        (changed(data={"litres": "many"}), "data: litres"),
        (changed(type="kitchen.kettle.sang.v1"), "type: nobody here reads"),
        (changed(data={"litres": 2, "personal": {"nonce": "event-2"}}), "personal"),
        (changed(data={"litres": 2, "personal": 5}), "personal"),
        (changed(data={"litres": 2, "half": "\ud83d"}), "body: holds half a character"),
        (changed(Loud="x"), "envelope: Loud"),
        (changed(data={"litres": 2, "text": "x" * 1_100_000}), "body: .* bytes"),
    ],
)
def test_an_unreadable_message_says_which_field_is_wrong(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=f"^{reason}") as caught:
        read(body)
    assert "many" not in caught.value.reason


def test_an_unreadable_message_tells_what_is_known_of_it() -> None:
    with pytest.raises(Unreadable) as caught:
        read(changed(data={}))
    assert (caught.value.id, caught.value.type, caught.value.subject) == ("event-1", BOILED, "kettle-1")


def test_a_whole_character_outside_the_first_plane_is_read() -> None:
    assert read(changed(data={"litres": 2, "tea": "\U0001f375"})).data == {"litres": 2}
