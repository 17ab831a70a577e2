"""How a service declares what it reads from the bus: schema, aggregates needed, pure handler, order policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from shared.store.change import NOTHING, Change, Key, Loaded


class Order(Enum):
    """How a handler copes with events of one subject that arrive in any order."""

    GUARDED = "guarded"  # the state machine says NotYet, and the event is deferred
    LATEST = "latest"  # the event carries whole state; a lower sequence than the last one is ignored
    COMMUTES = "commutes"  # any order ends in the same state


class NotYet(Exception):
    """The state is not ready for this event: keep it and try again later (it goes into ``deferred``)."""


class Never(Exception):
    """This event can never succeed here: park it at once, with this reason.

    ``change`` is written together with the parked message: what is kept and told of the refusal itself.
    """

    def __init__(self, reason: str = "", change: Change = NOTHING) -> None:
        super().__init__(reason)
        self.change = change


@dataclass(frozen=True, slots=True)
class Received:
    """An event as a handler sees it: ``data`` loaded by the reader's own schema, ``personal`` opened ({} if none).

    ``headers`` are the message's AMQP headers, ``user`` the broker-checked user id (None where it was left out),
    ``raw`` the body as it came, for signatures.
    """

    id: str
    type: str
    source: str
    subject: str
    sequence: int
    time: datetime
    data: Any
    personal: Mapping[str, Any]
    correlation_id: str
    causation_id: str | None = None
    traceparent: str | None = None
    headers: Mapping[str, Any] = field(default_factory=dict)
    user: str | None = None
    routing_key: str = ""
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Reading:
    """One event type that a service consumes.

    ``needs`` names the aggregates that ``apply`` wants; ``apply`` is pure: it returns the change and raises NotYet or
    Never, and touches neither the database nor the bus. ``schema``, a marshmallow class, loads ``data`` with unknown
    fields left out. ``by_sender``: many outside senders choose their own ids, so an id counts together with the first
    word of the routing key (``KEY/id``): nobody can use up an id that another one is going to send.
    """

    type: str
    schema: Callable[[], Any]
    needs: Callable[[Received], tuple[Key, ...]]
    apply: Callable[[Received, Loaded], Change]
    order: Order
    by_sender: bool = False
