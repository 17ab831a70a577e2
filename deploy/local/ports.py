"""Which port each process listens on, all on 127.0.0.1; counted from PORT, or picked free for tests."""

from __future__ import annotations

import random
import socket
from collections.abc import Mapping
from dataclasses import dataclass

import psutil

from deploy.local.problems import LocalProblem

LOOPBACK = "127.0.0.1"
PORTS_OF_A_SYSTEM = 40
HIGHEST_BASE = 65535 - PORTS_OF_A_SYSTEM
# Below the range from which the kernel lends ports to outgoing connections, so that a port found free stays free.
FREE_RANGE = range(20000, 32000)


@dataclass(frozen=True, slots=True)
class Ports:
    """One port a process. The last ones are the outside world's: SMS gateway, mail server, their screens, a bank, and
    the national portal."""

    nginx: int
    intake: int
    routing: int
    notifications: int
    hotline: int
    amqp: int
    management: int
    epmd: int
    distribution: int
    mongodb: int
    sms_gateway: int
    mailbox: int
    screens: int
    bank: int
    portal: int

    @classmethod
    def counted_from(cls, base: int) -> Ports:
        """The ports of a system whose front door is ``base``."""
        if not 1 <= base <= HIGHEST_BASE:
            raise LocalProblem(f"PORT={base} is not usable: choose a number from 1 to {HIGHEST_BASE}.")
        front = ("intake", "routing", "notifications", "hotline")
        behind = ("amqp", "management", "epmd", "distribution", "mongodb")
        outside = ("sms_gateway", "mailbox", "screens", "bank", "portal")
        return cls(
            nginx=base,
            **{name: base + 1 + place for place, name in enumerate(front)},
            **{name: base + 20 + place for place, name in enumerate(behind)},
            **{name: base + 30 + place for place, name in enumerate(outside)},
        )


def free_ports(count: int) -> list[int]:
    """``count`` different ports on which nobody listens."""
    found: list[int] = []
    for port in random.sample(FREE_RANGE, len(FREE_RANGE)):
        if not is_taken(port):
            found.append(port)
        if len(found) == count:
            return found
    raise LocalProblem("No free ports left between 20000 and 32000.")


def free_port_range(count: int) -> int:
    """The first of ``count`` ports in a row on which nobody listens."""
    starts = FREE_RANGE[:-count]
    for start in random.sample(starts, len(starts)):
        if not any(is_taken(port) for port in range(start, start + count)):
            return start
    raise LocalProblem(f"No {count} free ports in a row between 20000 and 32000.")


def is_taken(port: int) -> bool:
    """Whether somebody listens on the port on this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError as refused:
            raise LocalProblem(f"Port {port} may only be opened by root: choose PORT above 1023.") from refused
        except OSError:
            return True
    return False


def accepts(port: int) -> bool:
    """Whether a connection to the port succeeds."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1):
            return True
    except OSError:
        return False


def refuse_taken(wanted: Mapping[int, str]) -> None:
    """Raises LocalProblem naming every wanted port that is taken, and by whom where that can be seen.

    ``wanted`` maps a port to the process that is to open it.
    """
    taken = [f"{port} ({name}{holder(port)})" for port, name in sorted(wanted.items()) if is_taken(port)]
    if taken:
        several = len(taken) > 1
        raise LocalProblem(
            f"Port{'s' if several else ''} already taken: {', '.join(taken)}. "
            f"Stop what holds {'them' if several else 'it'}, or choose other ports with PORT=9080 make run."
        )


def holder(port: int) -> str:
    """Who listens on a port, in words to put behind it; empty where that can't be seen."""
    try:
        for connection in psutil.net_connections("tcp"):
            here = connection.laddr.port if connection.laddr else None
            if connection.status == psutil.CONN_LISTEN and here == port and connection.pid:
                return f", held by {psutil.Process(connection.pid).name()} {connection.pid}"
    except psutil.Error:
        pass  # only root sees everybody's connections; the port is taken all the same
    return ""
