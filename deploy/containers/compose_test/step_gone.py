"""Step 9: down with the volumes: nothing is left behind."""

from __future__ import annotations

from deploy.containers.compose_test.trial import Trial
from deploy.containers.problems import ContainerProblem


def gone(trial: Trial) -> str:
    """Raises ContainerProblem naming what is left."""
    trial.system.compose("down", "--volumes", "--remove-orphans", "--timeout", "60")
    left = trial.system.left()
    if left:
        raise ContainerProblem(f"left behind: {', '.join(left)}")
    return "no container, volume or network of the project is left"
