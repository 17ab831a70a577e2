"""Routing's commands about routes: list, export, import, and a trial on paper."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.routing.app import Parts, build
from services.routing.commands import guarded
from services.routing.domain.route import Route
from services.routing.domain.route_trial import Trial, try_route
from services.routing.domain.task import Outcome
from services.routing.gateways.route_files import read_routes, write_routes
from services.routing.use_cases import keep_routes
from services.routing.use_cases.keep_routes import take_routes, written
from shared.settings import Settings

PAGE = 500


class Refused(ValueError):
    """Some routes of the file were not taken."""


def run_routes(settings: Settings, arguments: Sequence[str]) -> int:
    """``routes list | export | import | try``; 0, or 1 with one line that says what is wrong."""
    options = _parser().parse_args(arguments)
    return guarded("routes", lambda: options.act(build(settings), options))


def trial_lines(route: Route, trial: Trial) -> list[str]:
    """The trial as a table: when each step begins and ends in working hours, what delays the end, and the sums."""
    lines = [f"{route.id}, version {route.version}: {route.name}", f"{'step':<20} {'agency':<16} begins    ends"]
    for one in trial.steps:
        mark = "*" if one.critical else " "
        lines.append(
            f"{one.step.id:<20} {one.step.agency:<16} {one.begins:6g}  {one.ends:6g} {mark} {one.outcome.value}"
        )
    lines += [f"{one.id:<20} {one.agency:<16} not done" for one in trial.skipped]
    way = " › ".join(one.step.id for one in trial.steps if one.critical)
    return [*lines, f"critical path *: {way}: {trial.length:g} working hours; all work added up: {trial.sum:g}"]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.routing routes")
    commands = parser.add_subparsers(required=True, metavar="list | export | import | try")
    commands.add_parser("list", help="every route, a line each").set_defaults(act=_list)
    export = commands.add_parser("export", help="routes as YAML")
    export.add_argument("procedure", nargs="*", help="procedure codes; none = all")
    export.set_defaults(act=_export)
    take = commands.add_parser("import", help="routes from a YAML file, each checked by itself")
    take.add_argument("file", type=Path)
    take.add_argument("--dry-run", action="store_true", help="only say what would become of each")
    take.set_defaults(act=_import)
    trial = commands.add_parser("try", help="play a route on paper")
    trial.add_argument("procedure")
    trial.add_argument("--hours", type=float, help="the dossier's limit in working hours")
    trial.add_argument("--outcome", action="append", default=[], metavar="STEP=OUTCOME")
    trial.set_defaults(act=_try)
    return parser


def _routes(parts: Parts) -> list[Route]:
    found: list[Route] = []
    while batch := parts.questions.routes(found[-1].id if found else None, PAGE):
        found += batch
    return found


def _list(parts: Parts, _: argparse.Namespace) -> None:
    for route in _routes(parts):
        sys.stdout.write(f"{route.id:<12} version {route.version:<3} {len(route.steps):>2} steps  {route.name}\n")


def _export(parts: Parts, options: argparse.Namespace) -> None:
    wanted = set(options.procedure)
    found = [route for route in _routes(parts) if not wanted or route.id in wanted]
    missing = wanted - {route.id for route in found}
    if missing:
        raise LookupError(f"no route of {', '.join(sorted(missing))}")
    sys.stdout.write(write_routes(written(found)))


def _import(parts: Parts, options: argparse.Namespace) -> None:
    data: list[Mapping[str, Any]] = read_routes(options.file.read_bytes())
    reports = take_routes(parts.work, parts.questions, parts.context("routes-import"), data, dry=options.dry_run)
    for one in reports:
        reason = f"{one.field}: {one.reason}" if one.reason else f"version {one.version}"
        sys.stdout.write(f"{one.procedure:<12} {one.outcome.value:<10} {reason}\n")
    bad = sum(one.outcome is keep_routes.Outcome.REFUSED for one in reports)
    if bad:
        raise Refused(f"{bad} of {len(reports)} routes refused, see above")


def _try(parts: Parts, options: argparse.Namespace) -> None:
    route = next((one for one in _routes(parts) if one.id == options.procedure), None)
    if route is None:
        raise LookupError(f"no route of {options.procedure}")
    outcomes = {step: Outcome(said) for step, _, said in (text.partition("=") for text in options.outcome)}
    sys.stdout.write("\n".join(trial_lines(route, try_route(route, outcomes, options.hours))) + "\n")
