"""The whole system as ``make run`` starts it: one address, four services, and a supervisor that keeps its word."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import requests

from deploy.local.home import ROOT
from deploy.local.leftovers import MARK
from deploy.local.system import SERVICES
from tests.support.stack import Motcua
from tests.support.waiting import wait_until

pytestmark = pytest.mark.only_on("local", reason="what is tested is how the private processes are watched over")


def local(*arguments: str, home: Path, port: int = 8080) -> subprocess.CompletedProcess[str]:
    """One command of the local stack, as make calls it."""
    environment = {**os.environ, "MOTCUA_HOME": str(home), "PORT": str(port)}
    command = (sys.executable, "-m", "deploy.local", *arguments)
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_answers_behind_one_address(motcua: Motcua, service: str) -> None:
    answer = requests.get(f"{motcua.url}/api/{service}/v1/openapi.json", timeout=10)
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")


def test_metrics_are_refused_to_the_public(motcua: Motcua) -> None:
    assert requests.get(f"{motcua.url}/metrics", timeout=10).status_code == 404
    behind = (urlsplit(motcua.url).port or 0) + 1
    assert requests.get(f"http://127.0.0.1:{behind}/metrics", timeout=10).status_code == 200


def test_neither_query_strings_nor_owners_keys_reach_the_log(motcua: Motcua) -> None:
    requests.get(f"{motcua.url}/procedures", params={"search": "Nguyễn-Thị-Hồng"}, timeout=10)
    requests.get(f"{motcua.url}/tracking/o/very-secret-token", timeout=10)
    log = motcua.home / "logs" / "nginx.log"
    wait_until(lambda: "/tracking/o/- " in log.read_text(), describe=log.read_text)
    assert "search=" not in log.read_text()
    assert "Hồng" not in log.read_text()
    assert "very-secret-token" not in log.read_text()


def test_everything_listens_on_this_machine_alone(motcua: Motcua) -> None:
    numbers = {row["pid"] for row in motcua.state()["processes"]}
    family = {child.pid for pid in numbers for child in psutil.Process(pid).children(recursive=True)} | numbers
    listening = [
        one for one in psutil.net_connections("inet") if one.pid in family and one.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= len(SERVICES) + 5
    assert {one.laddr.ip for one in listening if one.laddr} <= {"127.0.0.1", "::1"}


def test_the_demo_accounts_are_told(motcua: Motcua) -> None:
    assert set(motcua.accounts) >= {"reception", "agency-a", "agency-b", "operator", "leader", "admin"}
    assert (motcua.home / "accounts.json").stat().st_mode & 0o077 == 0


def test_a_killed_worker_comes_back(motcua: Motcua) -> None:
    killed = motcua.process("hotline-worker")
    killed.kill()

    def is_back() -> bool:
        row = next(row for row in motcua.state()["processes"] if row["name"] == "hotline-worker")
        return bool(row["serving"] and row["pid"] != killed.pid)

    wait_until(is_back, timeout=30, describe=motcua.state)


def test_a_second_start_in_the_same_home_is_refused_in_one_line(motcua: Motcua) -> None:
    refused = local("up", home=motcua.home)
    assert refused.returncode == 1
    assert refused.stderr == f"motcua already runs: {motcua.url}. make stop ends it.\n"


def test_a_taken_port_is_told_in_one_line(motcua: Motcua, tmp_path: Path) -> None:
    refused = local("up", home=tmp_path / "other", port=urlsplit(motcua.url).port or 0)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Ports already taken: {urlsplit(motcua.url).port} (nginx, held by nginx ")
    assert refused.stderr.count("\n") == 1


def test_a_wrong_port_is_told_in_one_line(tmp_path: Path) -> None:
    environment = {**os.environ, "MOTCUA_HOME": str(tmp_path), "PORT": "eighty"}
    command = (sys.executable, "-m", "deploy.local", "up")
    refused = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stderr) == (1, "PORT must be a number: 'eighty' is not.\n")


def test_status_shows_every_process_with_its_memory(motcua: Motcua) -> None:
    told = local("status", home=motcua.home).stdout
    for name in ("nginx", "mongodb", "rabbitmq", "intake-api", "routing-worker", "agency-a", "supervisor"):
        assert name in told
    assert "MB" in told


def test_status_says_when_nothing_runs(tmp_path: Path) -> None:
    told = local("status", home=tmp_path)
    assert (told.returncode, told.stdout) == (1, "Not running: make run starts it.\n")


def test_every_process_carries_the_mark_by_which_it_is_found_again(motcua: Motcua) -> None:
    for row in motcua.state()["processes"]:
        if row["name"] != "nginx":  # writes its title over its environment; it is known by its number
            assert psutil.Process(row["pid"]).environ()[MARK] == str(motcua.home)


@pytest.mark.parametrize(("path", "length", "status"), [
    ("/api/intake/v1/dossiers", 3_000_000, 413),
    ("/api/intake/v1/dossiers", 300_000, 415),
    ("/api/intake/v1/nothing", 300_000, 404),
])  # fmt: skip
def test_a_body_that_nobody_wants_does_not_spoil_the_connection_for_the_next_request(
    motcua: Motcua, path: str, length: int, status: int
) -> None:
    """nginx keeps its connections: the next request on one is somebody else's."""
    behind = (urlsplit(motcua.url).port or 0) + 1
    with closing(HTTPConnection("127.0.0.1", behind, timeout=10)) as connection:
        connection.connect()
        connection.auto_open = 0  # the same connection or none
        for method, address, body, expected in (("POST", path, b"x" * length, status), ("GET", "/livez", None, 200)):
            connection.request(method, address, body, {"Content-Type": "text/plain"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == expected
