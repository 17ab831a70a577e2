"""python -m deploy.simulators.agency --sheet FILE [--behave …]: one agency, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from pathlib import Path

from deploy.simulators.agency.behaviour import NAMES, BadOrder, ordered
from deploy.simulators.agency.connection import Line
from deploy.simulators.agency.desk import Desk
from deploy.simulators.agency.sheet import BadSheet, read_sheet


def main() -> int:
    """Exit status: 0 after being stopped, 2 where the sheet cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m deploy.simulators.agency", description=__doc__)
    parser.add_argument("--sheet", type=Path, required=True, help="the connection sheet that the centre gave")
    parser.add_argument("--work-seconds", type=float, default=2.0, help="time from taking a task to deciding it")
    parser.add_argument(
        "--behave",
        action="append",
        default=[],
        metavar="NAME[=SECONDS][/N]",
        help=f"for about every N-th task (default: each): {', '.join(NAMES)}; away and slow need seconds, and away "
        "hangs up behind each N tasks; may be repeated",
    )
    parser.add_argument("--deny-every", type=int, default=0, metavar="N", help="the same as --behave deny/N")
    parser.add_argument(
        "--supplement-every", type=int, default=0, metavar="N", help="the same as --behave supplement/N"
    )
    parser.add_argument(
        "--supplement-for",
        default="",
        metavar="CODES",
        help="procedures, separated by commas, for whose dossiers papers are always asked",
    )
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("pika").setLevel(logging.CRITICAL)  # every break is said once, in our own words
    try:
        sheet = read_sheet(options.sheet)
        behaviour = ordered(_orders(options))
    except (BadSheet, BadOrder) as problem:
        print(f"agency: {problem}", file=sys.stderr)
        return 2
    codes = frozenset(code.strip() for code in options.supplement_for.split(",") if code.strip())
    desk = Desk(sheet.key, sheet.name, options.work_seconds, behaviour, codes)
    line = Line(sheet, desk)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: line.stop())
    line.run()
    return 0


def _orders(options: argparse.Namespace) -> list[str]:
    short = {"deny": options.deny_every, "supplement": options.supplement_every}
    return [*options.behave, *(f"{name}/{every}" for name, every in short.items() if every)]


if __name__ == "__main__":
    sys.exit(main())
