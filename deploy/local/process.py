"""One declared process and one running child: started in a session of its own, stopped with everything it started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.local.home import ROOT
from deploy.local.problems import LocalProblem
from deploy.local.waiting import until

# What a child may know of our own environment; everything else it is told by its declaration.
INHERITED = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "SSL_CERT_FILE",
    "PYTHONDONTWRITEBYTECODE",
    "COVERAGE_PROCESS_START",
)


def always() -> bool:
    """Readiness of a process that has nothing to wait for."""
    return True


@dataclass(frozen=True, slots=True)
class Declared:
    """One line of the process table.

    ``needs`` names what must be ready before it starts, ``ready`` says whether it serves, ``stop_seconds`` is how
    long it may drain after SIGTERM before it is killed.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    ready: Callable[[], bool] = always
    ready_seconds: float = 60
    stop_seconds: float = 25
    ports: tuple[int, ...] = ()
    folder: Path | None = None


def python(
    name: str, module: str, *arguments: str, environment: Mapping[str, str] | None = None, **more: Any
) -> Declared:
    """A module of the project, run by the Python that runs this; ``more`` as for ``Declared``."""
    told = {"PYTHONUNBUFFERED": "1", **(environment or {})}
    return Declared(name, (sys.executable, "-m", module, *arguments), told, folder=ROOT, **more)


class Child:
    """A running declared process, with its log file."""

    def __init__(self, declared: Declared, log: Path) -> None:
        self.declared = declared
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def exit_status(self) -> int | None:
        """None while it runs (or was never started)."""
        return self._process.poll() if self._process else None

    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def launch(self) -> None:
        """Start it without waiting. Raises LocalProblem where its program is lacking."""
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            try:
                self._process = subprocess.Popen(
                    self.declared.command,
                    env={**inherited, **self.declared.environment},
                    cwd=self.declared.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except FileNotFoundError as missing:
                raise LocalProblem(f"{self.declared.name} cannot start: {missing.filename} is not there.") from missing

    @property
    def ending(self) -> str:
        """How it ended, in words."""
        status = self.exit_status
        if status is not None and status < 0:
            return f"was killed by {signal.Signals(-status).name}"
        return f"ended with status {status}"

    def wait_ready(self) -> None:
        """Return once it serves. Raises LocalProblem with the log's last line when it dies or takes too long."""

        def serves_or_died() -> bool:
            return not self.running() or self.declared.ready()

        came = until(serves_or_died, timeout=self.declared.ready_seconds)
        if not self.running():
            raise LocalProblem(f"{self.declared.name} {self.ending} before it was ready: {self.last_words()}")
        if not came:
            raise LocalProblem(
                f"{self.declared.name} was not ready after {self.declared.ready_seconds:.0f} s: {self.last_words()}"
            )

    def last_words(self) -> str:
        """The last line of its log and where to read the rest."""
        lines = [line for line in tail(self.log, 4096).splitlines() if line.strip()]
        return f"{lines[-1].strip()[:200] if lines else 'it said nothing'} (log: {self.log})"

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process itself: it drains and ends its own children."""
        if self._process is not None and self.running():
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()

    def wait_done(self) -> None:
        """Return once a command that ends by itself ended well. Raises LocalProblem with its last words."""
        ended = until(lambda: not self.running(), timeout=self.declared.ready_seconds)
        if not ended:
            raise LocalProblem(
                f"{self.declared.name} did not end within {self.declared.ready_seconds:.0f} s: {self.last_words()}"
            )
        if self.exit_status != 0:
            raise LocalProblem(f"{self.declared.name} {self.ending}: {self.last_words()}")

    def stop(self) -> bool:
        """Drain, then kill what is left of its session. True when it ended by itself in time."""
        if self._process is None:
            return True
        self.ask_to_stop()
        try:
            self._process.wait(self.declared.stop_seconds)
            drained = True
        except subprocess.TimeoutExpired:
            drained = False
        self.kill()
        return drained

    def kill(self) -> None:
        """SIGKILL for the whole session, without asking; also ends what a dead leader left behind."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)


def tail(path: Path, size: int) -> str:
    """The last ``size`` bytes of a file as text; empty when there is no such file."""
    try:
        with path.open("rb") as log:
            log.seek(0, os.SEEK_END)
            log.seek(max(0, log.tell() - size))
            return log.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
