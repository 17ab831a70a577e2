"""The supervisor brings back what dies, says so, and leaves nothing behind."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import psutil
import pytest
from rich.console import Console

from deploy.local.home import Home
from deploy.local.leftovers import MARK, end, leftovers
from deploy.local.ports import accepts, free_ports
from deploy.local.problems import LocalProblem
from deploy.local.process import Declared
from deploy.local.report import Report
from deploy.local.steps import Stage, Step
from deploy.local.supervisor import FIRST_PAUSE, LONGEST_PAUSE, Supervisor, Watched
from tests.support.waiting import wait_until

SERVE = """
import os, signal, socket, sys
served = socket.create_server(("127.0.0.1", int(sys.argv[1])))
child = os.fork()
if child == 0:
    signal.pause()
signal.signal(signal.SIGTERM, lambda *_: (os.kill(child, 9), print("drained", flush=True), os._exit(0)))
while True:
    signal.pause()
"""


def serving(name: str, port: int, stage: Stage = Stage.API, needs: tuple[str, ...] = ()) -> Step:
    """A process with a child of its own, that serves a port and drains when asked to stop."""
    command = (sys.executable, "-c", SERVE, str(port))
    return Step(name, needs, Declared(name, command, ready=lambda: accepts(port), stop_seconds=10), stage=stage)


class Running:
    """A supervisor at work in this process."""

    def __init__(self, home: Home, steps: list[Step]) -> None:
        self.said = io.StringIO()
        report = Report(Console(file=self.said, width=400))
        self.home = home
        self.supervisor = Supervisor(home, steps, report, "http://localhost")

    @contextmanager
    def watching(self) -> Iterator[Running]:
        self.supervisor.start()
        watch = Thread(target=self.supervisor.watch)
        watch.start()
        try:
            yield self
        finally:
            self.supervisor.stop_asked.set()
            watch.join(10)
            self.supervisor.stop()

    def says(self, text: str) -> Callable[[], bool]:
        return lambda: text in self.said.getvalue()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_a_killed_process_comes_back_and_the_person_is_told(home: Home) -> None:
    port = free_ports(1)[0]
    with Running(home, [serving("api", port)]).watching() as running:
        killed = next(one for one in leftovers(home) if one.ppid() == os.getpid())
        killed.kill()
        wait_until(running.says("api serves again"), describe=running.said.getvalue)
        assert "api was killed by SIGKILL; started again in 0.5 s" in running.said.getvalue()
        assert accepts(port)
        assert killed.pid not in {one.pid for one in leftovers(home)}
    assert leftovers(home) == []


def test_stopping_drains_and_leaves_no_process_and_no_state(home: Home) -> None:
    ports = free_ports(2)
    steps = [serving("server", ports[0], Stage.SERVER), serving("api", ports[1], needs=("server",))]
    with Running(home, steps).watching():
        assert len(leftovers(home)) == 4
    assert leftovers(home) == []
    assert not home.state.exists()
    assert "drained" in (home.logs / "api.log").read_text()


def test_a_start_that_fails_says_why_in_one_line_and_stops_what_ran(home: Home) -> None:
    words = "import sys; sys.exit('the key file is not readable')"
    bad = Step("bad", ("server",), Declared("bad", (sys.executable, "-c", words), ready=lambda: False))
    running = Running(home, [serving("server", free_ports(1)[0]), bad])
    with pytest.raises(LocalProblem, match="bad ended with status 1 before it was ready: the key file is not readable"):
        running.supervisor.start()
    assert leftovers(home) == []


def test_a_program_that_is_lacking_is_told_in_one_line(home: Home) -> None:
    running = Running(home, [Step("api", process=Declared("api", ("/nowhere/program",)))])
    with pytest.raises(LocalProblem, match="api cannot start: /nowhere/program is not there"):
        running.supervisor.start()


def test_a_command_that_ends_badly_stops_the_start(home: Home) -> None:
    words = "import sys; sys.exit('no such procedure')"
    once = Step("init", process=Declared("init", (sys.executable, "-c", words)), once=True)
    with pytest.raises(LocalProblem, match="init ended with status 1: no such procedure"):
        Running(home, [once]).supervisor.start()


def test_a_process_that_ignores_sigterm_is_killed_in_the_end(home: Home) -> None:
    words = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
    log = home.logs / "deaf.log"
    declared = Declared(
        "deaf", (sys.executable, "-c", words), ready=lambda: "deaf" in log.read_text(), stop_seconds=0.3
    )
    with Running(home, [Step("deaf", process=declared)]).watching() as running:
        pass
    assert "deaf did not end in time and was killed" in running.said.getvalue()
    assert leftovers(home) == []


def test_what_a_killed_supervisor_left_behind_is_found_and_ended(home: Home) -> None:
    command = (sys.executable, "-c", "import signal; signal.pause()")
    with psutil.Popen(command, env={**os.environ, MARK: str(home.folder)}) as orphan:
        assert [one.pid for one in leftovers(home)] == [orphan.pid]
        end(leftovers(home))
        assert not orphan.is_running()
    assert leftovers(home) == []


def test_the_pause_before_a_new_start_grows_but_not_for_ever() -> None:
    watched = Watched(child=None, stage=Stage.API)  # type: ignore[arg-type]
    pauses = []
    for in_a_row in range(12):
        watched.in_a_row = in_a_row
        pauses.append(watched.pause())
    assert pauses[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert max(pauses) == LONGEST_PAUSE
