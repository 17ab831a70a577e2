"""Notifications' worker as a process of its own whose clock a test moves: consumer, relay, senders, aftercare.

``python -m tests.integration.notifications.worker_child FILE``: the file says by how many seconds the clock is ahead.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.notifications.app import build, make_bus_parts
from services.notifications.consumed import readings
from services.notifications.settings import TABLE
from shared.bus.deferred_replay import DeferredReplay
from shared.bus.worker import Worker
from shared.settings import read


@dataclass(frozen=True, slots=True)
class FileClock:
    """The world's clock, ahead by what the file says at this moment."""

    file: Path

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self.file.read_text("ascii")))

    def forward(self, seconds: float) -> None:
        """Readers see the old number or the new one, never half of it."""
        after = float(self.file.read_text("ascii")) + seconds
        written = self.file.with_suffix(".new")
        written.write_text(str(after), "ascii")
        written.replace(self.file)


def main() -> int:
    """The worker's exit status."""
    settings = read(TABLE, os.environ)
    clock = FileClock(Path(sys.argv[1]))
    parts = build(settings, clock=clock)
    deferred = DeferredReplay(parts.inbox, readings(parts.desk), opener=parts.opener, clock=clock)
    return Worker.of({**make_bus_parts(parts).worker, "deferred": deferred}, settings).run()


if __name__ == "__main__":
    sys.exit(main())
