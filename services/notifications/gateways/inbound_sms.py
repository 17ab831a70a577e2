"""Messages from people that a provider of SMS passes on over HTTP: signed and fresh like its receipts, read by mapping.

The mapping file's ``inbound`` names where in the JSON body its id of the message, the sender and the text stand; an id
of null says that the provider gives none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.notifications.domain.inbound.message import Heard
from services.notifications.domain.message import Channel
from services.notifications.gateways.http_mapping import BadMapping, found_at
from services.notifications.gateways.receipts import check_signature
from services.notifications.use_cases.ports import BadReceipt
from shared.text import phone_number

FIELDS = frozenset({"id", "from", "text"})
LONGEST_ID, LONGEST_TEXT = 128, 10_000
ABROAD = re.compile(r"\+?[0-9]{8,15}")
# A line end is a character of its own; others that steer a screen are none of a message.
STEERING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class InboundPlaces:
    """JSON pointers; ``id`` is None where the provider gives no id."""

    id: str | None
    sender: str
    text: str


def read_inbound_places(told: Any) -> InboundPlaces | None:
    """The section ``inbound`` of a mapping file; None: nobody writes back this way. Raises BadMapping."""
    if told is None:
        return None
    if not isinstance(told, Mapping) or told.keys() != FIELDS:
        raise BadMapping("/inbound", f"must be null or an object of {', '.join(sorted(FIELDS))}")
    for name in FIELDS:
        value = told[name]
        if not (isinstance(value, str) and value.startswith("/")) and not (name == "id" and value is None):
            raise BadMapping(f"/inbound/{name}", "must be a JSON pointer")
    return InboundPlaces(told["id"], told["from"], told["text"])


class SmsInbound:
    """Implements ``InboundReader`` for SMS."""

    def __init__(self, provider: str, secret: str, places: InboundPlaces) -> None:
        if not secret:
            raise ValueError("callbacks need a secret")
        self._provider, self._secret, self._places = provider, secret.encode(), places

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Heard:
        """What a person wrote. Raises BadReceipt."""
        check_signature(self._secret, headers, body, now)
        places = self._places
        try:
            content = json.loads(body.decode("utf-8"))
            sender, text = str(found_at(places.sender, content)), found_at(places.text, content)
            own_id = str(found_at(places.id, content)) if places.id else ""
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            raise BadReceipt("malformed", trusted=True) from None
        number = own_number(sender)
        if number is None or not isinstance(text, str) or len(text) > LONGEST_TEXT:
            raise BadReceipt("malformed", trusted=True)
        if places.id and not (own_id.isprintable() and 0 < len(own_id) <= LONGEST_ID):
            raise BadReceipt("malformed", trusted=True)
        return Heard(Channel.SMS, self._provider, number, clean(text), own_id)


def own_number(sender: str) -> str | None:
    """``+84…`` of a Vietnamese number however it is written, ``+…`` of another country's; None for what is no number
    of a person: a name, or the short number of a service."""
    found = phone_number(sender)
    if found is not None:
        return found
    digits = re.sub(r"[\s.\-()]", "", sender)
    return f"+{digits.removeprefix('+')}" if ABROAD.fullmatch(digits) and not digits.startswith("0") else None


def clean(text: str) -> str:
    """The text without what is no part of it."""
    return STEERING.sub("", text).strip()
