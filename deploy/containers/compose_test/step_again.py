"""Step 8: down and up again: everything is still there, and the system goes on."""

from __future__ import annotations

from deploy.containers.compose_test.step_up import start
from deploy.containers.compose_test.trial import Trial

NEW_ONES = 5


def again(trial: Trial) -> str:
    """Raises ContainerProblem."""
    trial.system.compose("down", "--timeout", "60")
    start(trial)
    kept = trial.balance(trial.accepted, outside=False)  # the simulated world outside forgets, as it keeps no data
    with trial.people(crowd=1) as people:
        people.reach(NEW_ONES)
    trial.accepted += people.accepted
    return f"kept: {kept}; and on: {trial.balance(people.accepted)}"
