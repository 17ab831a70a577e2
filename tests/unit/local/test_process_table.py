"""The process table: complete, in order, and each process told no more than it may know."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.local.home import Home
from deploy.local.ports import Ports
from deploy.local.steps import Stage, check_table
from deploy.local.system import SERVICES, System

GIVEN = {
    "MONGO_URL": "mongodb://admin:quetzal@127.0.0.1:27017/?replicaSet=rs0",
    "AMQP_URL": "amqp://admin:quetzal@127.0.0.1:5672/motcua",
    "RABBITMQ_MANAGEMENT_URL": "http://admin:quetzal@127.0.0.1:15672",
}


@pytest.fixture
def system(tmp_path: Path) -> System:
    return System(Home(tmp_path), Ports.counted_from(8080), GIVEN)


def test_the_table_holds_every_service_in_its_roles_and_can_be_run(system: System) -> None:
    names = {step.name for step in system.steps()}
    assert {f"{service}-{role}" for service in SERVICES for role in ("init", "api", "worker")} <= names
    check_table(system.steps())


def test_nothing_publishes_before_the_topology_stands(system: System) -> None:
    for step in system.steps():
        if step.name.endswith("-worker"):
            assert "topology" in step.needs


def test_who_lets_work_in_is_stopped_before_who_does_it_and_servers_come_last(system: System) -> None:
    stages = {step.name: step.stage for step in system.steps() if step.process}
    assert stages["nginx"] < stages["intake-api"] < stages["intake-worker"] < Stage.SERVER < Stage.PORT_MAPPER


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_told_only_its_own_passwords(system: System, service: str) -> None:
    passwords = {name: system.environment(name)["MONGO_URL"].split(":")[2].split("@")[0] for name in SERVICES}
    for step in system.steps():
        if step.process and step.name in {f"{service}-api", f"{service}-worker", f"{service}-init"}:
            told = " ".join(step.process.environment.values())
            assert passwords[service] in told
            assert not [name for name, password in passwords.items() if name != service and password in told]
            assert "quetzal" not in told


def test_only_topology_and_the_provisioner_hold_the_brokers_administrator(system: System) -> None:
    holders = {step.name for step in system.steps() if step.process and "AMQP_ADMIN_URL" in step.process.environment}
    assert holders == {"topology", "agencies", "routing-provisioner"}


def test_a_service_signs_in_to_its_own_database_as_itself(system: System) -> None:
    url = system.environment("routing")["MONGO_URL"]
    assert url.startswith("mongodb://routing:")
    assert "/routing?" in url
    assert "authSource=routing" in url
    assert "replicaSet=rs0" in url


def test_no_password_stands_on_a_command_line(system: System) -> None:
    for step in system.steps():
        for argument in step.process.command if step.process else ():
            assert "quetzal" not in argument
            assert "@" not in argument


def test_a_setting_of_the_person_reaches_the_services(tmp_path: Path) -> None:
    system = System(Home(tmp_path), Ports.counted_from(8080), {**GIVEN, "CONSUMER_BATCH": "1"})
    assert system.environment("intake")["CONSUMER_BATCH"] == "1"
