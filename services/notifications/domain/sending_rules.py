"""How messages are sent, as data: lane and useful life of each event, what replaces what, the lanes' shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.notifications.domain.lane import Lane
from services.notifications.domain.message import Channel
from services.notifications.domain.reach import Waits
from services.notifications.domain.simulated import Simulated
from services.notifications.domain.suppression import BounceRule, read_bounce_rules
from services.notifications.domain.template import BY_EVENT

LARGEST_SHARE = 100


class BadSendingRules(ValueError):
    """Rules that nothing could be sent by; the text says which and why."""


@dataclass(frozen=True, slots=True)
class EventRule:
    """Of one event: ``useful`` is how long its message is worth sending, where the event itself names no end.

    ``weight``: an unsent message gives way to a newer one about the same dossier that weighs as much or more; with 0 it
    neither gives way nor replaces. ``call``: where no way leads to the person, somebody calls them.
    """

    lane: Lane
    useful: timedelta
    weight: int
    call: bool = True


@dataclass(frozen=True, slots=True)
class SendingRules:
    """The rules of all events (by short name), and how often each lane goes first.

    ``quiet_channels`` wake people; ``zones`` tells by the beginning of a number where its owner's clock is;
    ``waits`` is the order of the channels, and how long each is given; ``bounces`` says when an address is left alone;
    ``simulated`` are numbers and addresses that are nobody's.
    """

    events: Mapping[str, EventRule]
    shares: Mapping[Lane, int]
    quiet_channels: frozenset[Channel]
    zones: Mapping[str, ZoneInfo]
    waits: Mapping[Channel, Waits]
    bounces: Mapping[Channel, BounceRule]
    simulated: Mapping[str, Simulated]


def read_sending_rules(content: Mapping[str, Any]) -> SendingRules:
    """The rules of a file's content. Raises BadSendingRules; every event that has templates has a rule."""
    try:
        events = {name: _event(name, row) for name, row in content["events"].items()}
        shares = {Lane(name): share for name, share in content["shares"].items()}
        quiet = frozenset(Channel(one) for one in content["quiet_channels"])
        zones = {prefix: ZoneInfo(name) for prefix, name in content["zones"].items()}
        waits = {channel: _waits(content["channels"][channel.value]) for channel in Channel}
        bounces = read_bounce_rules(content["channels"])
        simulated = {address: Simulated(told) for address, told in content["simulated"].items()}
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise BadSendingRules(f"sending rules: {fault}") from None
    missing = sorted(BY_EVENT.keys() - events.keys())
    unknown = sorted(events.keys() - BY_EVENT.keys())
    if missing or unknown:
        raise BadSendingRules(f"sending rules: missing {missing}, unknown {unknown}")
    if set(shares) != {Lane.NORMAL, Lane.BULK} or not all(_is_share(one) for one in shares.values()):
        raise BadSendingRules(f"sending rules: shares of normal and bulk are whole numbers, 1 to {LARGEST_SHARE}")
    return SendingRules(events, shares, quiet, zones, waits, bounces, simulated)


def _event(name: str, row: Mapping[str, Any]) -> EventRule:
    useful, weight = timedelta(hours=row["useful_hours"]), row["weight"]
    if useful <= timedelta() or not isinstance(weight, int) or weight < 0:
        raise BadSendingRules(f"sending rules: {name}: a useful life is longer than nothing, a weight 0 or more")
    return EventRule(Lane(row["lane"]), useful, weight, _flag(name, row, "call", True))


def _flag(event: str, row: Mapping[str, Any], name: str, otherwise: bool) -> bool:
    value = row.get(name, otherwise)
    if not isinstance(value, bool):
        raise BadSendingRules(f"sending rules: {event}: {name} is true or false")
    return value


def _waits(row: Mapping[str, Any]) -> Waits:
    after = frozenset(Channel(one) for one in row.get("after", ()))
    return Waits(after, _minutes(row, "next_after_minutes"), _minutes(row, "call_after_minutes"))


def _minutes(row: Mapping[str, Any], name: str) -> timedelta | None:
    value = row[name]
    if value is not None and value <= 0:
        raise BadSendingRules(f"sending rules: {name} is longer than nothing, or null where no receipt ever comes")
    return None if value is None else timedelta(minutes=value)


def _is_share(value: Any) -> bool:
    return isinstance(value, int) and 1 <= value <= LARGEST_SHARE
