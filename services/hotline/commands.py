"""What whoever runs the system does at the terminal: which applications may file by Open311."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from services.hotline.app import SERVICE, Parts, build
from services.hotline.domain.errors import HotlineError, InvalidValue
from services.hotline.use_cases.open311.clients import admit_client, end_client
from shared.settings import Settings
from shared.store.change import Conflict, Context, StoreAway


def run_open311(settings: Settings, arguments: Sequence[str]) -> int:
    """Admit an application (its key is printed this once), list them, or end one."""
    parser = argparse.ArgumentParser(prog="python -m services.hotline open311", description=run_open311.__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    admit = commands.add_parser("admit", help="a new application, or another key for a known one")
    admit.add_argument("id", help="letters, digits, dashes")
    admit.add_argument("--name", required=True, help="as officers see it")
    commands.add_parser("end", help="its key opens nothing any more").add_argument("id")
    commands.add_parser("list", help="all of them")
    wanted = parser.parse_args(arguments)
    try:
        sys.stdout.write(_done(build(settings), wanted))
    except (HotlineError, InvalidValue, Conflict, StoreAway, ValueError) as problem:
        sys.stderr.write(f"open311: {problem}\n")
        return 1
    return 0


def _done(parts: Parts, wanted: argparse.Namespace) -> str:
    now = parts.clock()
    context = Context(f"service:{SERVICE}", now, f"open311-{wanted.command}")
    if wanted.command == "admit":
        client, key = admit_client(parts.work, wanted.id, wanted.name, context)
        return f"{client.id}: {client.name}\napi_key, shown this once: {key}\n"
    if wanted.command == "end":
        return f"{end_client(parts.work, wanted.id, now, context).id}: ended\n"
    rows = [(one.id, one.name, "ended" if one.ended_at else "open") for one in parts.open311.submissions.clients()]
    return "".join(f"{id}\t{name}\t{state}\n" for id, name, state in rows)
