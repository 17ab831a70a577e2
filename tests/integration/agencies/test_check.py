"""The conformance check: the examples and the simulator pass every named dossier, a careless program does not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from deploy.local.home import ROOT
from deploy.simulators.agency_check.__main__ import main
from deploy.simulators.agency_check.named import DOSSIERS, PAPERLESS
from deploy.simulators.agency_check.place import Place, private_place
from deploy.simulators.agency_check.program import Started
from deploy.simulators.agency_check.report import table
from deploy.simulators.agency_check.run import Outcome, Run, Verdict
from tests.support.agency_examples import node_example, python_example
from tests.support.stack import Broker

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
REASONS = {
    "duplicate-task": "came under several ids",
    "killed": "waited 3 s for agency.task.decided.v1",
    "recall-first": "agency.task.decided.v1 about H99.11-261005-0601 came, and must not",
    "unknown-type": "the program ended by itself (status 1)",
    "forged": "the letter (agency.task.assigned.v1) was not given back to the centre",
}
GOOD = ("python", "node", "simulator")


def command(name: str, place: Place, folder: Path) -> list[str]:
    """How the program is started."""
    if name == "python":
        return python_example(place.sheet, folder / "book")
    if name == "node":
        return node_example(place.sheet, folder / "book")
    simulator = [sys.executable, "-m", "deploy.simulators.agency", "--sheet", str(place.sheet)]
    return [*simulator, "--work-seconds", "0.05", "--supplement-for", PAPERLESS, "--behave", "twice/2"]


@dataclass(frozen=True)
class Looked:
    """What came of all programs, played before at once: each has a virtual host of its own."""

    good: dict[str, list[Outcome]]
    careless: subprocess.CompletedProcess[str]
    careless_json: Path


@pytest.fixture(scope="module")
def looked(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Looked:
    folder = tmp_path_factory.mktemp("check")

    def look(name: str) -> list[Outcome]:
        home = folder / name
        home.mkdir()
        with private_place(broker.admin_url(), broker.management_url, home) as place:
            program = Started(command(name, place, home), home / "program.log")
            return Run(place, program, patience=60, quiet=0.4, tell=lambda _: None).play(DOSSIERS)

    def look_by_command() -> subprocess.CompletedProcess[str]:
        check = [sys.executable, "-m", "deploy.simulators.agency_check", "--patience", "3", "--quiet", "0.4", "--log"]
        place = ["--amqp", broker.admin_url(), "--management", broker.management_url]
        only = [part for name in CARELESS for part in ("--only", name)]
        careless = ["--", sys.executable, "-m", "tests.support.careless_agency", "{sheet}"]
        line = [*check, *place, *only, "--json", str(folder / "careless.json"), *careless]
        return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False, timeout=150)

    with ThreadPoolExecutor(4) as pool:
        by_command = pool.submit(look_by_command)
        good = dict(zip(GOOD, pool.map(look, GOOD), strict=True))
        return Looked(good, by_command.result(), folder / "careless.json")


@pytest.mark.parametrize("name", GOOD)
def test_it_passes_every_named_dossier(looked: Looked, name: str) -> None:
    not_passed = {one.named.name: one.verdict for one in looked.good[name] if one.verdict is not Verdict.PASSED}
    if name == "simulator":  # it may decide by the letter alone
        assert not_passed.pop("papers", Verdict.NOT_SHOWN) is Verdict.NOT_SHOWN
    assert (not_passed, len(looked.good[name])) == ({}, len(DOSSIERS)), table(looked.good[name])


def test_a_careless_program_fails_by_name_and_reason(looked: Looked) -> None:
    said = looked.careless
    outcome = json.loads(looked.careless_json.read_text("utf-8"))
    reasons = {one["name"]: "; ".join(one["reasons"]) for one in outcome["dossiers"]}
    assert {one["name"]: one["verdict"] for one in outcome["dossiers"]} == CARELESS, said.stdout
    assert {name: reason for name, reason in REASONS.items() if reason not in reasons[name]} == {}, reasons
    assert (said.returncode, said.stderr, "✗ forged" in said.stdout) == (1, "", True)


def test_nothing_is_left_on_the_broker(looked: Looked, broker: Broker) -> None:
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
