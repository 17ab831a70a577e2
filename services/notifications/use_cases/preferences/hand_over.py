"""Takes over somebody who signed in at the front door, which seals their number and address, for minutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.notifications.domain.message import Channel
from services.notifications.use_cases.preferences.change import PreferenceDesk
from shared.text import email_address, phone_number


@dataclass(frozen=True, slots=True)
class HandOver:
    """``opened`` gives what was sealed (``phone``, ``email``, ``until``), or None for what is not the front door's."""

    opened: Callable[[str], Mapping[str, Any] | None]

    def tokens(self, sealed: str, desk: PreferenceDesk) -> list[str]:
        """The tokens of their own links, the phone's first; none where it is too late, or not the front door's."""
        told = self.opened(sealed)
        if told is None or not _holds(told.get("until"), desk.clock()):
            return []
        phone = phone_number(str(told.get("phone") or ""))
        email = email_address(str(told.get("email") or ""))
        found = [(Channel.SMS, phone), (Channel.EMAIL, email)]
        return [desk.links.make(desk.whose(channel, address)) for channel, address in found if address]


def _holds(until: object, now: datetime) -> bool:
    return isinstance(until, int | float) and now.timestamp() <= until
