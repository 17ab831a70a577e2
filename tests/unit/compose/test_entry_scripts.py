"""The servers' entry scripts: one line and patience for what is in the way, and the health check of a service."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from deploy.local.home import ROOT

FOLDER = ROOT / "deploy" / "compose"
HEALTHY = ROOT / "deploy" / "images" / "service" / "healthy"


def steps(script: str) -> str:
    found = re.search(r'needs_series "\$data" .* "([^"]+)"\n', (FOLDER / script).read_text())
    assert found
    return found[1]


def series(tmp_path: Path, script: str, was: str | None, now: str) -> subprocess.CompletedProcess[str]:
    """What a server of series ``now`` says to data of series ``was``; its patience is cut short."""
    if was is not None:
        (tmp_path / "motcua-series").write_text(f"{was}\n")
    lines = (
        f". {FOLDER}/server.sh",
        'stay() { echo "$name: $*" >&2; exit 9; }',
        f'needs_series {tmp_path} {now} "{steps(script)}"',
    )
    return subprocess.run(
        ("sh", "-euc", "\n".join(lines)),
        env={"SERVER_NAME": "server", "RUNS": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("script", "was", "now"),
    [
        ("rabbitmq.sh", None, "3.10"),
        ("rabbitmq.sh", "3.10", "3.10"),
        ("rabbitmq.sh", "3.13", "4.1"),
        ("rabbitmq.sh", "4.0", "4.2"),
        ("mongod.sh", "6.0", "7.0"),
        ("mongod.sh", "7.0", "8.0"),
    ],
)
def test_a_server_goes_on_with_what_it_can_read(tmp_path: Path, script: str, was: str | None, now: str) -> None:
    assert series(tmp_path, script, was, now).returncode == 0


@pytest.mark.parametrize(
    ("script", "was", "now"),
    [
        ("rabbitmq.sh", "3.10", "4.1"),
        ("rabbitmq.sh", "4.1", "3.10"),
        ("rabbitmq.sh", "4.2", "4.0"),
        ("mongod.sh", "6.0", "8.0"),
        ("mongod.sh", "8.0", "7.0"),
    ],
)
def test_data_of_another_version_is_told_in_one_line(tmp_path: Path, script: str, was: str, now: str) -> None:
    done = series(tmp_path, script, was, now)
    assert done.returncode == 9
    assert done.stderr.startswith(f"server: the data is of version {was}, and version {now} cannot go on with it")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("db version v6.0.5", "6.0"),
        ("3.10.8", "3.10"),
        ("4.1.4.ez", "4.1"),
        ("db version v8.2.1\nBuild Info: {", "8.2"),
    ],
)
def test_a_version_is_read_as_its_series(said: str, wanted: str) -> None:
    command = f'. {FOLDER}/server.sh; printf "%s\\n" "$0" | series'
    done = subprocess.run(("sh", "-c", command, said), env={"SERVER_NAME": "x", "PATH": "/usr/bin:/bin"},
                          capture_output=True, text=True)  # fmt: skip
    assert done.stdout.strip() == wanted


class _Answer(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def door() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), _Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def health(**told: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(("bash", str(HEALTHY)), env={"PATH": "/usr/bin:/bin", **told}, capture_output=True, text=True)


def test_an_api_is_healthy_while_it_is_ready(door: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    bind = f"0.0.0.0:{door.server_port}"
    assert health(HTTP_BIND=bind).returncode == 0
    monkeypatch.setattr(_Answer, "status", 503)
    ill = health(HTTP_BIND=bind)
    assert (ill.returncode, "503" in ill.stdout) == (1, True)


def test_a_worker_is_healthy_while_its_parts_are(tmp_path: Path) -> None:
    file = tmp_path / "health.json"
    file.write_text('{"ready": true, "parts": {"relay": "ready"}}')
    assert health(HEALTH_FILE=str(file), HTTP_BIND="0.0.0.0:1").returncode == 0
    file.write_text('{"ready": false, "parts": {"relay": "away"}}')
    ill = health(HEALTH_FILE=str(file), HTTP_BIND="0.0.0.0:1")
    assert (ill.returncode, '"relay": "away"' in ill.stdout) == (1, True)


def test_who_tells_nothing_is_not_healthy(tmp_path: Path) -> None:
    ill = health(HEALTH_FILE=str(tmp_path / "none"), HTTP_BIND="0.0.0.0:1")
    assert (ill.returncode, ill.stdout.count("\n")) == (1, 1)
