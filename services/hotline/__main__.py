"""``python -m services.hotline <role>``: see ``ROLES``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from services.hotline.settings import TABLE
from shared.settings import Settings
from shared.settings.roles import Role, Run, run_role


def _later(name: str) -> Run:
    """Imported when it runs: a role must not pay for the others, and metrics are set up before."""

    def run(settings: Settings, arguments: Sequence[str]) -> int | None:
        chosen: Run = getattr(import_module("services.hotline.roles"), name)
        return chosen(settings, arguments)

    return run


ROLES = (
    Role("api", "HTTP: API and pages", _later("run_api")),
    Role("worker", "consumer, relay and timers in one process", _later("run_worker")),
    Role("consumer", "the consumer alone", _later("run_consumer")),
    Role("relay", "the outbox relay alone", _later("run_relay")),
    Role("timers", "the timers alone", _later("run_timers")),
    Role("init", "indexes; safe to run again", _later("run_init"), quiet=True),
    Role("verify-audit", "prove that the looks are whole and unchanged", _later("run_verify_audit"), quiet=True),
)

if __name__ == "__main__":
    sys.exit(run_role("hotline", TABLE, ROLES))
