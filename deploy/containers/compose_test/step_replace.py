"""Step 6: a service's containers replaced by a new image under load, and no client sees an error.

Compose would stop the old one first. So: two, of which the first is left as it is; once the new one is healthy the old
one is asked to stop, finishes what it has, and goes.
"""

from __future__ import annotations

import subprocess

from deploy.containers.compose_test.system import Container
from deploy.containers.compose_test.trial import Trial
from deploy.containers.docker import docker, image, last_line
from deploy.containers.problems import ContainerProblem

SERVICE, ROLES = "intake", ("api", "worker")
BETWEEN = 15
DRAIN_SECONDS = "60"
NEW_TAG = "next"


def replace(trial: Trial) -> str:
    """Raises ContainerProblem where a client meets an error, or an old container stays."""
    old_image = trial.images[SERVICE]
    new_image = _new_image(old_image)
    trial.system.environment[f"{SERVICE.upper()}_IMAGE"] = new_image
    with trial.people() as people:
        people.reach(BETWEEN)
        for role in ROLES:
            _replace(trial, f"{SERVICE}-{role}", str((image(new_image) or {})["Id"]))
            people.reach(BETWEEN)
    if people.errors:
        raise ContainerProblem(f"clients saw {len(people.errors)} errors, the first: {people.errors[0]}")
    trial.accepted += people.accepted
    return f"{SERVICE} {' and '.join(ROLES)} run {new_image}; no error seen; {trial.balance(people.accepted)}"


def _replace(trial: Trial, service: str, new: str) -> None:
    system = trial.system
    old = system.wait_well(service, 1)
    system.compose("up", "--detach", "--no-build", "--no-deps", "--no-recreate", "--scale", f"{service}=2", service)
    system.wait_well(service, len(old) + 1)
    for one in old:
        docker("stop", "--time", DRAIN_SECONDS, one.id)
        ended = _ending(one)
        docker("rm", one.id)
        if ended != 0:
            raise ContainerProblem(f"{one.name} ended with status {ended} when asked to stop")
    left = system.wait_well(service, 1)
    if [one.image for one in left] != [new]:
        raise ContainerProblem(f"{service} runs {len(left)} containers, and not all of the new image")


def _ending(one: Container) -> int:
    return int(docker("inspect", "--format", "{{.State.ExitCode}}", one.id))


def _new_image(old: str) -> str:
    """The same service under another tag, and another image to the engine."""
    new = f"{old.rpartition(':')[0]}:{NEW_TAG}"
    recipe = f"FROM {old}\nLABEL org.opencontainers.image.version={NEW_TAG}\n"
    command = ("docker", "build", "--quiet", "--tag", new, "-")
    done = subprocess.run(command, input=recipe, capture_output=True, text=True)
    if done.returncode != 0:
        raise ContainerProblem(f"docker build: {last_line(done.stderr)}")
    return new
