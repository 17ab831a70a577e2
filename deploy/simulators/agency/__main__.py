"""python -m deploy.simulators.agency --sheet FILE [--work-seconds S]: one agency, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from pathlib import Path

from deploy.simulators.agency.connection import Line
from deploy.simulators.agency.desk import Desk
from deploy.simulators.agency.sheet import BadSheet, read_sheet


def main() -> int:
    """Exit status: 0 after being stopped, 2 where the sheet cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m deploy.simulators.agency", description=__doc__)
    parser.add_argument("--sheet", type=Path, required=True, help="the connection sheet that the centre gave")
    parser.add_argument("--work-seconds", type=float, default=2.0, help="time from taking a task to deciding it")
    parser.add_argument("--deny-every", type=int, default=0, metavar="N", help="deny about every N-th task")
    parser.add_argument(
        "--supplement-every", type=int, default=0, metavar="N", help="ask for papers for about every N-th task"
    )
    parser.add_argument(
        "--supplement-for",
        default="",
        metavar="CODES",
        help="procedures, separated by commas, for whose dossiers papers are always asked",
    )
    parser.add_argument("--answer-twice", action="store_true", help="send every answer twice, as a faulty program may")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("pika").setLevel(logging.CRITICAL)  # every break is said once, in our own words
    try:
        sheet = read_sheet(options.sheet)
    except BadSheet as problem:
        print(f"agency: {problem}", file=sys.stderr)
        return 2
    codes = frozenset(code.strip() for code in options.supplement_for.split(",") if code.strip())
    desk = Desk(sheet.key, sheet.name, options.work_seconds, options.deny_every, options.supplement_every, codes)
    line = Line(sheet, desk, times=2 if options.answer_twice else 1)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: line.stop())
    line.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
