"""Rules of the log: JSON lines with service, role and correlation id, and nothing that identifies a person."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from shared.telemetry.logs import bind_request, bound, clear_request, configure_logging, get_logger
from shared.telemetry.redaction import redact, redact_text


@pytest.fixture
def lines() -> Iterator[Any]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    configure_logging("front", "api", "INFO", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, root.level = handlers, level
    logging.captureWarnings(False)
    structlog.reset_defaults()
    clear_request()


def test_a_line_is_json_and_says_whose_it_is(lines: Any) -> None:
    bind_request("corr-1234")
    get_logger("here").info("accepted", code="H99.11-261123-0001", count=3)
    logging.getLogger("pika.adapters").warning("connection lost after %s s", 5)
    logging.getLogger("elsewhere").debug("never shown")
    own, foreign = lines()
    assert own["event"] == "accepted"
    assert own["code"] == "H99.11-261123-0001"
    assert own["count"] == 3
    assert (own["service"], own["role"], own["correlation_id"], own["level"]) == ("front", "api", "corr-1234", "info")
    assert foreign["event"] == "connection lost after 5 s"
    assert foreign["service"] == "front"
    assert foreign["correlation_id"] == "corr-1234"


def test_a_correlation_id_lasts_as_long_as_its_block(lines: Any) -> None:
    with bound("corr-in-block", event_id="e1"):
        get_logger().info("inside")
    get_logger().info("outside")
    inside, outside = lines()
    assert inside["correlation_id"] == "corr-in-block"
    assert inside["event_id"] == "e1"
    assert "correlation_id" not in outside


def test_personal_data_never_reaches_the_log(lines: Any) -> None:
    person = {
        "name": "Nguyễn Thị Đào",
        "phone": "0912345678",
        "email": "dao@example.vn",
        "identity_number": "001085012345",
        "address": "12 Lê Lợi",
        "birth_date": "1985-01-02",
    }
    log = get_logger()
    log.info("filed", applicant=person, details={"inner": [{"phone": "0912345678"}]})
    log.info("call 0912 345 678 or +84912345678, dao@example.vn, card 001085012345")
    logging.getLogger("x").error("bad value %r", "0912345678")
    try:
        int("duplicate key: {phone: 0912345678, of dao@example.vn}")
    except ValueError:
        log.exception("failed")
    text = json.dumps(lines(), ensure_ascii=False)
    for secret in (
        "Đào",
        "0912345678",
        "0912 345 678",
        "84912345678",
        "dao@example.vn",
        "001085012345",
        "Lê Lợi",
        "1985-01-02",
    ):
        assert secret not in text
    assert "Traceback" in text
    assert "failed" in text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("mongodb://front:geheim@127.0.0.1:8104/front", "geheim"),
        ("GET /tracking/o/Zm9vYmFyYmF6cXV4cXV1eHF1dXV1eA", "Zm9vYmFy"),
        ("Bearer eyJhbGciOiJFZDI1NTE5In0.eyJzdWIiOiJ4In0.c2lnbmF0dXJl", "eyJzdWIi"),
        ("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", "aGFzaA"),
        ("mã số thuế 0312345678-001", "0312345678"),
    ],
)
def test_secrets_inside_texts_are_hidden(text: str, secret: str) -> None:
    assert secret not in redact_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "H99.11-261123-0001",
        "took 12.5 ms",
        "2026-11-23T08:00:00.123456Z",
        "127.0.0.1:8104",
        "0193f3a8-7b7a-7c3e-8d5f-1a2b3c4d5e6f",
        "intake.dossier.accepted.v1",
    ],
)
def test_what_is_no_secret_stays_readable(text: str) -> None:
    assert redact_text(text) == text


def test_bytes_are_told_by_their_length() -> None:
    assert redact({"chunk": b"0912345678", "many": (1, "a")}) == {"chunk": "[10 bytes]", "many": [1, "a"]}
