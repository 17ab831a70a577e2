"""Finding and ending processes that a killed supervisor left behind."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

import psutil

from deploy.local.home import Home

# Every child carries the home it belongs to, and hands the mark on to its own children.
MARK = "MOTCUA_SUPERVISED"


def leftovers(home: Home) -> list[psutil.Process]:
    """Living processes of this home, but for the one that asks."""
    found = {process.pid: process for process in _marked(str(home.folder)) + _recorded(home.state)}
    return [process for pid, process in sorted(found.items()) if pid != os.getpid()]


def end(processes: list[psutil.Process], seconds: float = 20) -> None:
    """Ask them to end, then make them."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, stubborn = psutil.wait_procs(processes, timeout=seconds)
    for process in stubborn:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(stubborn, timeout=5)


def _marked(home: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(MARK) == home:
                found.append(process)
    return found


def _recorded(state: Path) -> list[psutil.Process]:
    # nginx writes its title over its environment: it is known by number and time of birth.
    found = []
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
        for row in json.loads(state.read_text())["processes"]:
            with contextlib.suppress(psutil.Error, TypeError):
                process = psutil.Process(row["pid"])
                if abs(process.create_time() - row["born"]) < 1:
                    found += [process, *process.children(recursive=True)]
    return found
