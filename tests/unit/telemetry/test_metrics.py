"""Rules of metrics: values of several processes add up, and those of dead processes leave with a new start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from shared.telemetry.bus_metrics import counting_hooks
from shared.telemetry.metrics import render
from shared.telemetry.metrics_folder import VARIABLE, share_metrics_in

COUNT = """
import sys
from shared.telemetry.metrics_folder import share_metrics_in
share_metrics_in(sys.argv[1])
from shared.telemetry.metrics import HTTP_REQUESTS, render
HTTP_REQUESTS.labels("GET", "/x", "200").inc()
print(render()[0].decode())
"""


def test_counts_of_two_processes_add_up(tmp_path: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", COUNT + "sys.stdout.flush(); sys.stdin.read()", str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert first.stdout is not None
    assert first.stdin is not None
    while not first.stdout.readline().startswith("motcua_http_requests_total{"):
        assert first.poll() is None
    second = subprocess.run(
        [sys.executable, "-c", COUNT, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    first.communicate("")
    assert 'motcua_http_requests_total{method="GET",route="/x",status="200"} 2.0' in second.stdout


def test_files_of_dead_processes_go_and_those_of_living_ones_stay(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for process in (ended.pid, os.getpid()):
        (tmp_path / f"counter_{process}.db").touch()
    before = os.environ.get(VARIABLE)
    try:
        share_metrics_in(str(tmp_path))
    finally:
        os.environ.pop(VARIABLE, None)
        if before is not None:
            os.environ[VARIABLE] = before
    assert [path.name for path in tmp_path.iterdir()] == [f"counter_{os.getpid()}.db"]


def test_what_the_bus_does_is_counted() -> None:
    hooks = counting_hooks()
    before = _value("motcua_events_published_total")
    hooks.published(3)
    hooks.lag(0.02)
    assert _value("motcua_events_published_total") == before + 3


def _value(name: str) -> float:
    line = next(line for line in render()[0].decode().splitlines() if line.startswith(f"{name} "))
    return float(line.split()[1])
