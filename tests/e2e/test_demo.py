"""make demo against the whole running system: every hop is seen, and it says so by its exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.support.stack import Motcua

ROOT = Path(__file__).parents[2]
HOPS = [
    "filed", "accepted", "fee asked for", "paid by VietQR", "receipt", "case opened", "task dispatched",
    "task acknowledged", "papers asked for", "papers sent", "task resumed", "task dispatched", "task acknowledged",
    "decided", "result ready", "result paper", "returned", "public tracking", "filed", "accepted", "task acknowledged",
    "papers asked for", "withdrawn", "tasks recalled", "public tracking", "told on", "told on", "told", "told", "told",
    "told", "told", "told", "petition", "petition linked", "told", "answer written", "petition answered", "told",
]  # fmt: skip


def demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The demo as a person runs it, with its output in a pipe instead of a terminal."""
    command = [sys.executable, "-m", "deploy.demo", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)


def test_the_demo_sees_every_hop(motcua: Motcua) -> None:
    where = ("--url", motcua.url, "--accounts", str(motcua.home / "accounts.json"), "--limit", "40")
    told = demo(*where, "--json")
    assert told.returncode == 0, told.stderr
    assert [json.loads(line)["hop"] for line in told.stdout.splitlines()] == HOPS
    for_people = demo(*where, "--procedure", "1.003006")
    assert for_people.returncode == 0, for_people.stderr
    assert "every hop was seen: 24" in for_people.stdout
    assert "\x1b" not in for_people.stdout


def test_the_demo_says_in_one_line_that_nothing_runs(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.json"
    accounts.write_text('{"reception": "password", "petition-officer": "password", "leader": "password"}', "utf-8")
    told = demo("--url", "http://127.0.0.1:9", "--accounts", str(accounts))
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1
    assert "does not answer" in told.stderr
