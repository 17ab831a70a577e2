"""Which addresses letters may be posted to, and when a letter that was not taken is posted again: rules as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

from services.routing.domain.agency import BadAgency

LONGEST_URL = 500
NAT64 = ip_network("64:ff9b::/96")
PORT_OF = {"https": 443, "http": 80}


class BadRules(ValueError):
    """The rules' file says something that cannot be."""


@dataclass(frozen=True, slots=True)
class WebhookRules:
    """``hosts`` are whole names, or ``*.gov.vn`` for all names under one. Beyond the public internet only addresses of
    ``networks`` are reached, so that an agency's address never leads into our own network unless somebody wrote so.

    ``pauses``: seconds before the second post, the third and so on; behind the last one a person decides.
    """

    schemes: frozenset[str]
    hosts: tuple[str, ...]
    ports: tuple[range, ...]
    networks: tuple[IPv4Network | IPv6Network, ...]
    timeout_seconds: float
    pauses: tuple[float, ...]

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> WebhookRules:
        """The rules of a file. Raises BadRules."""
        try:
            rules = cls(
                frozenset(content["schemes"]),
                tuple(host.lower() for host in content["hosts"]),
                tuple(_ports(one) for one in content["ports"]),
                tuple(ip_network(one) for one in content["networks"]),
                float(content["timeout_seconds"]),
                tuple(float(pause) for pause in content["pauses_seconds"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise BadRules(f"{type(problem).__name__}: {problem}") from problem
        if (
            not rules.schemes <= PORT_OF.keys()
            or not 0 < rules.timeout_seconds <= 60
            or min(rules.pauses, default=0) < 0
        ):
            raise BadRules("schemes are http and https, the time limit is up to 60 s, pauses are not below 0")
        return rules

    def check(self, url: str) -> None:
        """Raises BadAgency where letters may not be posted there; what the name stands for is checked at the post."""
        if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
            raise _refused(f"must be a plain address of at most {LONGEST_URL} characters")
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), port_of(parts)
        except ValueError:
            raise _refused("is no address") from None
        if parts.scheme not in self.schemes:
            raise _refused(f"must begin with {' or '.join(f'{one}://' for one in sorted(self.schemes))}")
        if parts.username is not None or parts.password is not None or parts.fragment or parts.query:
            raise _refused("must hold no name, password, query or fragment")
        if not self._allows_host(host):
            raise _refused(f"the host {host!r} is not among those that letters may be posted to")
        if not any(port in one for one in self.ports):
            raise _refused(f"the port {port} is not among those that letters may be posted to")

    def allows(self, address: str) -> bool:
        """Whether a letter may be sent to this IP address."""
        found = ip_address(address)
        if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return _is_public(found) or any(
            found in network for network in self.networks if network.version == found.version
        )

    def pause_after(self, attempts: int) -> timedelta | None:
        """How long to wait after so many posts in vain; None: no more by itself."""
        return timedelta(seconds=self.pauses[attempts - 1]) if attempts <= len(self.pauses) else None

    def _allows_host(self, host: str) -> bool:
        return any(
            host.endswith(one[1:]) and len(host) >= len(one) if one.startswith("*.") else host == one
            for one in self.hosts
        )


def port_of(parts: SplitResult) -> int:
    """The port of an address. Raises ValueError."""
    return parts.port if parts.port is not None else PORT_OF.get(parts.scheme, 0)


def _ports(text: object) -> range:
    """``443`` or ``"1024-65535"``. Raises ValueError."""
    first, _, last = str(text).partition("-")
    return range(int(first), int(last or first) + 1)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and (address.sixtofour or address.teredo or address in NAT64):
        return False  # another address, perhaps one of our own network, stands within it
    return address.is_global and not address.is_multicast


def _refused(reason: str) -> BadAgency:
    return BadAgency("webhook_url", reason)
