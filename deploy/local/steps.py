"""The steps that bring the system up, and the order in which they run: as early as their needs allow, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from threading import Event

from deploy.local.process import Declared


class Stage(IntEnum):
    """In which turn a process is stopped: first who lets work in, last what everybody leans on."""

    DOOR = 0
    API = 1
    WORKER = 2
    SERVER = 3
    PORT_MAPPER = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table: something done once (``action``, or ``process`` with ``once``), or a process that stays.

    ``done_before`` says that a thing done once need not be done again; ``remember`` is called when it was done.
    """

    name: str
    needs: tuple[str, ...] = ()
    process: Declared | None = None
    action: Callable[[], None] | None = None
    once: bool = False
    stage: Stage = Stage.DOOR
    done_before: Callable[[], bool] | None = None
    remember: Callable[[], None] | None = None
    log: Path | None = None


class Interrupted(Exception):
    """The person asked to stop while the system was still coming up."""


def check_table(steps: Sequence[Step]) -> None:
    """Raises ValueError for a name given twice, an unknown need, or needs that wait for each other."""
    names = [step.name for step in steps]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"given twice: {', '.join(sorted(twice))}")
    unknown = {need for step in steps for need in step.needs} - set(names)
    if unknown:
        raise ValueError(f"needed but not in the table: {', '.join(sorted(unknown))}")
    done: set[str] = set()
    while len(done) < len(steps):
        next_ones = {step.name for step in steps if step.name not in done and done.issuperset(step.needs)}
        if not next_ones:
            raise ValueError(f"they wait for each other: {', '.join(sorted(set(names) - done))}")
        done |= next_ones


def run_steps(steps: Sequence[Step], run: Callable[[Step], None], stop: Event, failed: Callable[[], None]) -> None:
    """Run every step once all it needs is done. The first error calls ``failed`` (which ends what runs), then raises.

    Raises Interrupted when ``stop`` is set before the end.
    """
    check_table(steps)
    waiting: dict[str, Step] = {step.name: step for step in steps}
    running: dict[Future[None], str] = {}
    done: set[str] = set()
    with ThreadPoolExecutor(max_workers=len(steps), thread_name_prefix="start") as pool:
        try:
            while waiting or running:
                for name in [name for name, step in waiting.items() if done.issuperset(step.needs)]:
                    running[pool.submit(run, waiting.pop(name))] = name
                finished, _ = wait(running, timeout=0.1, return_when=FIRST_COMPLETED)
                for future in finished:
                    future.result()
                    done.add(running.pop(future))
                if stop.is_set():
                    raise Interrupted  # noqa: TRY301 - the same end as any other error
        except BaseException:
            failed()
            raise
