"""Puts together how somebody leaves optional notices, and which letters say where."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from services.notifications.domain.message import Channel, Message
from services.notifications.domain.sending_rules import SendingRules, read_sending_rules
from services.notifications.use_cases.leave_notices import AddressDigest, LeavingDesk
from shared.security.fields import BlindIndex
from shared.settings import Settings

if TYPE_CHECKING:
    from services.notifications.app import Parts

PATH = "/notifications/leave/"


def address_digest(index: BlindIndex) -> AddressDigest:
    """How addresses are known in the preferences."""

    def digest(channel: Channel, address: str) -> str:
        return index.digest(f"preferences/{channel.value}", address)

    return digest


def sending_rules(settings: Settings) -> SendingRules:
    """Those of SENDING_FILE. Raises BadSendingRules."""
    return read_sending_rules(json.loads(settings.sending_file.read_text("utf-8")))


def leave_address(settings: Settings) -> Callable[[Message], str | None]:
    """Where one press ends optional notices; None for a service notice, which comes always."""
    rules, base = sending_rules(settings), settings.public_url.rstrip("/")

    def address(message: Message) -> str | None:
        rule = rules.events.get(message.event)
        return f"{base}{PATH}{message.id}" if rule and rule.optional else None

    return address


def make_leaving_desk(parts: Parts) -> LeavingDesk:
    """What the page of leaving works with."""
    return LeavingDesk(parts.work, parts.desk.rules, parts.desk.digest)
