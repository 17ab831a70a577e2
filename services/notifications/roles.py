"""What each role of notifications runs; parts are put together in the process that runs them, never before a fork."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from services.notifications.app import build, initialise, make_app, make_bus_parts
from services.notifications.settings import checked
from shared.bus.parts import BusParts
from shared.bus.worker import Part, Worker
from shared.http.serve import serve
from shared.settings import InvalidSetting, Settings
from shared.store.change import StoreAway


def run_api(settings: Settings, _: Sequence[str]) -> None:
    """HTTP until SIGTERM."""
    _check(settings)
    serve(lambda: make_app(build(settings)), settings)


def run_worker(settings: Settings, _: Sequence[str]) -> int:
    """Consumer, relay and timers in one process."""
    return _run(settings, lambda bus: bus.worker)


def run_consumer(settings: Settings, _: Sequence[str]) -> int:
    """The consumer alone."""
    return _run(settings, lambda bus: bus.consumer)


def run_relay(settings: Settings, _: Sequence[str]) -> int:
    """The outbox relay alone."""
    return _run(settings, lambda bus: bus.relay)


def run_timers(settings: Settings, _: Sequence[str]) -> int:
    """The timers alone."""
    return _run(settings, lambda bus: bus.timers)


def run_init(settings: Settings, _: Sequence[str]) -> int:
    """Indexes and the words of the delivery; safe to run again."""
    _check(settings)
    try:
        lines = initialise(build(settings))
    except StoreAway as problem:
        sys.stderr.write(f"init: {problem}\n")
        return 1
    sys.stdout.write("".join(f"init: {line}\n" for line in lines))
    return 0


def _run(settings: Settings, choose: Callable[[BusParts], dict[str, Part]]) -> int:
    _check(settings)
    return Worker.of(choose(make_bus_parts(build(settings))), settings).run()


def _check(settings: Settings) -> None:
    """Settings that do not fit together end the process as a wrong one does: one line, status 2."""
    try:
        checked(settings)
    except InvalidSetting as problem:
        sys.stderr.write(f"setting: {problem}\n")
        raise SystemExit(2) from None
