"""Giving an agency its place on the broker, and taking it away again; the caller holds the administrator's secret."""

from __future__ import annotations

from shared.bus import topology
from shared.bus.broker_admin import BrokerAdmin
from shared.bus.layout import agency_layout


def provision_agency(admin: BrokerAdmin, key: str, password: str) -> str:
    """Queue, binding, user and rights of one agency; gives back the user's name. Safe to run again.

    The agency may read its own queue, and write to the exchange of replies with its own key as the first word of the
    routing key; it may declare, delete or read nothing else. Raises BadName, BrokerFault.
    """
    user = topology.agency_user(key)
    admin.put_user(user, password)
    admin.apply(agency_layout(key))
    return user


def withdraw_agency(admin: BrokerAdmin, key: str) -> None:
    """Take away an agency's user; its queue stays with the tasks in it, so that none is lost. Raises BrokerFault."""
    admin.delete_user(topology.agency_user(key))
