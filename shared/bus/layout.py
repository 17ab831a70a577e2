"""What must stand on the broker, worked out from the contracts alone: exchanges, queues, bindings, policies, rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.bus import topology
from shared.bus.registry import Registry
from shared.bus.topology import AGENCY, exactly


@dataclass(frozen=True, slots=True)
class Exchange:
    """A durable exchange; ``kind`` is topic, direct or fanout."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Binding:
    """What flows from an exchange into a queue."""

    exchange: str
    queue: str
    routing_key: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits of the queues whose name matches ``pattern``."""

    name: str
    pattern: str
    definition: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rights:
    """What one user may do in the vhost, as the broker's patterns; ``topics``: exchange → pattern of routing keys.

    The pattern of an empty list, ``^$``, matches nothing: for rights the broker calls its nameless exchange
    ``amq.default``.
    """

    user: str
    configure: str
    write: str
    read: str
    topics: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """All of it, in the order in which it can be declared. Every queue is a durable quorum queue."""

    exchanges: tuple[Exchange, ...]
    queues: tuple[str, ...]
    bindings: tuple[Binding, ...]
    policies: tuple[Policy, ...]
    rights: tuple[Rights, ...]


def layout_of(registry: Registry, services: Iterable[str]) -> Layout:
    """The layout for these services; a service without a contract gets its rooms all the same.

    Raises ValueError where a contract names a service that is not among them.
    """
    names = sorted({topology.service_name(service) for service in services})
    strangers = set(registry.services()) - set(names)
    if strangers:
        raise ValueError(f"contracts name services without a user on the broker: {', '.join(sorted(strangers))}")
    return Layout(
        exchanges=_exchanges(names),
        queues=_queues(registry, names),
        bindings=_bindings(registry, names),
        policies=_policies(names),
        rights=tuple(_service_rights(registry, name) for name in names),
    )


def agency_layout(key: str) -> Layout:
    """What one agency adds: its queue, its binding, its rights; policies and exchanges stand already."""
    queue = topology.agency_queue(key)
    rights = Rights(
        user=topology.agency_user(key),
        configure=exactly(),
        write=exactly(topology.agency_replies_exchange()),
        read=exactly(queue),
        topics={topology.agency_replies_exchange(): f"^{topology.checked_key(key)}\\."},
    )
    binding = Binding(topology.agency_tasks_exchange(), queue, key)
    return Layout(exchanges=(), queues=(queue,), bindings=(binding,), policies=(), rights=(rights,))


def webhook_binding(key: str) -> Binding:
    """What an agency whose letters are posted adds."""
    return Binding(topology.agency_tasks_exchange(), topology.agency_webhooks_queue(), topology.checked_key(key))


def _exchanges(names: list[str]) -> tuple[Exchange, ...]:
    own = [
        exchange
        for name in names
        for exchange in (
            Exchange(topology.events_exchange(name), "topic"),
            Exchange(topology.replay_exchange(name), "topic"),
            Exchange(topology.dead_exchange(name), "fanout"),
        )
    ]
    return (
        *own,
        Exchange(topology.agency_tasks_exchange(), "direct"),
        Exchange(topology.agency_replies_exchange(), "topic"),
        Exchange(topology.agency_returned_exchange(), "fanout"),
    )


def _queues(registry: Registry, names: list[str]) -> tuple[str, ...]:
    own = [queue for name in names for queue in (topology.dead_queue(name), topology.inbox_queue(name))]
    replies = [topology.replies_queue(name) for name in names if registry.hears_agencies(name)]
    return (*own, topology.agency_returned_queue(), topology.agency_webhooks_queue(), *replies)


def _bindings(registry: Registry, names: list[str]) -> tuple[Binding, ...]:
    found = [Binding(topology.dead_exchange(name), topology.dead_queue(name), "") for name in names]
    found.append(Binding(topology.agency_returned_exchange(), topology.agency_returned_queue(), ""))
    for contract in registry:
        for consumer in contract.consumers:
            if AGENCY in (contract.owner, consumer):
                continue
            inbox = topology.inbox_queue(consumer)
            found.append(Binding(topology.events_exchange(contract.owner), inbox, contract.type))
            found.append(
                Binding(
                    topology.replay_exchange(contract.owner),
                    inbox,
                    topology.replay_routing_key(consumer, contract.type),
                )
            )
    # "#", not the known types: what an agency says by mistake is parked by its reader instead of vanishing here.
    found += [
        Binding(topology.agency_replies_exchange(), topology.replies_queue(name), "#")
        for name in names
        if registry.hears_agencies(name)
    ]
    return tuple(found)


def _policies(names: list[str]) -> tuple[Policy, ...]:
    """Dead-lettering at least once needs ``reject-publish``; see DESIGN's traps."""
    careful = {
        "delivery-limit": topology.DELIVERY_LIMIT,
        "overflow": "reject-publish",
        "dead-letter-strategy": "at-least-once",
    }
    policies = [
        Policy(
            name,
            exactly(topology.inbox_queue(name), topology.replies_queue(name)),
            {**careful, "max-length": topology.INBOX_MAXIMUM, "dead-letter-exchange": topology.dead_exchange(name)},
        )
        for name in names
    ]
    policies.append(
        Policy(
            "agency-tasks",
            r"^agency\.([A-Z0-9-]+\.tasks|webhooks)$",
            {**careful, "dead-letter-exchange": topology.agency_returned_exchange()},
        )
    )
    dead = [topology.dead_queue(name) for name in names]
    policies.append(
        Policy("dead", exactly(*dead, topology.agency_returned_queue()), {"delivery-limit": topology.NO_DELIVERY_LIMIT})
    )
    return tuple(policies)


def _service_rights(registry: Registry, service: str) -> Rights:
    """Configure: the relay's lock alone. Write: its own exchanges. Read: its own queues."""
    write = [topology.events_exchange(service), topology.replay_exchange(service)]
    read = [topology.inbox_queue(service), topology.dead_queue(service)]
    if registry.tells_agencies(service):
        write.append(topology.agency_tasks_exchange())
        read += [topology.agency_returned_queue(), topology.agency_webhooks_queue()]
    if registry.hears_agencies(service):
        read.append(topology.replies_queue(service))
    return Rights(service, exactly(topology.relay_lock(service)), exactly(*write), exactly(*read))
