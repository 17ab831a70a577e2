"""python -m deploy.simulators.agency_check [options] [-- COMMAND …]: the centre, before an agency's own program.

COMMAND is the agency's program; {sheet} in it stands for the path of its connection sheet, {folder} for an empty folder
of its own. Without a COMMAND the sheet's path is printed, and the program is to be started by hand. A broker is started
for the purpose where none is named.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pika.exceptions

from deploy.local.ports import free_ports
from deploy.local.problems import LocalProblem
from deploy.local.rabbitmq import BrokerPorts, RabbitServer
from deploy.simulators.agency_check.dossier import Failed
from deploy.simulators.agency_check.named import DOSSIERS, PAPERLESS, Named
from deploy.simulators.agency_check.place import Place, private_place
from deploy.simulators.agency_check.program import Beside, Program, Started
from deploy.simulators.agency_check.report import as_json, is_good, table
from deploy.simulators.agency_check.run import Run
from shared.bus.broker_admin import BrokerFault


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 where nothing failed, 1 where something did, 2 where it could not be tried."""
    options = _options(arguments)
    if options.list:
        for named in DOSSIERS:
            print(f"{named.name:<22} {named.about} → {named.duty}")
        return 0
    logging.getLogger("pika").setLevel(logging.CRITICAL)
    try:
        dossiers = _chosen(options.only)
        with tempfile.TemporaryDirectory(prefix="agency-check-") as folder, _broker(options, Path(folder)) as urls:
            with private_place(*urls, options.sheets or Path(folder) / "sheet") as place:
                program = _program(options.command, place, Path(folder))
                run = Run(place, program, options.patience, options.quiet, _progress)
                outcomes = run.play(dossiers)
            _show_log(Path(folder) / "program.log", options.log)
    except (Failed, BrokerFault, LocalProblem, pika.exceptions.AMQPError, OSError, ValueError) as problem:
        print(f"agency-check: {problem or type(problem).__name__}", file=sys.stderr)
        return 2
    print(table(outcomes))
    if options.json is not None:
        options.json.write_text(as_json(outcomes), "utf-8")
    return 0 if is_good(outcomes, strict=options.strict) else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.simulators.agency_check",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"Dossiers without papers come under the procedure {PAPERLESS} and with no components: a program that "
        "never asks for papers has those shown as '–'.",
    )
    parser.add_argument("--amqp", metavar="URL", help="a broker, as its administrator")
    parser.add_argument("--management", metavar="URL", help="its management API, as its administrator")
    parser.add_argument(
        "--sheets", type=Path, metavar="FOLDER", help="where the sheet is written (else a folder of ours)"
    )
    parser.add_argument("--patience", type=float, default=20, metavar="S", help="longest wait for an answer (20)")
    parser.add_argument("--quiet", type=float, default=2, metavar="S", help="silence before the judgement (2)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="this dossier; may be repeated")
    parser.add_argument("--strict", action="store_true", help="fail also where something was not shown")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the outcome there")
    parser.add_argument("--log", action="store_true", help="show what the program printed")
    parser.add_argument("--list", action="store_true", help="name the dossiers and end")
    parser.add_argument("command", nargs="*", metavar="COMMAND", help="the agency's program, behind --")
    options = parser.parse_args(arguments)
    if bool(options.amqp) != bool(options.management):
        parser.error("--amqp and --management belong together")
    return options


def _chosen(names: list[str]) -> list[Named]:
    unknown = set(names) - {named.name for named in DOSSIERS}
    if unknown:
        raise ValueError(f"no such dossier: {', '.join(sorted(unknown))}; --list names them")
    return [named for named in DOSSIERS if not names or named.name in names]


@contextmanager
def _broker(options: argparse.Namespace, folder: Path) -> Iterator[tuple[str, str]]:
    """Addresses of AMQP and of the management API."""
    if options.amqp:
        yield options.amqp, options.management
        return
    server = RabbitServer(folder / "broker", BrokerPorts(*free_ports(4)))
    server.start()
    try:
        yield server.admin_url(), server.management_url
    finally:
        server.stop()


def _program(command: list[str], place: Place, folder: Path) -> Program:
    if not command:
        print(f"Start your program with this sheet: {place.sheet}", flush=True)
        return Beside()
    home = folder / "program"
    home.mkdir()
    known = {"{sheet}": str(place.sheet), "{folder}": str(home)}
    return Started([_filled(part, known) for part in command], folder / "program.log")


def _filled(part: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        part = part.replace(name, value)
    return part


def _progress(name: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{name} …", end="", file=sys.stderr, flush=True)


def _show_log(path: Path, wanted: bool) -> None:
    if wanted and path.exists():
        print(path.read_text("utf-8", "replace"))


if __name__ == "__main__":
    sys.exit(main())
