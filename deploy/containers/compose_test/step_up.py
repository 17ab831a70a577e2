"""Step 3: everything up, each part once what it needs is healthy."""

from __future__ import annotations

import requests

from deploy.containers.compose_test.trial import Trial
from deploy.containers.problems import ContainerProblem
from deploy.local.system import SERVICES

WAIT_SECONDS = "400"


def up(trial: Trial) -> str:
    """Raises ContainerProblem."""
    system = trial.system
    if system.left():
        system.compose("down", "--volumes", "--remove-orphans", "--timeout", "5")
    return start(trial)


def start(trial: Trial) -> str:
    """Compose's own waiting: healthy, and init jobs done."""
    system = trial.system
    system.compose("up", "--detach", "--no-build", "--wait", "--wait-timeout", WAIT_SECONDS)
    containers = system.containers()
    running = [one for one in containers if one.state == "running"]
    unwell = [one.name for one in running if not one.well]
    if unwell:
        raise ContainerProblem(f"up, but not well: {', '.join(unwell)}")
    for service in SERVICES:
        status = requests.get(f"{system.url}/api/{service}/v1/openapi.json", timeout=60).status_code
        if status != 200:
            raise ContainerProblem(f"{service} answers with {status} behind the one address")
    done = len(containers) - len(running)
    return f"{len(running)} containers healthy, {done} jobs done, {len(SERVICES)} services answer"
