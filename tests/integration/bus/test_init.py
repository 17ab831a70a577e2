"""``python -m shared.bus init`` on a real broker: declares all, twice, mends what differs, gives few rights."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.bus.broker_admin import BrokerAdmin, BrokerFault
from tests.integration.bus.child import ROOT
from tests.integration.bus.kitchen import BOILED, PASSWORDS, Bench
from tests.support.stack import Vhost
from tests.unit.bus.samples import registry, write_contract


def init(
    vhost: Vhost, folder: Path, passwords: object = PASSWORDS, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the command as ``make run`` does."""
    contracts = folder / "contracts"
    contracts.mkdir(exist_ok=True)
    for contract in registry():
        write_contract(
            contracts,
            type=contract.type,
            owner=contract.owner,
            consumers=contract.consumers,
            unread_because=contract.unread_because,
        )
    file = folder / "passwords.json"
    file.write_text(json.dumps(passwords))
    environment = {
        "AMQP_ADMIN_URL": vhost.admin_url,
        "RABBITMQ_MANAGEMENT_URL": vhost.management_url,
        "SERVICE_PASSWORDS_FILE": str(file),
        "CONTRACTS_DIR": str(contracts),
        **variables,
    }
    return subprocess.run(
        [sys.executable, "-m", "shared.bus", "init"],
        cwd=ROOT,
        env=environment,
        timeout=60,
        capture_output=True,
        text=True,
        check=False,
    )


def test_init_may_run_again_and_keeps_what_waits(vhost: Vhost, bench: Bench, tmp_path: Path) -> None:
    bench.publish(b"waiting")
    for _ in range(2):
        done = init(vhost, tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert "5 event types, 2 services" in done.stdout
    assert bench.ready("dining.inbox") == 1


def test_init_takes_away_a_binding_that_no_contract_names(vhost: Vhost, bench: Bench, tmp_path: Path) -> None:
    with bench.channel() as channel:
        channel.queue_bind("kitchen.inbox", "kitchen.events", BOILED)
    assert init(vhost, tmp_path).returncode == 0
    assert {one["source"] for one in bench.admin.bindings("kitchen.inbox")} == {"dining.events", "dining.replay"}


def test_every_queue_is_a_quorum_queue_under_one_policy(vhost: Vhost, bench: Bench) -> None:
    definitions = vhost.manage("GET", f"definitions/{vhost.name}")
    for queue in definitions["queues"]:
        assert (queue["durable"], queue["arguments"]["x-queue-type"]) == (True, "quorum")
        (policy,) = [one for one in definitions["policies"] if re.search(one["pattern"], queue["name"])]
        limits = policy["definition"]
        if queue["name"].endswith((".inbox", ".replies")):
            assert (limits["delivery-limit"], limits["overflow"], limits["dead-letter-strategy"]) == (
                100,
                "reject-publish",
                "at-least-once",
            )


@pytest.mark.parametrize(
    ("passwords", "says"),
    [
        ({}, "must be an object"),
        ({"Kitchen": "x"}, "not a service's name"),
        ({"kitchen": ""}, "kitchen: the password"),
        ({"kitchen": "x"}, "dining"),
        ([1], "must be an object"),
    ],
)
def test_a_wrong_passwords_file_is_one_clear_line(vhost: Vhost, tmp_path: Path, passwords: object, says: str) -> None:
    done = init(vhost, tmp_path, passwords)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_absent_broker_and_a_wrong_password_are_one_clear_line(vhost: Vhost, tmp_path: Path) -> None:
    absent = init(vhost, tmp_path, RABBITMQ_MANAGEMENT_URL="http://admin:secret-word@127.0.0.1:9")
    assert (absent.returncode, len(absent.stderr.splitlines())) == (1, 1)
    assert "does not answer" in absent.stderr
    wrong = init(
        vhost,
        tmp_path,
        RABBITMQ_MANAGEMENT_URL=vhost.management_url.replace("://", "://nobody:secret-word@")
        if "@" not in vhost.management_url
        else "http://nobody:secret-word@" + vhost.management_url.rpartition("@")[2],
    )
    assert (wrong.returncode, len(wrong.stderr.splitlines())) == (1, 1)
    assert "401" in wrong.stderr
    assert "secret-word" not in absent.stderr + wrong.stderr


def test_the_management_api_names_what_it_refused(vhost: Vhost) -> None:
    admin = BrokerAdmin(vhost.management_url, "no such vhost")
    with pytest.raises(BrokerFault, match="PUT queues/no such vhost/some: "):
        admin.put_queue("some")
    with pytest.raises(BrokerFault, match="empty password"):
        admin.put_user("some", "")
    admin.close()


FOREIGN_EXCHANGES = [
    "",
    "dining.events",
    "kitchen.dead",
    "dining.dead",
    "dining.replay",
    "agency.tasks",
    "agency.replies",
]


@pytest.mark.parametrize("exchange", FOREIGN_EXCHANGES)
def test_a_service_cannot_write_where_another_speaks(shared_bench: Bench, exchange: str) -> None:
    assert refused(shared_bench, lambda channel: channel.basic_publish(exchange, "dining.inbox", b"forged"))
    assert shared_bench.ready("dining.inbox") == 0


@pytest.mark.parametrize("queue", ["dining.inbox", "dining.dead", "dining.replies", "agency.returned"])
def test_a_service_cannot_read_anothers_queues(shared_bench: Bench, queue: str) -> None:
    assert refused(shared_bench, lambda channel: channel.basic_get(queue))


@pytest.mark.parametrize("queue", ["kitchen.inbox", "relay.dining.lock", "of.my.own"])
def test_a_service_declares_nothing_but_its_lock(shared_bench: Bench, queue: str) -> None:
    assert refused(shared_bench, lambda channel: channel.queue_declare(queue, exclusive=True))
    assert refused(shared_bench, lambda channel: channel.queue_delete(queue))
    assert not refused(shared_bench, lambda channel: channel.queue_declare("relay.kitchen.lock", exclusive=True))


def refused(bench: Bench, action: Callable[[Any], object]) -> bool:
    return bench.refuses("kitchen", PASSWORDS["kitchen"], action)
