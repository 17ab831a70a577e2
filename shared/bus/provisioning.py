"""Giving an agency its place on the broker, and taking it away again; the caller holds the administrator's secret."""

from __future__ import annotations

from shared.bus import topology
from shared.bus.broker_admin import BrokerAdmin
from shared.bus.layout import Binding, agency_layout, webhook_binding


def provision_agency(admin: BrokerAdmin, key: str, password: str) -> str:
    """Queue, binding, user and rights of one agency; gives back the user's name. Safe to run again.

    The agency may read its own queue, and write to the exchange of replies with its own key as the first word of the
    routing key; it may declare, delete or read nothing else. Raises BadName, BrokerFault.
    """
    user = topology.agency_user(key)
    admin.put_user(user, password)
    admin.apply(agency_layout(key))
    admin.delete_binding(webhook_binding(key))
    return user


def provision_webhook(admin: BrokerAdmin, key: str) -> None:
    """Let the letters of one agency flow to the queue of those that are posted; the agency has no user on the broker,
    and what lies in a queue that it had stays there. Safe to run again. Raises BadName, BrokerFault.
    """
    withdraw_agency(admin, key)
    admin.put_binding(webhook_binding(key))
    own = topology.agency_queue(key)
    if admin.queue(own) is not None:
        admin.delete_binding(Binding(topology.agency_tasks_exchange(), own, key))


def withdraw_agency(admin: BrokerAdmin, key: str) -> None:
    """Take away an agency's user and all that it has open; its queue stays with the tasks in it, so that none is lost.

    Raises BrokerFault.
    """
    user = topology.agency_user(key)
    admin.delete_user(user)
    admin.close_connections(user)  # one that was just being opened
