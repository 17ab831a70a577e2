"""The broker's management API: users, rights, policies, queues; for ``init`` and the provisioner of agencies only."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote, urlsplit

import requests

from shared.bus import topology
from shared.bus.layout import Binding, Exchange, Layout, Policy, Rights

_VHOST_DEFAULT = "/"


class BrokerFault(Exception):
    """The management API refused or did not answer; the message is one line and holds no password."""


def vhost_of(amqp_url: str) -> str:
    """The virtual host that an AMQP address names; ``/`` where it names none."""
    path = urlsplit(amqp_url).path
    return unquote(path[1:]) if len(path) > 1 else _VHOST_DEFAULT


class BrokerAdmin:
    """One virtual host, seen by an administrator. Every call may be repeated. Raises BrokerFault."""

    def __init__(self, management_url: str, vhost: str, *, timeout: float = 15) -> None:
        """``management_url``: ``http://user:password@host:port``; ``timeout`` in seconds for each call."""
        parts = urlsplit(management_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BrokerFault("the management address must read http://user:password@host:port")
        port = f":{parts.port}" if parts.port else ""
        self._base = f"{parts.scheme}://{parts.hostname}{port}{parts.path.rstrip('/')}/api"
        self._user = unquote(parts.username or "")
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy and no .netrc between us and our own broker
        self._session.auth = (self._user, unquote(parts.password or ""))
        self._timeout = timeout
        self.vhost = vhost

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def apply(self, layout: Layout) -> None:
        """Declare a layout; users must exist. Policies come before queues, so that no queue stands without limits."""
        for exchange in layout.exchanges:
            self.put_exchange(exchange)
        for policy in layout.policies:
            self.put_policy(policy)
        for queue in layout.queues:
            self.put_queue(queue, in_order=queue == topology.agency_webhooks_queue())
        for binding in layout.bindings:
            self.put_binding(binding)
        for queue in layout.queues:
            if queue != topology.agency_webhooks_queue():  # its bindings come and go with agencies
                self._drop_surplus_bindings(queue, layout)
        for rights in layout.rights:
            self.put_rights(rights)

    def put_vhost(self) -> None:
        """Make the virtual host and give this administrator its rights in it."""
        self._call("PUT", ("vhosts", self.vhost), {})
        self.put_rights(Rights(self._user, ".*", ".*", ".*"))

    def delete_vhost(self) -> None:
        """Take the virtual host away with all that stands in it."""
        self._call("DELETE", ("vhosts", self.vhost), missing=True)

    def put_exchange(self, exchange: Exchange) -> None:
        """A durable exchange."""
        self._call("PUT", ("exchanges", self.vhost, exchange.name), {"type": exchange.kind, "durable": True})

    def put_queue(self, name: str, *, in_order: bool = False) -> None:
        """A durable quorum queue; its limits come from policies. ``in_order``: of several consumers one gets all."""
        arguments: dict[str, Any] = {"x-queue-type": "quorum"}
        if in_order:
            arguments["x-single-active-consumer"] = True
        self._call("PUT", ("queues", self.vhost, name), {"durable": True, "arguments": arguments})

    def put_binding(self, binding: Binding) -> None:
        """Let an exchange feed a queue."""
        self._call(
            "POST",
            ("bindings", self.vhost, "e", binding.exchange, "q", binding.queue),
            {"routing_key": binding.routing_key},
        )

    def put_policy(self, policy: Policy) -> None:
        """Set the limits of the queues that match."""
        self._call(
            "PUT",
            ("policies", self.vhost, policy.name),
            {"pattern": policy.pattern, "definition": dict(policy.definition), "apply-to": "queues", "priority": 10},
        )

    def put_user(self, name: str, password: str, tags: str = "") -> None:
        """Make a user or change its password."""
        if not password:
            raise BrokerFault(f"user {name}: an empty password is refused")
        self._call("PUT", ("users", name), {"password": password, "tags": tags})

    def put_rights(self, rights: Rights) -> None:
        """Set what a user may do in this virtual host."""
        self._call(
            "PUT",
            ("permissions", self.vhost, rights.user),
            {"configure": rights.configure, "write": rights.write, "read": rights.read},
        )
        for exchange, pattern in rights.topics.items():
            self._call(
                "PUT",
                ("topic-permissions", self.vhost, rights.user),
                {"exchange": exchange, "write": pattern, "read": "^$"},
            )

    def delete_user(self, name: str) -> None:
        """Take a user away; its connections are closed by the broker."""
        self._call("DELETE", ("users", name), missing=True)

    def close_connections(self, user: str) -> None:
        """Close all that a user has open, in any virtual host; it may come again with its password."""
        self._call("DELETE", ("connections", "username", user), missing=True)

    def delete_binding(self, binding: Binding) -> None:
        """Let an exchange feed a queue no more."""
        for found in self.bindings(binding.queue):
            if (found["source"], found["routing_key"]) == (binding.exchange, binding.routing_key):
                self._call(
                    "DELETE",
                    ("bindings", self.vhost, "e", binding.exchange, "q", binding.queue, found["properties_key"]),
                    missing=True,
                )

    def delete_queue(self, name: str) -> None:
        """Take a queue away with what is in it."""
        self._call("DELETE", ("queues", self.vhost, name), missing=True)

    def queue(self, name: str) -> dict[str, Any] | None:
        """What the broker says about a queue, or None; its counts are some seconds old."""
        found: dict[str, Any] | None = self._call("GET", ("queues", self.vhost, name), missing=True)
        return found

    def bindings(self, queue: str) -> list[dict[str, Any]]:
        """What feeds a queue: ``source``, ``routing_key``, ``properties_key``; the default exchange left out."""
        found = self._call("GET", ("queues", self.vhost, queue, "bindings"), missing=True) or []
        return [one for one in found if one["source"]]

    def _drop_surplus_bindings(self, queue: str, layout: Layout) -> None:
        """A type that a service no longer reads must not go on arriving there."""
        wanted = {(one.exchange, one.routing_key) for one in layout.bindings if one.queue == queue}
        for found in self.bindings(queue):
            if (found["source"], found["routing_key"]) not in wanted:
                self._call(
                    "DELETE",
                    ("bindings", self.vhost, "e", found["source"], "q", queue, found["properties_key"]),
                    missing=True,
                )

    def _call(
        self, method: str, path: tuple[str, ...], body: dict[str, Any] | None = None, *, missing: bool = False
    ) -> Any:
        address = "/".join((self._base, *(quote(part, safe="") for part in path)))
        what = f"{method} {'/'.join(path)}"
        try:
            answer = self._session.request(method, address, json=body, timeout=self._timeout)
        except requests.RequestException as error:
            raise BrokerFault(f"{what}: the broker's management API does not answer ({type(error).__name__})") from None
        if answer.status_code == 404 and missing:
            return None
        if answer.status_code >= 400:
            raise BrokerFault(f"{what}: {answer.status_code} {_reason(answer)}")
        return answer.json() if answer.content else None


def _reason(answer: requests.Response) -> str:
    try:
        found = answer.json()
        return str(found.get("reason") or found.get("error") or found)
    except (ValueError, AttributeError):
        return answer.reason or "no reason given"
