"""How the providers of a channel stand now, and which part of its messages each gets."""

from __future__ import annotations

from dataclasses import dataclass

from services.notifications.domain.message import Channel
from services.notifications.domain.provider import Health
from services.notifications.use_cases.choose_provider import Fleet


@dataclass(frozen=True, slots=True)
class ProviderStanding:
    """One provider; ``share`` is its part of its channel's messages now, in percent."""

    name: str
    channel: Channel
    weight: int
    health: Health
    share: int


def standings(channel: Channel, fleet: Fleet) -> list[ProviderStanding]:
    """One for each provider of the channel. Raises StoreAway."""
    known = fleet.known()
    healths = {one.name: known.get(one.name, Health(one.name)) for one in fleet.providers}
    parts = {one.name: one.weight * healths[one.name].share for one in fleet.providers
             if healths[one.name].open_until is None}  # fmt: skip
    whole = sum(parts.values()) or 1
    return [
        ProviderStanding(
            one.name, channel, one.weight, healths[one.name], round(100 * parts.get(one.name, 0) / whole)
        )
        for one in fleet.providers
    ]  # fmt: skip
