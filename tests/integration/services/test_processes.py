"""Rules of a service as a process: it starts in its roles, answers health, reads its inbox, and drains on SIGTERM."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pika
import pytest
import requests
from pymongo.database import Database

from deploy.contracts.gathering import service_names
from deploy.local.given import amqp_url_as
from deploy.local.ports import free_ports
from shared.bus.__main__ import declare
from shared.bus.broker_admin import BrokerAdmin
from shared.bus.registry import load_registry
from shared.security.caller import Caller
from shared.security.keys import read_signing_key
from shared.security.make_secrets import make_secrets
from shared.security.tokens import TokenIssuer
from tests.support.stack import Broker, Mongo, Vhost
from tests.support.waiting import wait_until

ROOT = Path(__file__).resolve().parents[3]
EMPTY_SERVICES = ("hotline", "notifications")  # those without business: the others have suites of their own


@dataclass
class Running:
    """One service's environment and the address of its API."""

    name: str
    environ: dict[str, str]
    url: str
    folder: Path

    def run(self, role: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", f"services.{self.name}", role],
            cwd=ROOT, env=self.environ, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    @contextmanager
    def start(self, role: str) -> Iterator[subprocess.Popen[bytes]]:
        log = (self.folder / f"{role}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", f"services.{self.name}", role], cwd=ROOT, env=self.environ, stdout=log, stderr=log
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            log.close()

    def log(self, role: str) -> str:
        return (self.folder / f"{role}.log").read_text("utf-8")


@pytest.fixture(params=EMPTY_SERVICES)
def connected(request: pytest.FixtureRequest, mongo: Mongo, broker: Broker, vhost: Vhost,
              database: Database[dict[str, Any]], tmp_path: Path) -> Running:  # fmt: skip
    """One service with its database and its rooms on the broker."""
    service = _alone(request.param, tmp_path)
    passwords = {one: f"password-of-{one}-in-{vhost.name}" for one in service_names()}
    admin = BrokerAdmin(broker.management_url, vhost.name)
    declare(admin, load_registry(), passwords)
    service.environ["MONGO_URL"] = mongo.url(database.name)
    service.environ["AMQP_URL"] = amqp_url_as(vhost.admin_url, service.name, passwords[service.name])
    return service


@pytest.fixture
def service(tmp_path: Path) -> Running:
    """One service whose database and broker are away."""
    return _alone(EMPTY_SERVICES[0], tmp_path)


def _alone(name: str, tmp_path: Path) -> Running:
    make_secrets(tmp_path / "secrets", service_names(), json.loads((ROOT / "services" / "signers.json").read_text()))
    port = next(iter(free_ports(1)))
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONUNBUFFERED": "1",
        "MONGO_URL": "mongodb://127.0.0.1:1/nowhere",
        "AMQP_URL": "amqp://127.0.0.1:1/nowhere",
        "SECRETS_DIR": str(tmp_path / "secrets" / name),
        "HTTP_BIND": f"127.0.0.1:{port}",
        "HTTP_WORKERS": "1",
        "METRICS_DIR": str(tmp_path / "metrics"),
    }
    return Running(name, environ, f"http://127.0.0.1:{port}", tmp_path)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


def _operator(service: Running) -> dict[str, str]:
    key = read_signing_key(next((service.folder / "secrets").glob("*/tokens.private.json")))
    token = TokenIssuer(key).issue(Caller("staff", "operator", frozenset({"operator"})), datetime.now(UTC))
    return {"Authorization": f"Bearer {token}"}


def _put_into_inbox(vhost: Vhost, service: str, body: bytes) -> None:
    connection = pika.BlockingConnection(pika.URLParameters(vhost.admin_url))
    connection.channel().basic_publish("", f"{service}.inbox", body)
    connection.close()


def test_a_service_starts_in_its_roles_reads_its_inbox_and_drains(
    connected: Running, vhost: Vhost, database: Database[dict[str, Any]]
) -> None:
    service = connected
    for _ in range(2):
        done = service.run("init")
        assert (done.returncode, done.stderr) == (0, "")
    with ExitStack() as stack:
        api = stack.enter_context(service.start("api"))
        worker = stack.enter_context(service.start("worker"))
        wait_until(lambda: _answers(f"{service.url}/readyz"), timeout=40)
        assert requests.get(f"{service.url}/livez", timeout=5).json() == {"service": service.name, "alive": True}
        parked = f"{service.url}/api/{service.name}/v1/parked"
        assert requests.get(parked, timeout=5).status_code == 401
        _put_into_inbox(vhost, service.name, b"nobody can read this")
        wait_until(lambda: database["parked"].count_documents({}) == 1, timeout=40)
        [item] = requests.get(parked, headers=_operator(service), timeout=5).json()["items"]
        assert item["reason"].startswith("body: not a CloudEvents JSON object")
        metrics = requests.get(f"{service.url}/metrics", timeout=5).text
        route = f"/api/{service.name}/v1/parked"
        assert f'motcua_http_requests_total{{method="GET",route="{route}",status="401"}} 1.0' in metrics
        assert "motcua_events_parked_total 1.0" in metrics  # the worker's, shown by the api
        for process, role in ((api, "api"), (worker, "worker")):
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=40) == 0, service.log(role)
    lines = [json.loads(line) for line in (service.log("api") + service.log("worker")).splitlines()]
    assert {line["service"] for line in lines} == {service.name}
    assert [line for line in lines if "exception" in line or line["level"] == "critical"] == []


def test_a_wrong_setting_is_one_line_and_status_2(service: Running) -> None:
    service.environ["HTTP_WORKERS"] = "many"
    done = service.run("api")
    assert (done.returncode, done.stderr) == (2, "setting: HTTP_WORKERS must be a whole number: 'many' is not\n")


def test_ready_says_what_is_away_and_alive_needs_nothing(service: Running) -> None:
    with service.start("api") as api:
        wait_until(lambda: _answers(f"{service.url}/livez"), timeout=40)
        response = requests.get(f"{service.url}/readyz", timeout=15)
        assert (response.status_code, response.json()["detail"]) == (503, "No answer from: database.")
        response = requests.get(f"{service.url}/api/{service.name}/v1/parked", headers=_operator(service), timeout=15)
        assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
        api.send_signal(signal.SIGTERM)
        assert api.wait(timeout=40) == 0, service.log("api")
