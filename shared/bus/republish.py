"""Repeats kept events to one reader, so that it can rebuild what it made of them.

A service may not write to a queue of another's. It may write to its own exchange of repeats, which ``init`` binds to
each reader's inbox by ``<consumer>.<type>`` for exactly the types that this reader reads: so a repeat reaches one
reader, nobody gets a right it did not have, and the default exchange stays closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Any

from shared.bus import topology
from shared.bus.connecting import RELAY_HEARTBEAT, connection_parameters
from shared.bus.pipe import Chunk, Down, Pipe, Ready
from shared.bus.ports import Outgoing
from shared.bus.registry import Registry

_CHUNK = 500
_PATIENCE_SECONDS = 60


class NotRepublished(Exception):
    """The broker was lost or did not take the events; running the command again is safe."""


@dataclass(frozen=True, slots=True)
class Republished:
    """``sent`` reached the inbox; ``skipped`` are of types that the consumer does not read; ``failed``: id → reason."""

    sent: int
    skipped: int
    failed: dict[str, str]


def republish(
    amqp_url: str,
    service: str,
    consumer: str,
    events: Iterable[Outgoing],
    registry: Registry,
    *,
    patience: float = _PATIENCE_SECONDS,
) -> Republished:
    """Publish stored events to one consumer's inbox, in the order given. What the consumer has absorbed before changes
    nothing there: its inbox knows the ids. Raises NotRepublished, ValueError where it reads nothing of this service.
    """
    read = {one.type for one in registry.owned_by(service) if consumer in one.consumers}
    if not read:
        raise ValueError(f"{consumer} reads no events of {service}")
    found: SimpleQueue[Any] = SimpleQueue()
    pipe = Pipe(connection_parameters(amqp_url, f"{service} republish", heartbeat=RELAY_HEARTBEAT), found, lock=None)
    sent, skipped, failed = 0, 0, dict[str, str]()
    try:
        _await(found, Ready, patience)
        rows = iter(events)
        while part := list(islice(rows, _CHUNK)):
            chosen = [_addressed(row, service, consumer) for row in part if row.routing_key in read]
            skipped += len(part) - len(chosen)
            if chosen:
                pipe.publish(Chunk([(row, True) for row in chosen]))
                answered = _await(found, Chunk, patience)
                sent += len(answered.confirmed)
                failed |= answered.failed
    finally:
        pipe.close()
    return Republished(sent, skipped, failed)


def _addressed(row: Outgoing, service: str, consumer: str) -> Outgoing:
    return replace(
        row,
        exchange=topology.replay_exchange(service),
        routing_key=topology.replay_routing_key(consumer, row.routing_key),
    )


def _await(found: SimpleQueue[Any], kind: type[Any], patience: float) -> Any:
    try:
        event = found.get(timeout=patience)
    except Empty:
        raise NotRepublished(f"the broker said nothing for {patience:g} s") from None
    if isinstance(event, Down):
        raise NotRepublished(f"the broker was lost: {event.reason}")
    if not isinstance(event, kind):
        raise NotRepublished("the broker answered out of turn")
    return event
