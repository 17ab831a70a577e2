"""Messages are kept as they came, whatever a sender puts into them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

import bson
from hypothesis import given
from hypothesis import strategies as st

from shared.store.messages import Message, clean, headers_from, headers_text
from tests.support.accounts import payment

TIMES = st.datetimes(timezones=st.just(UTC))
LEAVES = st.none() | st.booleans() | st.integers() | st.text() | st.binary() | TIMES
TABLES = st.dictionaries(
    st.text(),
    st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)),
    max_size=4,
)


@given(TABLES)
def test_headers_come_back_as_they_were(headers: dict[str, Any]) -> None:
    assert headers_from(headers_text(headers)) == headers


@given(st.text(st.characters(), max_size=50), TABLES, st.binary(max_size=50))
def test_any_message_can_be_stored_and_read_again(text: str, headers: dict[str, Any], body: bytes) -> None:
    message = Message(body, headers, text, text, text, text, text)
    read = Message.from_fields(bson.decode(bson.encode(message.fields())))
    assert (read.body, read.headers) == (body, headers)
    assert read.content_id == message.content_id


def test_what_amqp_has_beyond_json_is_kept_as_text() -> None:
    class Odd:
        def __str__(self) -> str:
            return "odd"

    assert headers_from(headers_text({"odd": Odd()})) == {"odd": "odd"}


def test_the_same_message_has_the_same_id_and_another_body_another() -> None:
    one, other = (Message.of(payment("a", id=id)[0]) for id in ("one", "other"))
    assert one.content_id == Message.of(payment("a", id="one")[0]).content_id
    assert one.content_id != other.content_id
    assert one.content_id != replace(one, routing_key="elsewhere").content_id
    assert one.content_id != replace(one, user="H99-11").content_id
    assert one.content_id == replace(one, headers={"x-death": 1}).content_id


def test_texts_that_no_store_takes_are_mended() -> None:
    assert clean("a\ud800b") == "a?b"
    assert clean("x" * 10_000) == "x" * 2_000
    assert clean(None) is None
