"""One process of many parts: runs each on a thread, restarts what fails, drains on SIGTERM and SIGINT."""

from __future__ import annotations

import json
import logging
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Thread
from types import FrameType
from typing import Protocol

from shared.bus.queue_loop import READY, WAITING
from shared.settings import Settings
from shared.store.change import StoreAway

_TICK_SECONDS = 1.0
_RESTART_PAUSE, _LONGEST_PAUSE = 0.5, 10.0
# A part that fails this often in a row, each time soon after its start, will not recover by being started again.
_MOST_FAILURES = 6
_WELL_AFTER_SECONDS = 60.0
_log = logging.getLogger(__name__)


class Part(Protocol):
    """Works until ``stop`` is set, outlives an absent broker or database, and tells how it is in one word."""

    @property
    def state(self) -> str: ...

    def run(self, stop: Event) -> None: ...


class Periodic:
    """Calls ``action`` every so many seconds; at once again while it says that there is more to do (a true answer)."""

    def __init__(self, seconds: float, action: Callable[[], object]) -> None:
        self.state = READY
        self._seconds = seconds
        self._action = action

    def run(self, stop: Event) -> None:
        """Until ``stop`` is set; a store that is away is waited for."""
        while not stop.is_set():
            try:
                more = bool(self._action())
                self.state = READY
            except StoreAway:
                self.state, more = WAITING, False
            if not more:
                stop.wait(self._seconds)


class Worker:
    """Runs parts by name. ``health_file`` gets ``{"ready", "parts": {name: state}}`` whenever that changes."""

    def __init__(
        self, parts: Mapping[str, Part], *, drain_seconds: float = 20, health_file: Path | None = None
    ) -> None:
        if not parts:
            raise ValueError("a worker without parts")
        self._parts = dict(parts)
        self._drain_seconds = drain_seconds
        self._health_file = health_file
        self._told = ""
        self._dead: str | None = None
        self.stop = Event()

    @classmethod
    def of(cls, parts: Mapping[str, Part], settings: Settings) -> Worker:
        """A worker as the service's settings say."""
        file = Path(settings.health_file) if settings.health_file else None
        return cls(parts, drain_seconds=settings.drain_seconds, health_file=file)

    def run(self) -> int:
        """The exit status: 0 when stopped and drained, 1 when a part died for ever or would not end in time."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        threads = {
            name: Thread(target=self._keep, args=(name, part), name=name, daemon=True)
            for name, part in self._parts.items()
        }
        for thread in threads.values():
            thread.start()
        _log.info("worker started", extra={"parts": sorted(threads)})
        while not self.stop.wait(_TICK_SECONDS):
            self._tell()
        late = self._drain(threads)
        if self._health_file is not None:
            self._health_file.unlink(missing_ok=True)
        if late:
            _log.error("parts did not end in time; what they held comes back", extra={"parts": late})
        _log.info("worker ended", extra={"died": self._dead})
        return 1 if self._dead or late else 0

    def states(self) -> dict[str, str]:
        """How each part is."""
        return {name: part.state for name, part in self._parts.items()}

    def _drain(self, threads: Mapping[str, Thread]) -> list[str]:
        end = time.monotonic() + self._drain_seconds
        for thread in threads.values():
            thread.join(max(0.0, end - time.monotonic()))
        return [name for name, thread in threads.items() if thread.is_alive()]

    def _keep(self, name: str, part: Part) -> None:
        failures = 0
        while not self.stop.is_set():
            started = time.monotonic()
            try:
                part.run(self.stop)
                if self.stop.is_set():
                    return
                _log.error("a part ended by itself and begins again", extra={"part": name})
            except Exception:
                _log.exception("a part failed and begins again", extra={"part": name})
            failures = 1 if time.monotonic() - started > _WELL_AFTER_SECONDS else failures + 1
            if failures >= _MOST_FAILURES:
                _log.critical("a part fails again and again: the worker gives up", extra={"part": name})
                self._dead = name
                self.stop.set()
            self.stop.wait(min(_RESTART_PAUSE * 2**failures, _LONGEST_PAUSE))

    def _tell(self) -> None:
        if self._health_file is None:
            return
        states = self.states()
        told = json.dumps({"ready": all(state not in ("away", WAITING) for state in states.values()), "parts": states})
        if told != self._told or not self._health_file.exists():
            fresh = self._health_file.with_suffix(".new")
            fresh.write_text(told, encoding="utf-8")
            fresh.replace(self._health_file)
            self._told = told

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stop.set()
