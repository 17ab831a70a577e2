"""Routing's commands for operators at a terminal: republishing, and how each command ends."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import datetime

from services.routing.app import SERVICE, Parts, build
from services.routing.domain.agency import BadAgency
from services.routing.domain.connection import BadOrder, NotNow
from services.routing.use_cases.connection_ports import PlacesFault
from shared.bus.broker_admin import BrokerFault
from shared.bus.registry import load_registry
from shared.bus.republish import NotRepublished, republish
from shared.security.keys import BadKeyFile
from shared.settings import Settings
from shared.store.change import Conflict, StoreAway
from shared.store.history import EventHistory

FAULTS = (
    BadAgency,
    BadOrder,
    NotNow,
    PlacesFault,
    BrokerFault,
    BadKeyFile,
    Conflict,
    StoreAway,
    NotRepublished,
    LookupError,
    ValueError,
    OSError,
)


def run_republish(settings: Settings, arguments: Sequence[str]) -> int:
    """``republish --to CONSUMER --from TIME --until TIME``: kept events once more into one inbox."""
    parser = argparse.ArgumentParser(prog="python -m services.routing republish")
    parser.add_argument("--to", required=True, metavar="SERVICE")
    parser.add_argument("--from", dest="since", required=True, type=moment, metavar="TIME")
    parser.add_argument("--until", required=True, type=moment, metavar="TIME")
    parser.add_argument("--subject", help="one dossier only")
    options = parser.parse_args(arguments)
    return guarded("republish", lambda: _republish(build(settings), options))


def _republish(parts: Parts, options: argparse.Namespace) -> None:
    events = EventHistory(parts.database).between(options.since, options.until, subject=options.subject)
    done = republish(parts.settings.amqp_url, SERVICE, options.to, events, load_registry())
    sys.stdout.write(f"{done.sent} events sent to {options.to}, {done.skipped} that it does not read left out\n")
    if done.failed:
        raise NotRepublished(f"{len(done.failed)} events failed, first: {next(iter(done.failed.values()))}")


def moment(text: str) -> datetime:
    """A time as an option of a command. Raises ArgumentTypeError, ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise argparse.ArgumentTypeError("a time needs its offset, such as 2026-10-05T08:00:00+07:00")
    return found


def guarded(command: str, act: Callable[[], None]) -> int:
    """0, or 1 with one line on standard error that says what is wrong."""
    try:
        act()
    except FAULTS as problem:
        sys.stderr.write(f"{command}: {problem}\n")
        return 1
    return 0
