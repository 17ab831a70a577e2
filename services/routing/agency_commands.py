"""Routing's commands for agencies at a terminal, for whoever holds the broker's administrator."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex

from services.routing.app import SERVICE, Parts, build
from services.routing.commands import guarded
from services.routing.composition.agencies import connecting, provisioner
from services.routing.domain.agency import Agency, Delivery, agency_key
from services.routing.domain.connection import NotNow, Part
from services.routing.gateways.broker import BrokerPlaces
from services.routing.gateways.connection_sheets import SheetFolder
from services.routing.use_cases import connect_agencies
from services.routing.use_cases.connect_agencies import Reach, Renewal, is_connected
from services.routing.use_cases.keep_agencies import find_agency, keep_agency
from services.routing.use_cases.provision_agency import provision_agency
from shared.security.keys import read_json
from shared.settings import Settings
from shared.store.change import Context

LONGEST_WAIT = 60.0


def run_agencies(settings: Settings, arguments: Sequence[str]) -> int:
    """``agencies list | add | rotate | revoke | sheet | provision``; 0, or 1 with one line that says what is wrong."""
    options = _parser().parse_args(arguments)
    return guarded("agencies", lambda: options.act(build(settings), options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.routing agencies")
    commands = parser.add_subparsers(required=True, metavar="list | add | rotate | revoke | sheet | provision")
    commands.add_parser("list", help="every agency with its queue and keys").set_defaults(act=_list)
    add = commands.add_parser("add", help="a new agency, or a known one: connected, its sheet shown once")
    for name in ("code", "name", "name-en", "calendar"):
        add.add_argument(f"--{name}", required=True)
    add.add_argument("--webhook", default="", metavar="URL", help="post its letters there; it has no queue then")
    add.set_defaults(act=_add)
    rotate = commands.add_parser("rotate", help="a new password, a new key or both; a new sheet, shown once")
    rotate.add_argument("--password", action="store_true")
    rotate.add_argument("--key", action="store_true")
    rotate.add_argument("--overlap-hours", type=float, default=0, help="how long the old holds beside the new")
    rotate.set_defaults(act=_rotate)
    revoke = commands.add_parser("revoke", help="cut an agency off, what it has open as well")
    revoke.set_defaults(act=_revoke)
    sheet = commands.add_parser("sheet", help="show the sheet that nobody has opened yet, once")
    sheet.set_defaults(act=_open)
    for one in (rotate, revoke, sheet):
        one.add_argument("code")
    for one in (add, rotate):
        one.add_argument("--public-key", type=Path, metavar="FILE", help="JWK of a key that the agency made itself")
    for one in (add, rotate, sheet):
        one.add_argument(
            "--sheet", type=Path, metavar="FILE", help="write the sheet there (0600) instead of printing it"
        )
    for one, needed in ((add, False), (rotate, True), (revoke, True)):
        one.add_argument("--reason", required=needed, default="")
    provision = commands.add_parser(
        "provision", help="user, queue, rights and key from files; writes them where none are"
    )
    provision.add_argument("code", nargs="*", help="agency codes; none = every active agency")
    provision.add_argument("--folder", type=Path, required=True, help="where sheets and keys are written")
    provision.set_defaults(act=_provision)
    return parser


def _list(parts: Parts, _: argparse.Namespace) -> None:
    now = parts.clock()
    for agency in parts.questions.agencies():
        keys = ", ".join(str(key["kid"])[:8] for key in agency.keys_at(now)) or "no key"
        how = f"{agency.state.value} {agency.delivery.value}"
        sys.stdout.write(f"{agency.code:<14} {agency.id:<14} {how:<16} {keys:<24} {agency.name}\n")


def _add(parts: Parts, options: argparse.Namespace) -> None:
    described = {"code": options.code, "name": options.name, "name_en": options.name_en, "calendar": options.calendar}
    key = agency_key(options.code)
    delivery = Delivery.WEBHOOK if options.webhook else Delivery.QUEUE
    reach = Reach(delivery, options.webhook, read_json(options.public_key) if options.public_key else None)
    context, rules = _context(parts, options), parts.webhook_rules
    if find_agency(parts.work, options.code) is None:
        connect_agencies.add_agency(parts.work, context, described, reach, rules)
    else:
        keep_agency(parts.work, context, **described)
        if is_connected(*connect_agencies.find_connection(parts.work, key), parts.clock()):
            sys.stderr.write(f"agency {options.code} stands and is connected: rotate makes a new sheet\n")
            return
        connect_agencies.connect_agency(parts.work, context, key, reach, rules)
    _carry_out(parts, key)
    _open(parts, options)


def _rotate(parts: Parts, options: argparse.Namespace) -> None:
    wanted = frozenset(part for part in Part if getattr(options, part.value))
    key = agency_key(options.code)
    own = read_json(options.public_key) if options.public_key else None
    renewal = Renewal(wanted, options.overlap_hours, own)
    connect_agencies.renew_connection(parts.work, _context(parts, options), key, renewal)
    _carry_out(parts, key)
    _open(parts, options)


def _revoke(parts: Parts, options: argparse.Namespace) -> None:
    key = agency_key(options.code)
    connect_agencies.revoke_agency(parts.work, _context(parts, options), key)
    _carry_out(parts, key)
    sys.stdout.write(f"agency {options.code} is revoked and cut off\n")


def _open(parts: Parts, options: argparse.Namespace) -> None:
    context = parts.context("agencies-sheet")
    secrets = connecting(parts).secrets
    content = connect_agencies.open_sheet(parts.work, context, agency_key(options.code), secrets)
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    if options.sheet is None:
        sys.stdout.write(text)
        return
    with os.fdopen(os.open(options.sheet, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    sys.stdout.write(f"agency {options.code}: connection sheet {options.sheet}\n")


def _carry_out(parts: Parts, key: str) -> None:
    """Do it now, or wait for the provisioner that was quicker. Raises NotNow where it is not done in time."""
    own, until = provisioner(parts), time.monotonic() + LONGEST_WAIT
    while (connection := connect_agencies.find_connection(parts.work, key)[1]).pending:
        if own.carry_out(key):
            return
        if time.monotonic() > until:
            raise NotNow("not-done", f"not done within {LONGEST_WAIT:g} s: {connection.failure or 'no answer'}")
        time.sleep(0.2)


def _context(parts: Parts, options: argparse.Namespace) -> Context:
    return Context(f"service:{SERVICE}", parts.clock(), f"agencies-{token_hex(8)}", why=options.reason or None)


def _provision(parts: Parts, options: argparse.Namespace) -> None:
    settings = parts.settings
    sheets = SheetFolder(
        options.folder,
        settings.agency_amqp_url or settings.amqp_url,
        read_json(settings.secrets_dir / "centre.public.json"),
    )
    places = BrokerPlaces(settings.rabbitmq_management_url, settings.amqp_admin_url)
    ordered = connecting(parts).connections.all()
    for agency in _chosen(parts, options.code):
        if agency.id in ordered:
            sys.stdout.write(f"agency {agency.code}: left as it is, for its connection was ordered since\n")
            continue
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
