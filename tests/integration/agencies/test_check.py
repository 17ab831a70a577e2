"""The conformance check: the examples and the simulator pass every named dossier, a careless program does not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from deploy.local.home import ROOT
from deploy.simulators.agency_check.__main__ import main
from deploy.simulators.agency_check.named import DOSSIERS, PAPERLESS
from tests.support.agency_examples import node_example, python_example
from tests.support.stack import Broker

SHEET, FOLDER = Path("{sheet}"), Path("{folder}")
CARELESS = {
    "plain": "passed",
    "second-key": "passed",
    "duplicate-task": "failed",
    "task-again": "failed",
    "killed": "failed",
    "recall-first": "failed",
    "supplement": "passed",
    "supplement-twice": "failed",
    "unknown-type": "failed",
    "forged": "failed",
}


@dataclass(frozen=True)
class Looked:
    """What the check said of a program."""

    status: int
    said: str
    outcome: dict[str, Any]

    def verdicts(self) -> dict[str, str]:
        return {one["name"]: one["verdict"] for one in self.outcome["dossiers"]}

    def reasons(self, name: str) -> str:
        return "; ".join(*(one["reasons"] for one in self.outcome["dossiers"] if one["name"] == name))


def programs() -> dict[str, list[str]]:
    simulator = [sys.executable, "-m", "deploy.simulators.agency", "--sheet", str(SHEET), "--work-seconds", "0.05"]
    only = [part for name in CARELESS for part in ("--only", name)]
    careless = [sys.executable, "-m", "tests.support.careless_agency", str(SHEET)]
    return {
        "python": ["--strict", "--", *python_example(SHEET, FOLDER)],
        "node": ["--strict", "--", *node_example(SHEET, FOLDER)],
        "simulator": ["--", *simulator, "--supplement-for", PAPERLESS, "--behave", "twice/2"],
        "careless": ["--patience", "3", *only, "--", *careless],
    }


@pytest.fixture(scope="module")
def looked(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Looked]:
    """All four at once: each has a virtual host of its own."""
    folder = tmp_path_factory.mktemp("check")
    place = ["--amqp", broker.admin_url(), "--management", broker.management_url, "--quiet", "0.4", "--log"]

    def look(name: str, options: list[str]) -> Looked:
        outcome = folder / f"{name}.json"
        command = [sys.executable, "-m", "deploy.simulators.agency_check", *place, "--json", str(outcome), *options]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=150)
        assert outcome.exists(), done.stderr
        return Looked(done.returncode, done.stdout, json.loads(outcome.read_text("utf-8")))

    with ThreadPoolExecutor(4) as pool:
        found = {name: pool.submit(look, name, options) for name, options in programs().items()}
        return {name: one.result() for name, one in found.items()}


@pytest.mark.parametrize("name", ["python", "node", "simulator"])
def test_it_passes_every_named_dossier(looked: dict[str, Looked], name: str) -> None:
    verdicts = dict.fromkeys((named.name for named in DOSSIERS), "passed")
    if name == "simulator":  # it decides by the letter alone
        assert looked[name].verdicts().pop("papers") in ("passed", "not_shown")
        verdicts["papers"] = looked[name].verdicts()["papers"]
    assert (looked[name].verdicts(), looked[name].status) == (verdicts, 0), looked[name].said


def test_a_careless_program_fails_by_name_and_reason(looked: dict[str, Looked]) -> None:
    careless = looked["careless"]
    assert (careless.verdicts(), careless.status) == (CARELESS, 1), careless.said
    for name, reason in {
        "duplicate-task": "came under several ids",
        "killed": "waited 3 s for agency.task.decided.v1",
        "recall-first": "agency.task.decided.v1 about H99.11-261005-0601 came, and must not",
        "unknown-type": "the program ended by itself (status 1)",
        "forged": "the letter (agency.task.assigned.v1) was not given back to the centre",
    }.items():
        assert reason in careless.reasons(name)
    assert "✗ forged" in careless.said


def test_nothing_is_left_on_the_broker(looked: dict[str, Looked], broker: Broker) -> None:
    rooms = (requests.get(f"{broker.management_url}/api/{room}", timeout=30).json() for room in ("vhosts", "users"))
    named = [one["name"] for room in rooms for one in room]
    assert [name for name in named if "CHECK-" in name] == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--only", "nonsense"], "no such dossier: nonsense"),
        (["--amqp", "amqp://a:b@127.0.0.1:9/x", "--management", "http://a:b@127.0.0.1:9"], "does not answer"),
    ],
)
def test_what_cannot_be_tried_ends_with_2_and_one_line(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*options, "--", os.devnull]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
