"""Ports: counted from one number, and a taken one is told in one line."""

from __future__ import annotations

import os
import socket

import pytest

from deploy.local.ports import Ports, free_port_range, free_ports, refuse_taken
from deploy.local.problems import LocalProblem


def test_every_port_follows_from_the_front_door() -> None:
    ports = Ports.counted_from(8080)
    assert (ports.nginx, ports.intake, ports.hotline) == (8080, 8081, 8084)
    assert (ports.amqp, ports.management, ports.mongodb, ports.sms_gateway) == (8100, 8101, 8104, 8110)


@pytest.mark.parametrize("base", [0, -1, 65535, 70000])
def test_an_impossible_front_door_is_refused_by_name(base: int) -> None:
    with pytest.raises(LocalProblem, match=f"PORT={base} is not usable"):
        Ports.counted_from(base)


def test_a_taken_port_is_told_in_one_line_with_its_holder_and_the_way_out() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(LocalProblem) as told:
            refuse_taken({port: "nginx"})
    line = str(told.value)
    assert f"{port} (nginx, held by " in line
    assert str(os.getpid()) in line
    assert "PORT=9080 make run" in line
    assert "\n" not in line


def test_free_ports_are_not_refused() -> None:
    refuse_taken(dict.fromkeys(free_ports(3), "somebody"))
    first = free_port_range(5)
    refuse_taken(dict.fromkeys(range(first, first + 5), "somebody"))
