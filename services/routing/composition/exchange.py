"""Puts the exchange with agencies together: what is kept, numbered, proved, and sent once more."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from services.routing.exchange_jobs import ExchangeTimer
from services.routing.gateways.signatures import check_signature
from services.routing.store.exchange_keeper import ExchangeKeeper
from services.routing.store.sent_letters import MongoSentLetters
from services.routing.use_cases import unread_messages
from services.routing.use_cases.dispatch_again import Look
from services.routing.use_cases.ports import AddressOf, Clock
from services.routing.use_cases.refusing import Keeping
from services.routing.use_cases.unread_messages import Raw
from services.routing.use_cases.verify_exchange import Verifier
from shared.bus import topology
from shared.bus.looking import look_into
from shared.security.keys import read_json, read_signing_key
from shared.security.signatures import sign_detached
from shared.store.beside import Beside, Besides
from shared.store.change import Loaded
from shared.store.leases import Leases
from shared.store.messages import Message

if TYPE_CHECKING:
    from services.routing.app import Parts


def keeping(address_of: AddressOf, clock: Clock) -> Keeping:
    """What handlers need to keep the exchange."""
    return Keeping(address_of, topology.agency_of_user, clock)


def besides(keeping: Keeping) -> Besides:
    """What is kept and told of messages that reach no handler."""

    def repeated(message: Message, loaded: Loaded) -> Beside | None:
        found = unread_messages.repeated(_raw(message), loaded, keeping)
        return None if found is None else Beside(*found)

    return Besides(
        needs=lambda message: unread_messages.needs(_raw(message), keeping),
        parked=lambda message, why, waited, loaded: unread_messages.parked(_raw(message), why, waited, loaded, keeping),
        repeated=repeated,
    )


def make_keeper(parts: Parts) -> ExchangeKeeper:
    """Numbers and seals; the links are signed by the centre's key."""
    centre = read_signing_key(parts.settings.secrets_dir / "centre.private.json")
    return ExchangeKeeper(parts.database, parts.clock, partial(sign_detached, key=centre))


def make_exchange_timer(parts: Parts) -> ExchangeTimer:
    """The part of the timers that numbers messages and sends again what queues lost."""
    return ExchangeTimer(
        make_keeper(parts),
        MongoSentLetters(parts.database),
        partial(_look, parts.settings.amqp_url),
        Leases(parts.database),
        parts.clock,
        holder=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}",
        again_seconds=parts.settings.dispatch_again_seconds,
    )


def make_verifier(parts: Parts) -> Verifier:
    """Proves the exchange with the centre's public keys."""
    centre = read_json(parts.settings.secrets_dir / "centre.public.json")
    return Verifier(parts.exchange, check_signature, centre["keys"], parts.clock)


def _look(amqp_url: str, keys: Iterable[str]) -> Mapping[str, Look]:
    by_queue = {topology.agency_queue(key): key for key in keys}
    seen = look_into(amqp_url, by_queue)
    return {by_queue[queue]: Look(one.ready, one.consumers) for queue, one in seen.items()}


def _raw(message: Message) -> Raw:
    jws = message.headers.get("jws")
    return Raw(
        body=message.body,
        routing_key=message.routing_key,
        user=message.user,
        jws=jws if isinstance(jws, str) else "",
        event_id=message.event_id or "",
        type=message.type or "",
        subject=message.subject or "",
    )
