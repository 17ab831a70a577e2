"""Which broker and which database the system uses: named in the environment, private ones, or a container."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from deploy.local.home import Home
from deploy.local.mongodb import MongoServer
from deploy.local.ports import Ports
from deploy.local.problems import LocalProblem
from deploy.local.process import Declared
from deploy.local.rabbitmq import BrokerPorts, RabbitServer, find_server_script
from deploy.local.rabbitmq_container import RabbitContainer, engine_answers
from deploy.local.steps import Stage, Step


class _Prepared(Protocol):
    def prepare(self) -> None: ...

    def declared(self) -> Declared: ...


@dataclass(frozen=True, slots=True)
class Servers:
    """The administrator's addresses, and the steps that bring the servers up (none for servers that run already).

    The steps are called ``mongodb`` and ``rabbitmq`` in any case, so that others can wait for them.
    """

    mongo_url: str
    amqp_url: str
    management_url: str
    steps: tuple[Step, ...]


def choose(home: Home, ports: Ports, environ: Mapping[str, str] = os.environ) -> Servers:
    """Raises LocalProblem in one line where a broker or a database cannot be had."""
    mongo_url, mongo_steps = _database(home, ports, environ)
    amqp_url, management_url, broker_steps = _broker(home, ports, environ)
    return Servers(mongo_url, amqp_url, management_url, (*mongo_steps, *broker_steps))


def _database(home: Home, ports: Ports, environ: Mapping[str, str]) -> tuple[str, tuple[Step, ...]]:
    if environ.get("MONGO_URL"):
        return environ["MONGO_URL"], (Step("mongodb", action=_nothing),)
    server = MongoServer(home.mongodb, ports.mongodb)
    return server.url("admin"), (_step(server),)


def _broker(home: Home, ports: Ports, environ: Mapping[str, str]) -> tuple[str, str, tuple[Step, ...]]:
    if environ.get("AMQP_URL"):
        if not environ.get("RABBITMQ_MANAGEMENT_URL"):
            raise LocalProblem("AMQP_URL is set: set RABBITMQ_MANAGEMENT_URL too (http://user:password@host:15672).")
        given = Step("rabbitmq", action=_nothing)
        return environ["AMQP_URL"], environ["RABBITMQ_MANAGEMENT_URL"].rstrip("/"), (given,)
    broker_ports = BrokerPorts(ports.amqp, ports.management, ports.epmd, ports.distribution)
    try:
        find_server_script()
    except LocalProblem as lacking:
        if not engine_answers():
            raise LocalProblem(f"{lacking} A container engine would do as well, but none answers.") from lacking
        container = RabbitContainer(home.rabbitmq, broker_ports)
        return container.admin_url(), container.management_url, (_step(container),)
    server = RabbitServer(home.rabbitmq, broker_ports)
    port_mapper = Step("epmd", process=server.declared_epmd(), stage=Stage.PORT_MAPPER)
    return server.admin_url(), server.management_url, (port_mapper, _step(server))


def _step(server: _Prepared) -> Step:
    declared = server.declared()
    return Step(declared.name, declared.needs, declared, server.prepare, stage=Stage.SERVER)


def _nothing() -> None:
    """The server runs already."""
