"""Step 7: the broker's container is killed under load, then a database's; both return, and nothing is lost."""

from __future__ import annotations

from deploy.containers.compose_test.people import People
from deploy.containers.compose_test.trial import Trial
from deploy.containers.docker import docker
from deploy.containers.problems import ContainerProblem
from deploy.local.waiting import until

BROKER, DATABASE = "broker", "mongo-intake"
BETWEEN = 10
TURNED_AWAY = 4
AWAY_WITHIN = 120


def hurt(trial: Trial) -> str:
    """Raises ContainerProblem where a confirmed dossier lacks something afterwards, or has it twice."""
    with trial.people(patient=True) as people:
        people.reach(BETWEEN)
        _kill(trial, BROKER)
        people.reach(BETWEEN)  # the front door needs no broker
        _bring_back(trial, BROKER)
        people.reach(BETWEEN)
        _kill(trial, DATABASE)
        _wait_until_missed(people)
        _bring_back(trial, DATABASE)
        people.reach(BETWEEN)
    if people.errors:
        raise ContainerProblem(f"not outlived by patient clients: {people.errors[0]}")
    trial.accepted += people.accepted
    books = trial.balance(people.accepted)
    return f"{BROKER} and {DATABASE} killed; clients tried again {people.turned_away} times; {books}"


def _kill(trial: Trial, service: str) -> None:
    for one in trial.system.containers(service):
        docker("kill", one.id)


def _bring_back(trial: Trial, service: str) -> None:
    for one in trial.system.containers(service):
        docker("start", one.id)
    trial.system.wait_well(service, 1)


def _wait_until_missed(people: People) -> None:
    before = people.turned_away
    if not until(lambda: people.turned_away >= before + TURNED_AWAY, timeout=AWAY_WITHIN):
        raise ContainerProblem(f"{DATABASE} is away, and nobody noticed")
