"""``python -m services.intake api|worker|consumer|relay|timers|init|republish|create-admin``."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from datetime import datetime

from services.intake.settings import TABLE
from shared.settings import Settings, load
from shared.telemetry.logs import configure_logging
from shared.telemetry.metrics_folder import share_metrics_in

SHORTEST_PASSWORD = 12
BUS_ROLES = ("worker", "consumer", "relay", "timers")


def main(arguments: Sequence[str] | None = None) -> int:
    """The role's exit status; 2 for a wrong setting or argument."""
    wanted = _parser().parse_args(arguments)
    settings = load(TABLE, os.environ)
    configure_logging("intake", wanted.role, settings.log_level)
    if wanted.role == "api":
        return _api(settings)
    if wanted.role in BUS_ROLES:
        return _bus(settings, wanted.role)
    if wanted.role == "init":
        return _init(settings)
    return _create_admin(settings, wanted) if wanted.role == "create-admin" else _republish(settings, wanted)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.intake", description=__doc__)
    roles = parser.add_subparsers(dest="role", required=True)
    roles.add_parser("api", help="HTTP: API and pages")
    for name in BUS_ROLES:
        roles.add_parser(name, help="consumer, relay and timers in one" if name == "worker" else f"the {name} alone")
    roles.add_parser("init", help="indexes, catalogue, calendar, demo accounts; safe to run again")
    admin = roles.add_parser("create-admin", help="make an administrator's account; asks for the password")
    admin.add_argument("username")
    admin.add_argument("--name", required=True, help="name to show")
    admin.add_argument("--role", dest="account_roles", action="append", help="another role than admin; may be repeated")
    again = roles.add_parser("republish", help="repeat kept events to one reader")
    again.add_argument("--to", required=True, help="the service that is to read them again")
    again.add_argument("--from", dest="since", required=True, type=_moment, help="ISO 8601 with offset")
    again.add_argument("--until", required=True, type=_moment, help="ISO 8601 with offset")
    again.add_argument("--subject", help="of one dossier only")
    return parser


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} has no offset, such as +07:00")
    return moment


def _api(settings: Settings) -> int:
    if settings.metrics_dir:
        share_metrics_in(settings.metrics_dir)
    from services.intake.app import build, make_app
    from shared.http.serve import serve

    serve(lambda: make_app(build(settings)), settings)
    return 0


def _bus(settings: Settings, role: str) -> int:
    from services.intake.app import build, make_parts_of_bus
    from shared.bus.worker import Worker

    parts = getattr(make_parts_of_bus(build(settings)), role)
    return Worker(parts, drain_seconds=settings.drain_seconds).run()


def _init(settings: Settings) -> int:
    from services.intake.app import build
    from services.intake.initialise import initialise
    from shared.store.change import StoreAway

    try:
        for line in initialise(build(settings)):
            print(f"init: {line}")
    except (StoreAway, ValueError, OSError) as problem:
        print(f"init: {problem}", file=sys.stderr)
        return 1
    return 0


def _create_admin(settings: Settings, wanted: argparse.Namespace) -> int:
    from services.intake.app import build
    from services.intake.domain.account import Role
    from services.intake.domain.errors import Words
    from services.intake.use_cases.keep_reference import create_account
    from shared.store.change import AlreadyExists, StoreAway

    if wanted.account_roles and set(wanted.account_roles) - {one.value for one in Role}:
        print(f"create-admin: roles are {', '.join(one.value for one in Role)}", file=sys.stderr)
        return 2
    password = getpass.getpass("password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    parts = build(settings)
    if len(password) < SHORTEST_PASSWORD:
        print(f"create-admin: a password has {SHORTEST_PASSWORD} characters at least", file=sys.stderr)
        return 1
    try:
        roles = tuple(Role(one) for one in wanted.account_roles or [Role.ADMIN.value])
        create_account(parts.work, wanted.username, Words(wanted.name, wanted.name), roles, settings.unit_code,
                       password, parts.context("create-admin"))
    except AlreadyExists:
        print(f"create-admin: {wanted.username} exists already", file=sys.stderr)
        return 1
    except (ValueError, StoreAway) as problem:
        print(f"create-admin: {problem}", file=sys.stderr)
        return 1
    print(f"create-admin: {wanted.username} may sign in")
    return 0


def _republish(settings: Settings, wanted: argparse.Namespace) -> int:
    from services.intake.app import SERVICE, build
    from shared.bus.registry import load_registry
    from shared.bus.republish import NotRepublished, republish
    from shared.store.change import StoreAway
    from shared.store.history import EventHistory

    events = EventHistory(build(settings).database).between(wanted.since, wanted.until, subject=wanted.subject)
    try:
        done = republish(settings.amqp_url, SERVICE, wanted.to, events, load_registry())
    except (NotRepublished, StoreAway, ValueError) as problem:
        print(f"republish: {problem}", file=sys.stderr)
        return 1
    print(f"republish: {done.sent} sent, {done.skipped} of types that {wanted.to} does not read")
    for id, reason in done.failed.items():
        print(f"republish: {id}: {reason}", file=sys.stderr)
    return 1 if done.failed else 0


if __name__ == "__main__":
    sys.exit(main())
