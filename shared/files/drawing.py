"""Opens files that may be hostile, in a process of its own: bounded in time and memory, without our keys."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

CHILD = Path(__file__).with_name("drawing_child.py")
SECONDS = 40.0
LARGEST_ANSWER = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """What was found: ``pages`` where it has some, numbers of those that look blank, a small JPEG of the first one.

    A file with ``readable`` False is broken or locked by a password.
    """

    pages: int | None = None
    blank: tuple[int, ...] = ()
    readable: bool = True
    locked: bool = False
    picture: bytes | None = None


BROKEN = Opened(readable=False)


class BoundedDrawing:
    """``memory_bytes`` bounds the address space of the child."""

    def __init__(self, *, memory_bytes: int = 1 << 30, seconds: float = SECONDS) -> None:
        self._memory_bytes = memory_bytes
        self._seconds = seconds

    def open(self, content: BinaryIO, media_type: str) -> Opened:
        """What the child found; a file at which it breaks, or takes too long, is told as unreadable."""
        command = [sys.executable, "-I", "-B", str(CHILD), media_type, str(self._memory_bytes), str(int(self._seconds))]
        try:
            done = subprocess.run(
                command,
                input=content.read(),
                capture_output=True,
                timeout=self._seconds + 5,
                env={"LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"},
                cwd="/",
                check=False,
            )
        except subprocess.TimeoutExpired:
            return BROKEN
        if done.returncode != 0 or len(done.stdout) > LARGEST_ANSWER:
            return BROKEN
        return _read(done.stdout)


def _read(answer: bytes) -> Opened:
    """One line of JSON, then the picture; the child may have been taken over, so nothing in it is believed unseen."""
    line, _, picture = answer.partition(b"\n")
    try:
        told: dict[str, Any] = json.loads(line)
        pages, blank = told["pages"], told["blank"]
        return Opened(
            pages=None if pages is None else max(1, min(int(pages), 100_000)),
            blank=tuple(sorted({int(one) for one in blank}))[:1000],
            readable=bool(told["readable"]),
            locked=bool(told["locked"]),
            picture=picture if picture.startswith(b"\xff\xd8\xff") else None,
        )
    except (ValueError, KeyError, TypeError):
        return BROKEN
