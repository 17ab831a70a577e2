"""Routing's commands for operators at a terminal: agencies and republishing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from services.routing.app import SERVICE, Parts, build
from services.routing.domain.agency import Agency, BadAgency
from services.routing.gateways.broker import BrokerPlaces
from services.routing.gateways.connection_sheets import SheetFolder
from services.routing.use_cases.keep_agencies import find_agency, keep_agency
from services.routing.use_cases.provision_agency import provision_agency
from shared.bus.broker_admin import BrokerFault
from shared.bus.registry import load_registry
from shared.bus.republish import NotRepublished, republish
from shared.security.keys import BadKeyFile, read_json
from shared.settings import Settings
from shared.store.change import Conflict, StoreAway
from shared.store.history import EventHistory

FAULTS = (BadAgency, BrokerFault, BadKeyFile, Conflict, StoreAway, NotRepublished, LookupError, ValueError, OSError)


def run_agencies(settings: Settings, arguments: Sequence[str]) -> int:
    """``agencies list | add | provision``; 0, or 1 with one line that says what is wrong."""
    options = _agencies_parser().parse_args(arguments)
    return guarded("agencies", lambda: options.act(build(settings), options))


def run_republish(settings: Settings, arguments: Sequence[str]) -> int:
    """``republish --to CONSUMER --from TIME --until TIME``: kept events once more into one inbox."""
    parser = argparse.ArgumentParser(prog="python -m services.routing republish")
    parser.add_argument("--to", required=True, metavar="SERVICE")
    parser.add_argument("--from", dest="since", required=True, type=moment, metavar="TIME")
    parser.add_argument("--until", required=True, type=moment, metavar="TIME")
    parser.add_argument("--subject", help="one dossier only")
    options = parser.parse_args(arguments)
    return guarded("republish", lambda: _republish(build(settings), options))


def _agencies_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.routing agencies")
    commands = parser.add_subparsers(required=True, metavar="list | add | provision")
    commands.add_parser("list", help="every agency with its queue and keys").set_defaults(act=_list)
    add = commands.add_parser("add", help="a new agency, or new names for a known one")
    for name in ("code", "name", "name-en", "calendar"):
        add.add_argument(f"--{name}", required=True)
    add.set_defaults(act=_add)
    provision = commands.add_parser("provision", help="user, queue, rights and key; writes the connection sheet")
    provision.add_argument("code", nargs="*", help="agency codes; none = every active agency")
    provision.add_argument("--folder", type=Path, required=True, help="where sheets and keys are written")
    provision.set_defaults(act=_provision)
    return parser


def _list(parts: Parts, _: argparse.Namespace) -> None:
    for agency in parts.questions.agencies():
        keys = ", ".join(str(key["kid"])[:8] for key in agency.public_keys) or "no key yet"
        state = "active" if agency.active else "closed"
        sys.stdout.write(f"{agency.code:<14} {agency.id:<14} {state:<8} {keys:<24} {agency.name}\n")


def _add(parts: Parts, options: argparse.Namespace) -> None:
    agency = keep_agency(
        parts.work,
        parts.context("agencies-add"),
        code=options.code,
        name=options.name,
        name_en=options.name_en,
        calendar=options.calendar,
    )
    sys.stdout.write(f"agency {agency.code} stands; now: agencies provision {agency.code} --folder …\n")


def _provision(parts: Parts, options: argparse.Namespace) -> None:
    settings = parts.settings
    sheets = SheetFolder(
        options.folder,
        settings.agency_amqp_url or settings.amqp_url,
        read_json(settings.secrets_dir / "centre.public.json"),
    )
    places = BrokerPlaces(settings.rabbitmq_management_url, settings.amqp_admin_url)
    for agency in _chosen(parts, options.code):
        path = provision_agency(parts.work, parts.context("agencies-provision"), agency, sheets, places)
        sys.stdout.write(f"agency {agency.code}: connection sheet {path}\n")


def _chosen(parts: Parts, codes: Sequence[str]) -> list[Agency]:
    if not codes:
        return [agency for agency in parts.questions.agencies() if agency.active]
    found = {code: find_agency(parts.work, code) for code in codes}
    for code, agency in found.items():
        if agency is None:
            raise LookupError(f"agency {code} is unknown: add it first")
    return [agency for agency in found.values() if agency is not None]


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
