"""Step 5: more copies of two workers under load: every copy works, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Mapping

from deploy.containers.compose_test.trial import Trial
from deploy.containers.problems import ContainerProblem
from deploy.local.waiting import until

COPIES = {"routing-worker": 3, "notifications-worker": 2}
BEFORE, AFTERWARDS = 10, 40
ALL_WORK_WITHIN = 120


def scale(trial: Trial) -> str:
    """Raises ContainerProblem where a copy stays idle, a client gives up, or the books do not balance."""
    system = trial.system
    with trial.people(patient=True) as people:
        people.reach(BEFORE)
        told = (word for service, count in COPIES.items() for word in ("--scale", f"{service}={count}"))
        system.compose("up", "--detach", "--no-build", "--no-deps", "--no-recreate", *told, *COPIES)
        for service, count in COPIES.items():
            system.wait_well(service, count)
        people.reach(AFTERWARDS)
        if not until(lambda: _idle(trial) == [], timeout=ALL_WORK_WITHIN):
            raise ContainerProblem(f"idle under load: {', '.join(_idle(trial))}")
    if people.errors:
        raise ContainerProblem(f"{len(people.errors)} errors, the first: {people.errors[0]}")
    trial.accepted += people.accepted
    books = trial.balance(people.accepted)
    shares = "; ".join(f"{service} {_shares(counts)}" for service, counts in _handled(trial).items())
    again = f"; clients tried again {people.turned_away} times" if people.turned_away else ""
    return f"{books}; events taken in by each copy: {shares}{again}"


def _handled(trial: Trial) -> Mapping[str, Mapping[str, int]]:
    return {
        service: {one.name: trial.system.handled(one) for one in trial.system.containers(service)} for service in COPIES
    }


def _idle(trial: Trial) -> list[str]:
    return [name for counts in _handled(trial).values() for name, count in counts.items() if count == 0]


def _shares(counts: Mapping[str, int]) -> str:
    return " + ".join(str(count) for count in sorted(counts.values(), reverse=True))
