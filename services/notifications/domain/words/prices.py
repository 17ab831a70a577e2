"""What messages cost: the price of a part by channel and provider, as data with the day from which it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.notifications.domain.message import Channel, Message

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class BadPrices(ValueError):
    """A table of prices that can't be read; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Price:
    """``per_part`` in đồng; ``provider`` empty: of all that have no price of their own."""

    channel: Channel
    start: date
    per_part: int
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Prices:
    """All prices there were."""

    table: tuple[Price, ...] = ()

    def cost(self, channel: Channel, parts: int, at: datetime, provider: str = "") -> int | None:
        """So many parts at that moment, in đồng; None where no price is known."""
        day = at.astimezone(ZONE).date()
        known = [one for one in self.table if one.channel is channel and one.start <= day]
        fitting = [one for one in known if one.provider in (provider, "")]
        if not fitting:
            return None
        best = max(fitting, key=lambda one: (one.provider != "", one.start))
        return best.per_part * parts

    def of(self, message: Message) -> int | None:
        """What the message cost, or will; None where it was never sent, or no price is known."""
        if not message.attempts and message.due_at is None:
            return None
        provider = message.attempts[-1].provider if message.attempts else ""
        parts = message.parts if message.channel is Channel.SMS else 1
        return self.cost(message.channel, parts, message.asked_at, provider)


def read_prices(content: Mapping[str, Any]) -> Prices:
    """The prices of a file's content. Raises BadPrices."""
    try:
        table = tuple(
            Price(Channel(row["channel"]), date.fromisoformat(row["from"]), row["per_part"], row.get("provider") or "")
            for row in content["prices"]
        )
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise BadPrices(f"prices: {fault}") from None
    if not all(isinstance(one.per_part, int) and one.per_part >= 0 for one in table):
        raise BadPrices("prices: a price is a whole number of đồng, 0 or more")
    return Prices(table)
