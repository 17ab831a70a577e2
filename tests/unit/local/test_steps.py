"""Steps run as early as their needs allow; a table that cannot work is refused before anything starts."""

from __future__ import annotations

from threading import Barrier, Event

import pytest

from deploy.local.problems import LocalProblem
from deploy.local.steps import Interrupted, Step, check_table, run_steps


def nothing() -> None:
    """Nobody listens."""


def test_a_step_runs_after_all_it_needs() -> None:
    done: list[str] = []
    steps = [Step("last", ("middle", "first")), Step("middle", ("first",)), Step("first")]
    run_steps(steps, lambda step: done.append(step.name), Event(), nothing)
    assert done == ["first", "middle", "last"]


def test_steps_that_do_not_need_each_other_run_side_by_side() -> None:
    both = Barrier(2, timeout=10)

    def run(_: Step) -> None:
        both.wait()

    run_steps([Step("one"), Step("other")], run, Event(), nothing)


def test_the_first_error_ends_what_runs_and_is_raised() -> None:
    ended = Event()

    def run(step: Step) -> None:
        if step.name == "bad":
            raise LocalProblem("the broker is not there")
        assert ended.wait(10)

    with pytest.raises(LocalProblem, match="the broker is not there"):
        run_steps([Step("slow"), Step("bad"), Step("never", ("bad",))], run, Event(), ended.set)


def test_a_wish_to_stop_ends_the_start() -> None:
    stop, ended = Event(), Event()

    def run(_: Step) -> None:
        stop.set()
        assert ended.wait(10)

    with pytest.raises(Interrupted):
        run_steps([Step("slow"), Step("never", ("slow",))], run, stop, ended.set)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([Step("a"), Step("a")], "given twice: a"),
        ([Step("a", ("b",))], "not in the table: b"),
        ([Step("a", ("b",)), Step("b", ("a",)), Step("c")], "wait for each other: a, b"),
    ],
)
def test_a_table_that_cannot_work_is_refused(steps: list[Step], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        check_table(steps)
