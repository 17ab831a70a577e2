"""The two examples of docs/agencies.md, run as they stand there, are agencies of the real routing service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from subprocess import Popen

import pytest

from services.routing.domain.task import TaskStatus
from services.routing.use_cases import facts
from shared.store.change import Fact
from tests.integration.agencies.centre import Centre
from tests.integration.agencies.test_steps import FIRST, SECOND, TWO_STEPS, waits, withdrawn
from tests.support.agency_examples import node_example, python_example, running
from tests.support.waiting import wait_until


@dataclass
class Examples:
    """Both programs at work: the first step of a dossier is Python's, the second Node's."""

    commands: tuple[list[str], list[str]]
    logs: tuple[Path, Path]

    @contextmanager
    def running(self) -> Iterator[list[Popen[bytes]]]:
        with ExitStack() as stack:
            yield [
                stack.enter_context(running(command, log))
                for command, log in zip(self.commands, self.logs, strict=True)
            ]

    def said(self) -> str:
        return "".join(log.read_text("utf-8") for log in self.logs)


@pytest.fixture
def examples(centre: Centre, tmp_path: Path) -> Examples:
    centre.start()
    commands = (
        python_example(centre.provision(FIRST), tmp_path / "book of python"),
        node_example(centre.provision(SECOND), tmp_path / "book of node"),
    )
    return Examples(commands, (tmp_path / "python.log", tmp_path / "node.log"))


def supplemented(centre: Centre, code: str, number: int) -> None:
    """The applicant brought the papers that this task waits for."""
    now = datetime.now(UTC)
    data = {
        "task_id": f"{code}:{number}",
        "supplemented_at": now.isoformat(),
        "due_at": (now + timedelta(days=20)).isoformat(),
        "policy": "pause",
        "procedure": TWO_STEPS,
    }
    centre.tell(Fact("intake.dossier.supplemented.v1", code, 6 + number, data))


def test_both_take_acknowledge_ask_go_on_decide_and_stop_when_told(centre: Centre, examples: Examples) -> None:
    with examples.running():
        code, plain, left = (
            centre.accept(procedure=TWO_STEPS, components=components) for components in ([], [{"name": "Đơn"}], [])
        )
        for number in (1, 2):
            waits(centre, code, TaskStatus.PAUSED, number - 1)
            supplemented(centre, code, number)
        asked, straight = centre.wait_for_status(code, "decided"), centre.wait_for_status(plain, "decided")
        waits(centre, left, TaskStatus.PAUSED)
        withdrawn(centre, left)
        centre.wait_for_status(left, "withdrawn")
    for case in (asked, straight):
        assert [task.decision.outcome.value for task in case.tasks if task.decision] == ["done", "granted"]
    assert [task.supplement is not None for task in (*asked.tasks, *straight.tasks)] == [True, True, False, False]
    assert centre.told(left).count(facts.TASK_ACKNOWLEDGED) == 1
    assert (centre.parked(), examples.said()) == ([], "")


def test_killed_at_any_moment_both_go_on_as_they_were(centre: Centre, examples: Examples) -> None:
    codes = [centre.accept(procedure=TWO_STEPS, components=[{"name": "Đơn"}]) for _ in range(12)]
    with examples.running() as killed:
        for number, process in enumerate(killed):  # each in the midst of its part
            wait_until(partial(_one_acknowledged, centre, codes, number), 20, describe=examples.said)
            process.kill()
            process.wait()
    with examples.running():
        for code in codes:
            centre.wait_for_status(code, "decided", 30)
    told = [kind for code in codes for kind in centre.told(code)]
    assert (told.count(facts.TASK_ACKNOWLEDGED), told.count(facts.CASE_DECIDED)) == (24, 12)
    assert centre.parked() == []


def _one_acknowledged(centre: Centre, codes: list[str], number: int) -> bool:
    return any(centre.told(code).count(facts.TASK_ACKNOWLEDGED) > number for code in codes)
