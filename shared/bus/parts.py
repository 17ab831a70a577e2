"""The parts of the bus that every service runs, put together once; the composition root adds its own timers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from shared.bus import topology
from shared.bus.consumer import Consumer
from shared.bus.dead_letters import DeadLetters
from shared.bus.deferred_replay import DeferredReplay
from shared.bus.hooks import SILENT, Hooks
from shared.bus.opening import Opener
from shared.bus.ports import Inbox, Outbox
from shared.bus.reading import Reading
from shared.bus.registry import Registry
from shared.bus.relay import Relay
from shared.bus.worker import Part


@dataclass(frozen=True, slots=True)
class BusParts:
    """Parts by name, for each role that may run alone; ``worker`` is all of them."""

    relay: dict[str, Part] = field(default_factory=dict)
    consumer: dict[str, Part] = field(default_factory=dict)
    timers: dict[str, Part] = field(default_factory=dict)

    @property
    def worker(self) -> dict[str, Part]:
        """Everything, for one process."""
        return {**self.relay, **self.consumer, **self.timers}


def bus_parts(
    service: str,
    amqp_url: str,
    outbox: Outbox,
    inbox: Inbox,
    registry: Registry,
    *,
    readings: Iterable[Reading] = (),
    replies: Iterable[Reading] = (),
    letters: Iterable[Reading] = (),
    opener: Opener | None = None,
    batch: int = 50,
    hooks: Hooks = SILENT,
    drain_seconds: float = 10,
) -> BusParts:
    """Relay, consumer of the inbox, drain of the dead, replay of the deferred; for the service that hears agencies
    (``replies`` are its readings of theirs) also the consumer of their answers, and for the one that sends them tasks
    the drain of what they returned and, with ``letters`` as its readings, the consumer of letters to be posted.
    """
    readings, replies, letters = tuple(readings), tuple(replies), tuple(letters)
    parts = BusParts()
    parts.relay["relay"] = Relay(
        amqp_url, service, outbox, must_arrive=registry.must_arrive, hooks=hooks, drain_seconds=drain_seconds
    )
    parts.consumer["inbox"] = Consumer(
        amqp_url,
        topology.inbox_queue(service),
        readings,
        inbox,
        opener=opener,
        batch=batch,
        hooks=hooks,
        drain_seconds=drain_seconds,
    )
    parts.consumer["dead letters"] = DeadLetters(amqp_url, topology.dead_queue(service), inbox, hooks=hooks)
    if registry.hears_agencies(service):
        parts.consumer["replies"] = Consumer(
            amqp_url,
            topology.replies_queue(service),
            replies,
            inbox,
            batch=batch,
            hooks=hooks,
            drain_seconds=drain_seconds,
        )
    if registry.tells_agencies(service):
        parts.consumer["returned tasks"] = DeadLetters(amqp_url, topology.agency_returned_queue(), inbox, hooks=hooks)
    if letters:
        parts.consumer["letters to post"] = Consumer(
            amqp_url, topology.agency_webhooks_queue(), letters, inbox, batch=batch, hooks=hooks,
            drain_seconds=drain_seconds,
        )  # fmt: skip
    parts.timers["deferred"] = DeferredReplay(inbox, (*readings, *letters), replies=replies, opener=opener, hooks=hooks)
    return parts
