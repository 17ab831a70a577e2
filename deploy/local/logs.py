"""The logs of all processes in one stream, each line with its process's name."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from deploy.local.problems import LocalProblem
from deploy.local.process import tail

FIRST_BYTES = 2000
LOOK_SECONDS = 0.3


def show(folder: Path, names: Sequence[str], *, follow: bool) -> int:
    """Print the end of each log (all of them, or those named), then what is added until Ctrl-C."""
    files = _chosen(folder, names)
    places = {path: path.stat().st_size for path in files}
    for path in files:
        size = None if names and not follow else FIRST_BYTES
        _print(path.stem, tail(path, size or places[path]))
    try:
        while follow:
            time.sleep(LOOK_SECONDS)
            for path in _chosen(folder, names):
                places[path] = _print_added(path, places.get(path, 0))
    except KeyboardInterrupt:
        pass
    return 0


def _chosen(folder: Path, names: Sequence[str]) -> list[Path]:
    there = {path.stem: path for path in sorted(folder.glob("*.log"))}
    wanted = list(names) or list(there)
    unknown = [name for name in wanted if name not in there]
    if unknown or not there:
        known = ", ".join(there) or "nothing has run yet"
        raise LocalProblem(f"There is no log of {', '.join(unknown) or 'anything'}: there is {known}.")
    return [there[name] for name in wanted]


def _print_added(path: Path, place: int) -> int:
    size = path.stat().st_size
    if size < place:
        place = 0  # the file was begun anew
    if size > place:
        with path.open("rb") as log:
            log.seek(place)
            _print(path.stem, log.read(size - place).decode("utf-8", "replace"))
    return size


def _print(name: str, text: str) -> None:
    for line in text.splitlines():
        print(f"{name:>20} │ {line}", flush=True)
