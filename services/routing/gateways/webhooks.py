"""Posts letters over HTTP, and never to where the rules of addresses do not allow, whatever a name stands for."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from services.routing.domain.agency import BadAgency
from services.routing.domain.webhook_rules import WebhookRules, port_of
from services.routing.use_cases.post_letters import NotTaken


class HttpPostBox:
    """Implements ``use_cases.post_letters.PostBox``. Redirects are not followed, and no proxy is asked."""

    def __init__(self, rules: WebhookRules) -> None:
        self._rules = rules

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Returns where the answer's status is 2xx. Raises NotTaken."""
        try:
            self._rules.check(url)  # they may have changed since the agency was connected
        except BadAgency as refused:
            raise NotTaken(f"the address is not allowed: {refused.reason}") from refused
        parts = urlsplit(url)
        host, port = parts.hostname or "", port_of(parts)
        timeout = urllib3.Timeout(self._rules.timeout_seconds)
        pool = _pool(parts.scheme, host, self._address(host, port), port, timeout)
        try:
            answer = pool.urlopen(
                "POST",
                parts.path or "/",
                body=body,
                headers={**headers, "Host": parts.netloc},
                redirect=False,
                retries=False,
                preload_content=False,
            )
            status = answer.status
            answer.close()
        except (HTTPError, OSError) as problem:
            raise NotTaken(f"no answer: {type(problem).__name__}") from problem
        finally:
            pool.close()
        if not 200 <= status < 300:
            raise NotTaken(f"the answer was {status}")

    def _address(self, host: str, port: int) -> str:
        """The IP address to connect to: looked up once, checked, and used as it is, so that a name cannot lead
        elsewhere between the check and the post."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as problem:
            raise NotTaken(f"the name {host} leads nowhere") from problem
        addresses = [str(one[4][0]) for one in found]
        if not all(self._rules.allows(address) for address in addresses):
            raise NotTaken(f"the name {host} leads to an address that letters may not be posted to")
        return addresses[0]


def _pool(scheme: str, host: str, address: str, port: int, timeout: urllib3.Timeout) -> urllib3.HTTPConnectionPool:
    """A connection to the address; over TLS it must show a certificate of the host's name."""
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=timeout, maxsize=1)
    return urllib3.HTTPSConnectionPool(
        address,
        port,
        timeout=timeout,
        maxsize=1,
        ssl_context=ssl.create_default_context(),
        server_hostname=host,
        assert_hostname=host,
    )
