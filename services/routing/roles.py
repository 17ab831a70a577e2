"""What each role of routing runs; parts are put together in the process that runs them, never before a fork."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from services.routing.app import SERVICE, Parts, address_of, build, initialise, make_app, make_dispatcher
from services.routing.composition.agencies import letter_readings, make_posting, make_provisioner
from services.routing.composition.balance import balance_timer
from services.routing.composition.exchange import make_exchange_timer
from services.routing.composition.opinions import opinion_parts
from services.routing.composition.papers import paper_timers
from services.routing.domain.agency import BadAgency
from services.routing.use_cases.load_routes import BadData
from shared.bus.parts import BusParts, bus_parts
from shared.bus.registry import load_registry
from shared.bus.worker import Part, Worker
from shared.security.keys import KeyRing
from shared.security.personal import Opener
from shared.settings import Settings
from shared.store.change import StoreAway
from shared.telemetry.bus_metrics import counting_hooks

Chooser = Callable[[Parts, BusParts], dict[str, Part]]


def run_api(settings: Settings, _: Sequence[str]) -> None:
    """HTTP until SIGTERM."""
    from shared.http.serve import serve

    serve(lambda: make_app(build(settings)), settings)


def run_worker(settings: Settings, _: Sequence[str]) -> int:
    """Consumers, relay and timers in one process."""
    return _run(settings, lambda parts, bus: {**bus.worker, **_timers(parts, bus)})


def run_consumer(settings: Settings, _: Sequence[str]) -> int:
    """The consumers alone."""
    return _run(settings, lambda _, bus: bus.consumer)


def run_relay(settings: Settings, _: Sequence[str]) -> int:
    """The outbox relay alone."""
    return _run(settings, lambda _, bus: bus.relay)


def run_timers(settings: Settings, _: Sequence[str]) -> int:
    """The dispatcher, the clocks and the replay of deferred events alone."""
    return _run(settings, _timers)


def run_provisioner(settings: Settings, _: Sequence[str]) -> int:
    """Carries out what is ordered of agencies' connections, as the broker's administrator."""
    return Worker.of({"provisioner": make_provisioner(build(settings))}, settings).run()


def run_init(settings: Settings, _: Sequence[str]) -> int:
    """Indexes, agencies and routes; safe to run again."""
    try:
        lines = initialise(build(settings))
    except (BadData, BadAgency, StoreAway, OSError, ValueError) as problem:
        sys.stderr.write(f"init: {problem}\n")
        return 1
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _run(settings: Settings, choose: Chooser) -> int:
    parts = build(settings)
    chosen = choose(parts, _bus(parts))
    return Worker.of(chosen, settings).run()


def _bus(parts: Parts) -> BusParts:
    settings, registry = parts.settings, load_registry()
    return bus_parts(
        SERVICE,
        settings.amqp_url,
        parts.outbox,
        parts.inbox,
        registry,
        readings=parts.inbox_readings,
        replies=parts.reply_readings,
        letters=letter_readings(registry),
        opener=Opener(KeyRing.read(settings.secrets_dir / "bus.json")),
        batch=settings.consumer_batch,
        hooks=counting_hooks(),
        drain_seconds=settings.drain_seconds / 2,
    )


def _timers(parts: Parts, bus: BusParts) -> dict[str, Part]:
    own: dict[str, Part] = {
        "dispatcher": make_dispatcher(parts),
        "posting": make_posting(parts),
        "exchange": make_exchange_timer(parts),
        **balance_timer(parts.work, parts.database, parts.context),
    }
    opinions = opinion_parts(parts.work, parts.database, address_of, parts.clock)
    watching = {**parts.clocks.timers(parts.clock), **opinions, **paper_timers(parts.database)}
    return {**bus.timers, **own, **watching}
