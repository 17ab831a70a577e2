"""Agencies' connections: the provisioner, and what API, pages and commands order them with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.routing.gateways.agency_secrets import AgencySecrets
from services.routing.gateways.broker import BrokerPlaces
from services.routing.gateways.connection_sheets import SheetOfCentre
from services.routing.store.connection_documents import MongoConnections
from services.routing.use_cases.carry_out_connections import Provisioner
from services.routing.use_cases.connection_ports import AddressRules
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


def connecting(parts: Parts) -> Connecting:
    """For whoever orders. Raises BadKeyFile."""
    ring = KeyRing.read(parts.settings.secrets_dir / "store.json")
    return Connecting(MongoConnections(parts.database), AgencySecrets(ring), parts.webhook_rules)


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
