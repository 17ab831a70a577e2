"""python -m services.routing <role>: see ``ROLES``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from services.routing.settings import PROVISIONER, TABLE
from shared.settings import Settings
from shared.settings.roles import Role, Run, run_role


def _later(module: str, name: str) -> Run:
    """Imported when it runs: a role must not pay for the others, and metrics are set up before."""

    def run(settings: Settings, arguments: Sequence[str]) -> int | None:
        from importlib import import_module

        chosen: Run = getattr(import_module(module), name)
        return chosen(settings, arguments)

    return run


ROLES = (
    Role("api", "HTTP", _later("services.routing.roles", "run_api")),
    Role("worker", "consumers, relay and timers in one process", _later("services.routing.roles", "run_worker")),
    Role("consumer", "the consumers alone", _later("services.routing.roles", "run_consumer")),
    Role("relay", "the outbox relay alone", _later("services.routing.roles", "run_relay")),
    Role("timers", "dispatcher, clocks and deferred events alone", _later("services.routing.roles", "run_timers")),
    Role("init", "indexes, agencies, routes", _later("services.routing.roles", "run_init"), quiet=True),
    Role(
        "republish",
        "kept events once more to one service",
        _later("services.routing.commands", "run_republish"),
        quiet=True,
    ),
    Role(
        "agencies",
        "list, add, provision agencies",
        _later("services.routing.commands", "run_agencies"),
        table=PROVISIONER,
        quiet=True,
    ),
    Role(
        "routes",
        "list, export, import, try routes",
        _later("services.routing.route_commands", "run_routes"),
        quiet=True,
    ),
)

if __name__ == "__main__":
    sys.exit(run_role("routing", TABLE, ROLES))
