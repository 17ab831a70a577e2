"""What an operator does at the terminal: repeat events to a reader, make the first administrator."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from datetime import datetime

from services.intake.app import SERVICE, build
from services.intake.domain.account import Role
from services.intake.domain.errors import Words
from services.intake.use_cases.keep_reference import create_account
from shared.bus.registry import load_registry
from shared.bus.republish import NotRepublished, republish
from shared.settings import Settings
from shared.store.change import AlreadyExists, StoreAway
from shared.store.history import EventHistory

SHORTEST_PASSWORD = 12


def run_republish(settings: Settings, arguments: Sequence[str]) -> int:
    """Publish kept events once more, to one service; what it has absorbed before changes nothing there."""
    parser = argparse.ArgumentParser(prog="python -m services.intake republish", description=run_republish.__doc__)
    parser.add_argument("--to", required=True, help="the service that is to read them again")
    parser.add_argument("--from", dest="since", required=True, type=_moment, help="ISO 8601 with offset")
    parser.add_argument("--until", required=True, type=_moment, help="ISO 8601 with offset")
    parser.add_argument("--subject", help="of one dossier only")
    wanted = parser.parse_args(arguments)
    events = EventHistory(build(settings).database).between(wanted.since, wanted.until, subject=wanted.subject)
    try:
        done = republish(settings.amqp_url, SERVICE, wanted.to, events, load_registry())
    except (NotRepublished, StoreAway, ValueError) as problem:
        return _fault("republish", str(problem))
    sys.stdout.write(f"republish: {done.sent} sent, {done.skipped} of types that {wanted.to} does not read\n")
    for id, reason in done.failed.items():
        _fault("republish", f"{id}: {reason}")
    return 1 if done.failed else 0


def run_create_admin(settings: Settings, arguments: Sequence[str]) -> int:
    """Make an administrator's account; the password is asked for, or read from standard input."""
    parser = argparse.ArgumentParser(
        prog="python -m services.intake create-admin", description=run_create_admin.__doc__
    )
    parser.add_argument("username")
    parser.add_argument("--name", required=True, help="name to show")
    wanted = parser.parse_args(arguments)
    password = getpass.getpass("password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(password) < SHORTEST_PASSWORD:
        return _fault("create-admin", f"a password has {SHORTEST_PASSWORD} characters at least")
    parts = build(settings)
    try:
        create_account(
            parts.work,
            wanted.username,
            Words(wanted.name, wanted.name),
            (Role.ADMIN,),
            settings.unit_code,
            password,
            parts.context("create-admin"),
        )
    except AlreadyExists:
        return _fault("create-admin", f"{wanted.username} exists already")
    except (ValueError, StoreAway) as problem:
        return _fault("create-admin", str(problem))
    sys.stdout.write(f"create-admin: {wanted.username} may sign in\n")
    return 0


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} has no offset, such as +07:00")
    return moment


def _fault(command: str, text: str) -> int:
    sys.stderr.write(f"{command}: {text}\n")
    return 1
