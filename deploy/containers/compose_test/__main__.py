"""``python -m deploy.containers.compose_test``: exit status 0 where every step held, or where no engine can be had."""

from __future__ import annotations

import shutil
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from deploy.containers.compose_test.step_again import again
from deploy.containers.compose_test.step_build import build
from deploy.containers.compose_test.step_demo import demo
from deploy.containers.compose_test.step_gone import gone
from deploy.containers.compose_test.step_hurt import hurt
from deploy.containers.compose_test.step_replace import replace
from deploy.containers.compose_test.step_scale import scale
from deploy.containers.compose_test.step_up import up
from deploy.containers.compose_test.system import System
from deploy.containers.compose_test.table import FAILED, HELD, NOT_TRIED, SKIPPED, Row, keep, show
from deploy.containers.compose_test.trial import Trial
from deploy.containers.engine import engine, required
from deploy.containers.problems import ContainerProblem, NoEngine
from deploy.demo.api import Refused
from deploy.local.home import ROOT

FOLDER, FILE = ROOT / "build" / "compose-test", ROOT / "build" / "compose-test.json"
STEPS: tuple[tuple[str, Callable[[Trial], str]], ...] = (
    ("build", build),
    ("up, healthy", up),
    ("make demo", demo),
    ("scale workers", scale),
    ("replace a service", replace),
    ("kill and return", hurt),
    ("down and up", again),
    ("down -v", gone),
)


def main() -> int:
    """Print what was tried and whether it held."""
    signal.signal(signal.SIGTERM, _end)
    rows: list[Row] = []
    began = time.monotonic()
    try:
        with engine() as one:
            told = f"Docker {one.version}{', of the project' if one.own else ''}"
            rows.append(Row(1, "engine", HELD, time.monotonic() - began, told))
            _try(rows)
    except NoEngine as reason:
        rows.append(Row(1, "engine", FAILED if required() else SKIPPED, time.monotonic() - began, str(reason)))
    show(rows)
    keep(rows, FILE)
    return 1 if any(row.outcome in (FAILED, NOT_TRIED) for row in rows) else 0


def _try(rows: list[Row]) -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True, mode=0o700)
    trial = Trial(System.fresh(FOLDER))
    try:
        for number, (name, step) in enumerate(STEPS, start=2):
            if rows[-1].outcome != HELD:
                rows.append(Row(number, name, NOT_TRIED, 0, ""))
                continue
            began = time.monotonic()
            try:
                outcome, told = HELD, step(trial)
            except (ContainerProblem, Refused, OSError) as problem:
                outcome, told = FAILED, str(problem)
                trial.system.tell_trouble()
            rows.append(Row(number, name, outcome, time.monotonic() - began, told))
            print(f"{number} {name}: {outcome}, {rows[-1].seconds:.1f} s, {told}", file=sys.stderr, flush=True)
    finally:
        trial.system.clear()


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
