"""Step 4: one dossier's whole life, as ``make demo`` shows it."""

from __future__ import annotations

import subprocess
import sys

from deploy.containers.compose_test.trial import Trial
from deploy.containers.docker import last_line
from deploy.containers.problems import ContainerProblem
from deploy.local.home import ROOT


def demo(trial: Trial) -> str:
    """Raises ContainerProblem with the hop that is missing."""
    command = (
        sys.executable, "-m", "deploy.demo", "--url", trial.system.url, "--accounts", str(trial.system.accounts),
        "--limit", "120",
    )  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise ContainerProblem(last_line(done.stderr or done.stdout))
    return last_line(done.stdout)
