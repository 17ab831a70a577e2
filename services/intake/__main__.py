"""``python -m services.intake <role>``: see ``ROLES``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from services.intake.settings import DAY_TABLE, TABLE
from shared.settings import Settings
from shared.settings.roles import Role, Run, run_role


def _later(module: str, name: str) -> Run:
    """Imported when it runs: a role must not pay for the others, and metrics are set up before."""

    def run(settings: Settings, arguments: Sequence[str]) -> int | None:
        chosen: Run = getattr(import_module(f"services.intake.{module}"), name)
        return chosen(settings, arguments)

    return run


ROLES = (
    Role("api", "HTTP: API and pages", _later("roles", "run_api")),
    Role("worker", "consumer, relay and timers in one process", _later("roles", "run_worker")),
    Role("consumer", "the consumer alone", _later("roles", "run_consumer")),
    Role("relay", "the outbox relay alone", _later("roles", "run_relay")),
    Role("timers", "deferred events, unused numbers, calendar", _later("roles", "run_timers")),
    Role("init", "indexes, catalogue, calendar, demo accounts", _later("roles", "run_init"), quiet=True),
    Role("republish", "kept events once more to one service", _later("commands", "run_republish"), quiet=True),
    Role("import-procedures", "procedures from a file", _later("catalogue_commands", "run_import"), quiet=True),
    Role("export-procedures", "procedures into a file", _later("catalogue_commands", "run_export"), quiet=True),
    Role(
        "play-day",
        "a day at the counters, its waits printed",
        _later("play_day", "run_play_day"),
        table=DAY_TABLE,
        quiet=True,
    ),
    Role("create-admin", "an administrator's account", _later("commands", "run_create_admin"), quiet=True),
)

if __name__ == "__main__":
    sys.exit(run_role("intake", TABLE, ROLES))
