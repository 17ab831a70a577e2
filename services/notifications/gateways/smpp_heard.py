"""A deliver_sm that a person wrote: its part of a text, and the letters in its octets."""

from __future__ import annotations

from typing import Any

from services.notifications.domain.inbound.pieces import Piece
from services.notifications.gateways.inbound_sms import clean, own_number
from services.notifications.gateways.smpp_coding import (
    ESCAPE,
    EXTENSION,
    RECEIPT_MASK,
    TABLE,
    UCS_2_CODING,
    WITH_HEADER,
)

LATIN_1, ASCII = 3, 1
TYPE_MASK = RECEIPT_MASK
OF_A_PERSON = 0x00
# Elements of a header (TS 23.040) that number the parts, by 8 bits and by 16.
CONCATENATED = {0x00: 1, 0x08: 2}
AFTER_ESCAPE = {octet: letter for letter, octet in EXTENSION.items()}


def read_piece(provider: str, pdu: Any) -> Piece | None:
    """The part; None for what no person wrote: a receipt, a notice of the network, a sender without a number."""
    esm_class = int(pdu.esm_class or 0)
    sender = own_number(_text(pdu.source_addr))
    if esm_class & TYPE_MASK != OF_A_PERSON or sender is None:
        return None
    octets = bytes(pdu.short_message or b"") or bytes(getattr(pdu, "message_payload", None) or b"")
    reference, of, number = 0, 1, 1
    if esm_class & WITH_HEADER and octets:
        head, octets = octets[1 : 1 + octets[0]], octets[1 + octets[0] :]
        reference, of, number = _place(head)
    elif getattr(pdu, "sar_total_segments", None):
        reference = int(pdu.sar_msg_ref_num or 0)
        of, number = int(pdu.sar_total_segments), int(pdu.sar_segment_seqnum or 0)
    if not 1 <= number <= of:  # nonsense: better a text in pieces than none
        reference, of, number = 0, 1, 1
    return Piece(provider, sender, reference, number, of, int(pdu.data_coding or 0), octets)


def decoded(coding: int, octets: bytes) -> str:
    """The letters; what is none in this alphabet shows as a gap."""
    if coding == UCS_2_CODING:
        return clean(octets.decode("utf-16-be", "replace"))
    if coding in (LATIN_1, ASCII):
        return clean(octets.decode("latin-1"))
    return clean(_gsm_7(octets))


def _gsm_7(octets: bytes) -> str:
    found, rest = [], iter(octets)
    for octet in rest:
        if octet == ESCAPE:
            found.append(AFTER_ESCAPE.get(next(rest, 0), " "))
        else:
            found.append(TABLE[octet] if octet < len(TABLE) else "\N{REPLACEMENT CHARACTER}")
    return "".join(found)


def _place(head: bytes) -> tuple[int, int, int]:
    """Reference, how many parts, which one; a whole where the header says nothing of parts."""
    at = 0
    while at + 2 <= len(head):
        kind, length = head[at], head[at + 1]
        element = head[at + 2 : at + 2 + length]
        wide = CONCATENATED.get(kind)
        if wide and len(element) == wide + 2:
            return int.from_bytes(element[:wide]), element[wide], element[wide + 1]
        at += 2 + length
    return 0, 1, 1


def _text(value: Any) -> str:
    return value.decode("latin-1").strip("\0") if isinstance(value, bytes) else str(value or "")
