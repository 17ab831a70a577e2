"""Agencies' connections: the provisioner, and what API, pages and commands order them with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marshmallow import EXCLUDE, Schema

from services.routing.gateways.agency_secrets import AgencySecrets
from services.routing.gateways.broker import BrokerPlaces
from services.routing.gateways.connection_sheets import SheetOfCentre
from services.routing.gateways.signatures import check_signature
from services.routing.gateways.webhooks import HttpPostBox
from services.routing.posting import Posting
from services.routing.store.connection_documents import MongoConnections
from services.routing.store.letter_documents import MongoLetters
from services.routing.store.reply_box import InboxReplies
from services.routing.use_cases.carry_out_connections import Provisioner
from services.routing.use_cases.connection_ports import AddressRules
from services.routing.use_cases.http_replies import ReplyBox
from services.routing.use_cases.ports import CheckSignature
from services.routing.use_cases.post_letters import Letters, Poster, keep_letter
from services.routing.web.agencies import AgencyDesk
from shared.bus import topology
from shared.bus.reading import Order, Reading
from shared.bus.registry import Registry
from shared.bus.worker import Periodic
from shared.security.keys import KeyRing, read_json

if TYPE_CHECKING:
    from services.routing.app import Parts


@dataclass(frozen=True, slots=True)
class Connecting:
    """What orders of connections are given with."""

    connections: MongoConnections
    secrets: AgencySecrets
    rules: AddressRules
    letters: Letters
    replies: ReplyBox
    check_signature: CheckSignature


def connecting(parts: Parts) -> Connecting:
    """For whoever orders. Raises BadKeyFile."""
    ring = KeyRing.read(parts.settings.secrets_dir / "store.json")
    return Connecting(
        MongoConnections(parts.database),
        AgencySecrets(ring),
        parts.webhook_rules,
        MongoLetters(parts.database),
        InboxReplies(parts.database, parts.inbox, parts.reply_readings),
        check_signature,
    )


def agency_desk(parts: Parts, office: Connecting) -> AgencyDesk:
    """What the pages of agencies are given."""
    return AgencyDesk(
        parts.work,
        parts.questions,
        office.connections.all,
        office.letters,
        office.secrets,
        office.rules,
        parts.clock,
    )


def provisioner(parts: Parts) -> Provisioner:
    """For the one role that holds the broker's administrator. Raises BadKeyFile."""
    settings, orders = parts.settings, connecting(parts)
    return Provisioner(
        parts.work,
        orders.connections,
        BrokerPlaces(settings.rabbitmq_management_url, settings.amqp_admin_url),
        orders.secrets,
        SheetOfCentre(
            settings.agency_amqp_url or settings.amqp_url,
            settings.public_url,
            read_json(settings.secrets_dir / "centre.public.json"),
        ),
        parts.clock,
    )


def make_provisioner(parts: Parts) -> Periodic:
    """The part that the provisioner's process runs."""
    return Periodic(parts.settings.provision_sweep_seconds, provisioner(parts).carry_out_due)


def make_posting(parts: Parts) -> Posting:
    """The part of the timers that posts letters."""
    letters, rules = MongoLetters(parts.database), parts.webhook_rules
    poster = Poster(parts.work, letters, HttpPostBox(rules), rules, parts.clock)
    return Posting(poster, letters, parts.clock, rest_seconds=min(rules.pauses, default=1.0))


def letter_readings(registry: Registry) -> tuple[Reading, ...]:
    """Every letter that routing writes to agencies, to be posted as it is."""
    types = [one.type for one in registry.owned_by("routing") if topology.AGENCY in one.consumers]
    return tuple(Reading(type, _AsItIs, lambda _: (), keep_letter, Order.COMMUTES) for type in types)


class _AsItIs(Schema):
    """Routing's own letters come back unread."""

    class Meta:
        unknown = EXCLUDE
