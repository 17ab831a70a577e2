"""Opens files that may be hostile, in a process of its own: bounded in time and memory, without our keys."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

from services.intake.domain.paper import Findings
from services.intake.use_cases.paper_ports import Look

CHILD = Path(__file__).with_name("drawing_child.py")
SECONDS = 40.0
LARGEST_ANSWER = 1024 * 1024
BROKEN = Look(Findings(readable=False))


class BoundedDrawing:
    """Implements ``use_cases.paper_ports.Drawing``; ``memory_bytes`` bounds the address space of the child."""

    def __init__(self, *, memory_bytes: int = 1 << 30, seconds: float = SECONDS) -> None:
        self._memory_bytes = memory_bytes
        self._seconds = seconds

    def look(self, content: BinaryIO, media_type: str) -> Look:
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


def _read(answer: bytes) -> Look:
    """One line of JSON, then the picture; the child may have been taken over, so nothing in it is believed unseen."""
    line, _, picture = answer.partition(b"\n")
    try:
        told: dict[str, Any] = json.loads(line)
        pages, blank = told["pages"], told["blank"]
        findings = Findings(
            pages=None if pages is None else max(1, min(int(pages), 100_000)),
            blank=tuple(sorted({int(one) for one in blank}))[:1000],
            readable=bool(told["readable"]),
            locked=bool(told["locked"]),
        )
    except (ValueError, KeyError, TypeError):
        return BROKEN
    is_picture = picture.startswith(b"\xff\xd8\xff")
    return Look(findings, picture if is_picture else None)
