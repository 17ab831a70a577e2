"""What each role of hotline runs; parts are put together in the process that runs them, never before a fork."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from services.hotline.app import build, initialise, make_app, make_bus_parts
from shared.bus.parts import BusParts
from shared.bus.worker import Part, Worker
from shared.http.serve import serve
from shared.settings import Settings
from shared.store.change import StoreAway


def run_api(settings: Settings, _: Sequence[str]) -> None:
    """HTTP until SIGTERM."""
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
    """Indexes; safe to run again."""
    try:
        lines = initialise(build(settings))
    except (StoreAway, ValueError, OSError) as problem:
        sys.stderr.write(f"init: {problem}\n")
        return 1
    sys.stdout.write("".join(f"init: {line}\n" for line in lines))
    return 0


def run_verify_audit(settings: Settings, arguments: Sequence[str]) -> int:
    """The proof of the looks."""
    from services.hotline.door_commands import run_verify_audit as verify

    return verify(settings, arguments)


def _run(settings: Settings, choose: Callable[[BusParts], dict[str, Part]]) -> int:
    return Worker.of(choose(make_bus_parts(build(settings))), settings).run()
