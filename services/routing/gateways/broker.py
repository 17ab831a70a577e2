"""Gives an agency its place on the broker and takes it away; only the provisioner holds the right to do so."""

from __future__ import annotations

from collections.abc import Callable

from services.routing.use_cases.connection_ports import PlacesFault
from shared.bus import provisioning, topology
from shared.bus.broker_admin import BrokerAdmin, BrokerFault, vhost_of


class BrokerPlaces:
    """Implements ``use_cases.connection_ports.Places`` on one virtual host, seen by its administrator."""

    def __init__(self, management_url: str, amqp_admin_url: str) -> None:
        self._admin = BrokerAdmin(management_url, vhost_of(amqp_admin_url))

    def give(self, key: str, password: str) -> None:
        """User, queue and rights of the agency with this key; safe to run again."""
        _told(lambda: provisioning.provision_agency(self._admin, key, password))

    def give_webhook(self, key: str) -> None:
        """Its letters go into the queue of those that are posted; it has no user and no queue of its own."""
        _told(lambda: provisioning.provision_webhook(self._admin, key))

    def take(self, key: str) -> None:
        """No user any more, and what it had open is closed."""
        _told(lambda: provisioning.withdraw_agency(self._admin, key))

    def cut(self, key: str) -> None:
        """Close what the agency has open."""
        _told(lambda: self._admin.close_connections(topology.agency_user(key)))


def _told(act: Callable[[], object]) -> None:
    try:
        act()
    except BrokerFault as fault:
        raise PlacesFault(str(fault)) from fault
