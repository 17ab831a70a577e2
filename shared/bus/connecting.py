"""How every part of the bus connects: short waits, heartbeats, and a name that the broker's pages can show."""

from __future__ import annotations

import os
import socket

import pika

# A publisher that hangs must lose its lock soon; a consumer may be inside one slow transaction.
RELAY_HEARTBEAT = 5
CONSUMER_HEARTBEAT = 30
_CONNECT_SECONDS = 5


def connection_parameters(amqp_url: str, name: str, *, heartbeat: int) -> pika.URLParameters:
    """Parameters for pika; ``heartbeat`` in seconds. Raises ValueError for an address that cannot be one."""
    try:
        parameters = pika.URLParameters(amqp_url)
    except (ValueError, TypeError, IndexError) as error:
        # The cause is left out: it would show the address with its password.
        raise ValueError(f"not an AMQP address ({type(error).__name__})") from None
    parameters.heartbeat = heartbeat
    parameters.connection_attempts = 1
    parameters.socket_timeout = _CONNECT_SECONDS
    parameters.stack_timeout = _CONNECT_SECONDS
    parameters.client_properties = {"connection_name": f"{name} {process_name()}"}
    return parameters


def process_name() -> str:
    """Host and process, as the lease and the broker's pages show them."""
    return f"{socket.gethostname()}:{os.getpid()}"
