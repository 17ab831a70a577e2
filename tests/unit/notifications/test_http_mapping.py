"""Rules of mapping files: what can't work is refused when it is read, under the pointer of the field."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from services.notifications.gateways.http_mapping import BadMapping, filled, found_at, read_mapping
from services.notifications.settings import DATA

ESMS = json.loads((DATA / "providers" / "esms.json").read_text("utf-8"))
GONE = object()


@pytest.mark.parametrize("file", sorted((DATA / "providers").glob("*.json")), ids=lambda file: str(file.stem))
def test_every_mapping_that_we_bring_along_is_right(file: Any) -> None:
    assert read_mapping(json.loads(file.read_text("utf-8"))).name == file.stem


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        ("/name", "Not A Word", "/name"),
        ("/method", "GET", "/method"),
        ("/method", GONE, "/method"),
        ("/surplus", 1, "/surplus"),
        ("/url", "https://fixed.example/", "/url"),
        ("/url", "{url}/{text}", "/url"),
        ("/url", "{url}/{phone}", "/url"),
        ("/headers", [], "/headers"),
        ("/headers/X-To", "{phone}", "/headers/X-To"),
        ("/headers/X-A", "a\r\nb", "/headers/X-A"),
        ("/headers/bad name", "a", "/headers/bad name"),
        ("/body_as", "xml", "/body_as"),
        ("/body", {}, "/body"),
        ("/body/Content", "no words", "/body"),
        ("/body/Phone", "{telephone}", "/body/Phone"),
        ("/body/Phone", "{phone", "/body/Phone"),
        ("/body/IsUnicode", "{text?1:0}", "/body/IsUnicode"),
        ("/idempotency", GONE, "/idempotency"),
        ("/idempotency", "body:/Nothing", "/idempotency"),
        ("/idempotency", "body:/Phone", "/idempotency"),
        ("/idempotency", "header:X-Id", "/idempotency"),
        ("/idempotency", 3, "/idempotency"),
        ("/answer", GONE, "/answer"),
        ("/answer/surplus", 1, "/answer/surplus"),
        ("/answer/statuses", {}, "/answer/statuses"),
        ("/answer/statuses/200", "fine", "/answer/statuses/200"),
        ("/answer/statuses/2000", "accepted", "/answer/statuses/2000"),
        ("/answer/code", GONE, "/answer/code"),
        ("/answer/code", "CodeResult", "/answer/code"),
        ("/answer/codes", {"1": "refused"}, "/answer"),
        ("/answer/codes/7", "code", "/answer/codes/7"),
        ("/answer/other_codes", "accepted", "/answer/other_codes"),
        ("/answer/provider_id", 3, "/answer/provider_id"),
        ("/receipts", "other", "/receipts"),
        ("/receipts", {"status": "/s", "delivered": ["a"], "failed": ["b"]}, "/receipts/message_id"),
        ("/receipts", {"message_id": "/i", "status": "/s", "delivered": [], "failed": ["b"]}, "/receipts/delivered"),
    ],
)
def test_what_cannot_work_is_refused_under_its_field(place: str, value: Any, field: str) -> None:
    told = deepcopy(ESMS)
    above, _, name = place.rpartition("/")
    target = found_at(above, told) if above else told
    if value is GONE:
        del target[name]
    else:
        target[name] = value
    with pytest.raises(BadMapping) as refusal:
        read_mapping(told)
    assert refusal.value.field == field


@pytest.mark.parametrize("told", [None, [], "text", 3])
def test_what_is_no_object_is_refused(told: Any) -> None:
    with pytest.raises(BadMapping):
        read_mapping(told)


def test_words_are_filled_in_once_and_never_read_again() -> None:
    body = {"a": ["{text}", 3, None], "b": "{unicode?yes:no} {id}"}
    written = filled(body, {"text": "{id} {secret}", "id": "7", "secret": "s"}, {"unicode": False})
    assert written == {"a": ["{id} {secret}", 3, None], "b": "no 7"}


def test_a_form_is_flat() -> None:
    with pytest.raises(BadMapping, match="form"):
        read_mapping({**ESMS, "body_as": "form", "body": {**ESMS["body"], "deep": {}}})
