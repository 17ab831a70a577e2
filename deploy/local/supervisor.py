"""Brings the steps up, watches the processes, brings back what dies, and stops all in the right order."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Event, Lock

import psutil

from deploy.local.home import Home
from deploy.local.leftovers import MARK, end, leftovers
from deploy.local.problems import LocalProblem
from deploy.local.process import Child, Declared
from deploy.local.report import Report
from deploy.local.secrets_file import write_private
from deploy.local.steps import Stage, Step, run_steps

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
LOOK_SECONDS = 0.2
LOG_BYTES = 20_000_000


@dataclass(slots=True)
class Watched:
    """A process that should always run."""

    child: Child
    stage: Stage
    serving: bool = False
    restarts: int = 0
    in_a_row: int = 0
    started: float = field(default_factory=time.monotonic)
    due: float | None = None

    def pause(self) -> float:
        """How long to wait before the next start: longer each time it dies soon after a start."""
        return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**self.in_a_row)


class Supervisor:
    """``start``, then ``watch`` until ``stop_asked`` is set, then ``stop``; ``stop`` is safe at any moment."""

    def __init__(self, home: Home, steps: Sequence[Step], report: Report, url: str) -> None:
        self.stop_asked = Event()
        self._home = home
        self._steps = steps
        self._report = report
        self._url = url
        self._lock = Lock()
        self._watched: dict[str, Watched] = {}
        self._passing: list[Child] = []
        self._stopping = False
        self._ready = False

    def start(self) -> None:
        """Bring everything up. Raises LocalProblem or Interrupted, after having stopped what already ran."""
        self._write_state()
        run_steps(self._steps, self._run, self.stop_asked, self.stop)
        self._report.settled()
        self._ready = True
        self._write_state()

    def watch(self) -> None:
        """Return when asked to stop; until then bring back what dies and say so."""
        while not self.stop_asked.wait(LOOK_SECONDS):
            for name, watched in self._watched.items():
                self._look_after(name, watched)

    def stop(self) -> None:
        """Stop stage by stage, each side by side; then end whatever should have ended and has not."""
        with self._lock:
            self._stopping = True
            passing = list(self._passing)
        self._report.settled()
        for child in passing:
            child.kill()
        for stage in Stage:
            children = [watched.child for watched in self._watched.values() if watched.stage is stage]
            if children:
                with ThreadPoolExecutor(len(children)) as pool:
                    for child, drained in zip(children, pool.map(Child.stop, children), strict=True):
                        if not drained:
                            self._report.trouble(f"{child.declared.name} did not end in time and was killed")
        end(leftovers(self._home), seconds=3)
        self._home.state.unlink(missing_ok=True)

    def _run(self, step: Step) -> None:
        began = time.monotonic()
        if step.done_before is not None and step.done_before():
            self._report.ready(step.name, 0, skipped=True)
            return
        self._report.begins(step.name)
        if step.action is not None:
            step.action()
        if step.process is not None:
            child = self._launch(step, step.process)
            if step.once:
                child.wait_done()
            else:
                child.wait_ready()
                self._watched[step.name].serving = True
        if step.remember is not None:
            step.remember()
        self._report.ready(step.name, time.monotonic() - began)

    def _launch(self, step: Step, declared: Declared) -> Child:
        marked = replace(declared, environment={**declared.environment, MARK: str(self._home.folder)})
        log = self._home.logs / f"{step.name}.log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        child = Child(marked, log)
        with self._lock:
            if self._stopping:
                return child  # never launched: the caller's wait ends at once
            child.launch()
            if step.once:
                self._passing.append(child)
            else:
                self._watched[step.name] = Watched(child, step.stage)
        self._write_state()
        return child

    def _look_after(self, name: str, watched: Watched) -> None:
        now = time.monotonic()
        if watched.due is not None:
            if now >= watched.due:
                watched.due = None
                watched.started = now
                watched.restarts += 1
                watched.child.kill()  # what a dead leader left behind may still hold its port
                with contextlib.suppress(LocalProblem):  # a program gone meanwhile: it counts as dead, and is told so
                    watched.child.launch()
                self._write_state()
        elif not watched.child.running():
            watched.in_a_row = 0 if now - watched.started > STEADY_SECONDS else watched.in_a_row
            pause = watched.pause()
            watched.in_a_row += 1
            watched.serving = False
            watched.due = now + pause
            self._report.trouble(
                f"{name} {watched.child.ending}; started again in {pause:.1f} s. "
                f"Last words: {watched.child.last_words()}"
            )
            self._write_state()
        elif not watched.serving and watched.child.declared.ready():
            watched.serving = True
            self._report.ready(f"{name} serves again", now - watched.started)
            self._write_state()

    def _write_state(self) -> None:
        with self._lock:
            rows = [
                {
                    "name": name,
                    "pid": watched.child.pid,
                    "born": _born(watched.child.pid),
                    "serving": watched.serving,
                    "restarts": watched.restarts,
                }
                for name, watched in self._watched.items()
            ]
            about = {
                "supervisor": os.getpid(),
                "born": _born(os.getpid()),
                "url": self._url,
                "ready": self._ready,
                "processes": rows,
            }
            write_private(self._home.state, json.dumps(about, indent=2))


def _born(pid: int | None) -> float | None:
    with contextlib.suppress(psutil.Error, TypeError):
        return float(psutil.Process(pid).create_time())
    return None
