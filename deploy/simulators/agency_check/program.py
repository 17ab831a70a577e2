"""The program that is looked at: one that is started here, or one that somebody runs beside."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Protocol

STOP_SECONDS = 10.0


class Program(Protocol):
    """``ours``: it may be killed and started again."""

    @property
    def ours(self) -> bool: ...

    def start(self) -> None: ...

    def kill(self) -> None: ...

    def stop(self) -> None: ...

    def ended(self) -> int | None: ...


class Started:
    """A command as a process of its own; what it prints goes into ``log``."""

    ours = True

    def __init__(self, command: list[str], log: Path) -> None:
        self._command = command
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Raises OSError where the command cannot be run."""
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(self._command, stdout=output, stderr=subprocess.STDOUT)

    def kill(self) -> None:
        """As a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """As an operator does."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def ended(self) -> int | None:
        """The exit status of a program that ended by itself."""
        return None if self._process is None else self._process.poll()


class Beside:
    """A program that somebody runs, anywhere."""

    ours = False

    def start(self) -> None:
        """It runs already, or somebody will start it."""

    kill = stop = start

    def ended(self) -> int | None:
        """That is not known here."""
        return None
