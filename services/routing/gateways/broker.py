"""Gives an agency its place on the broker: user, queue and rights; only the provisioner holds the right to do so."""

from __future__ import annotations

from shared.bus.broker_admin import BrokerAdmin, vhost_of
from shared.bus.provisioning import provision_agency


class BrokerPlaces:
    """One virtual host, seen by its administrator."""

    def __init__(self, management_url: str, amqp_admin_url: str) -> None:
        self._admin = BrokerAdmin(management_url, vhost_of(amqp_admin_url))

    def give(self, key: str, password: str) -> None:
        """User, queue and rights of the agency with this key; safe to run again. Raises BrokerFault."""
        provision_agency(self._admin, key, password)
