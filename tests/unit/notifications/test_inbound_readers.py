"""What providers pass on is believed only if it is signed and fresh, and read only if a person wrote it."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from services.notifications.domain.inbound.message import Heard
from services.notifications.domain.inbound.pieces import Piece
from services.notifications.domain.message import Channel
from services.notifications.gateways.http_mapping import BadMapping
from services.notifications.gateways.inbound_mail import MailInbound
from services.notifications.gateways.inbound_sms import InboundPlaces, SmsInbound, own_number, read_inbound_places
from services.notifications.gateways.smpp_coding import encoded
from services.notifications.gateways.smpp_heard import decoded, read_piece
from services.notifications.use_cases.ports import BadReceipt
from tests.unit.notifications.samples import NOW, after

SECRET = "provider's and ours"
SMS = SmsInbound("esms", SECRET, InboundPlaces("/MoId", "/Phone", "/Content"))
MAIL = MailInbound(SECRET)
TOLD = {"MoId": "mo-1", "Phone": "0912345127", "Content": "TRA CUU H99.11-261005-0001"}


def signed(body: bytes, secret: str = SECRET, at: datetime = NOW) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    return {
        "X-Timestamp": stamp,
        "X-Signature": hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest(),
    }


def sms_body(**changed: Any) -> bytes:
    return json.dumps({**TOLD, **changed}).encode()


def test_a_signed_message_is_read() -> None:
    body = sms_body()
    assert SMS.read(signed(body), body, NOW) == Heard(Channel.SMS, "esms", "+84912345127", TOLD["Content"], "mo-1")


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "unsigned"),
        (signed(sms_body(), "somebody else's"), "forged"),
        (signed(sms_body(MoId="mo-2")), "forged"),
        (signed(sms_body(), at=after(minutes=-6)), "stale"),
    ],
)
def test_what_the_provider_did_not_say_is_not_believed(headers: dict[str, str], reason: str) -> None:
    for reader in (SMS, MAIL):
        with pytest.raises(BadReceipt) as refused:
            reader.read(headers, sms_body(), NOW)
        assert (refused.value.reason, refused.value.trusted) == (reason, False)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"\xff", b'{"Phone": "0912345127"}', sms_body(Phone="VIETTEL"), sms_body(Phone="1414"),
        sms_body(Content=3), sms_body(Content="x" * 10_001), sms_body(MoId=""), sms_body(MoId="x" * 200),
        sms_body(Phone={"a": 1}), b"[" * 5_000,
    ],
)  # fmt: skip
def test_nonsense_has_a_name(body: bytes) -> None:
    with pytest.raises(BadReceipt) as refused:
        SMS.read(signed(body), body, NOW)
    assert (refused.value.reason, refused.value.trusted) == ("malformed", True)


@pytest.mark.parametrize(
    ("told", "number"),
    [("0912345127", "+84912345127"), ("84912345127", "+84912345127"), ("+84 912 345 127", "+84912345127"),
     ("+420601234567", "+420601234567"), ("VIETTEL", None), ("1414", None), ("", None)],
)  # fmt: skip
def test_numbers_are_read_in_one_spelling(told: str, number: str | None) -> None:
    assert own_number(told) == number


@pytest.mark.parametrize(
    ("told", "field"),
    [("x", "/inbound"), ({"from": "/a", "text": "/b"}, "/inbound"),
     ({"id": None, "from": None, "text": "/b"}, "/inbound/from"),
     ({"id": None, "from": "/a", "text": "b"}, "/inbound/text")],
)  # fmt: skip
def test_a_wrong_mapping_is_refused_with_its_field(told: Any, field: str) -> None:
    with pytest.raises(BadMapping) as refused:
        read_inbound_places(told)
    assert refused.value.field == field


def letter(text: str, *, sender: str = "Bích Đào <bichdao@thu.example>", **headers: str) -> bytes:
    lines = [f"From: {sender}", "Message-ID: <1@thu.example>", "Subject: Re: Ho so"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join([*lines, "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"])
    return f"{head}\r\n\r\n{text}".encode()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("TRA CUU 1\r\n\r\nOn Mon, 5 Oct 2026 at 08:00, Mot cua wrote:\r\n> Ho so", "TRA CUU 1"),
        ("Dừng\n\nVào Th 2, 5 thg 10, 2026 lúc 8:00 Một cửa đã viết:\n> Hồ sơ", "Dừng"),
        ("Tôi chưa nhận được.\n-- \nBích Đào", "Tôi chưa nhận được."),
        ("Một\n\nHai", "Một\n\nHai"),
        ("", "Re: Ho so"),
    ],
)  # fmt: skip
def test_of_a_letter_the_answer_is_read_and_not_what_it_quotes(text: str, read: str) -> None:
    body = letter(text)
    assert MAIL.read(signed(body), body, NOW) == Heard(
        Channel.EMAIL, "mail", "bichdao@thu.example", read, "<1@thu.example>"
    )


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Return_Path": "<>"}, {"List_Id": "<all.example>"}],
)
def test_what_a_program_sent_is_no_persons_message(headers: dict[str, str]) -> None:
    body = letter("Tôi đi vắng", **headers)
    assert MAIL.read(signed(body), body, NOW) is None


@pytest.mark.parametrize("body", [b"", b"\x00\xff", letter("x", sender="nobody")])
def test_a_letter_from_nobody_has_a_name(body: bytes) -> None:
    with pytest.raises(BadReceipt) as refused:
        MAIL.read(signed(body), body, NOW)
    assert refused.value.reason == "malformed"


def pdu(**changed: Any) -> SimpleNamespace:
    values: dict[str, Any] = {
        "esm_class": 0, "source_addr": b"84912345127", "short_message": b"DUNG", "data_coding": 0,
        "message_payload": None, "sar_total_segments": None, "sar_msg_ref_num": None, "sar_segment_seqnum": None,
    }  # fmt: skip
    return SimpleNamespace(**{**values, **changed})


def test_a_short_message_is_one_piece() -> None:
    assert read_piece("smpp", pdu()) == Piece("smpp", "+84912345127", 0, 1, 1, 0, b"DUNG")


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"esm_class": 0x40, "short_message": b"\x05\x00\x03\x07\x03\x02abc"}, (7, 3, 2)),
        ({"esm_class": 0x40, "short_message": b"\x06\x08\x04\x01\x02\x03\x02abc"}, (258, 3, 2)),
        ({"esm_class": 0x40, "short_message": b"\x08\x24\x01\x01\x00\x03\x07\x03\x02abc"}, (7, 3, 2)),
        ({"sar_total_segments": 3, "sar_segment_seqnum": 2, "sar_msg_ref_num": 9, "short_message": b"abc"}, (9, 3, 2)),
        ({"esm_class": 0x40, "short_message": b"\x05\x00\x03\x07\x03\x09abc"}, (0, 1, 1)),
        ({"short_message": b"", "message_payload": b"abc"}, (0, 1, 1)),
    ],
)
def test_parts_tell_their_place(changed: dict[str, Any], place: tuple[int, int, int]) -> None:
    piece = read_piece("smpp", pdu(**changed))
    assert piece is not None
    assert ((piece.reference, piece.of, piece.number), piece.octets) == (place, b"abc")


@pytest.mark.parametrize(
    "changed", [{"esm_class": 0x04}, {"esm_class": 0x20}, {"source_addr": b"VIETTEL"}, {"source_addr": b"1414"}]
)
def test_what_no_person_wrote_is_no_piece(changed: dict[str, Any]) -> None:
    assert read_piece("smpp", pdu(**changed)) is None


@pytest.mark.parametrize(
    ("coding", "octets", "text"),
    [
        (0, encoded("Ho so [H99] 5€ @", "gsm-7"), "Ho so [H99] 5€ @"),
        (8, encoded("Dừng 😀", "ucs-2"), "Dừng 😀"),
        (3, b"caf\xe9", "café"),
        (8, b"\xd8\x3d", "\ufffd"),
        (0, b"a\xffb\x1b", "a\ufffdb"),
    ],
)
def test_every_alphabet_is_read(coding: int, octets: bytes, text: str) -> None:
    assert decoded(coding, octets) == text
