"""python -m deploy.simulators.webhook_agency --sheet FILE --listen HOST:PORT: one agency, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from pathlib import Path
from threading import Event

from deploy.simulators.agency.sheet import BadSheet
from deploy.simulators.webhook_agency.office import Office
from deploy.simulators.webhook_agency.receiver import serve
from deploy.simulators.webhook_agency.sheet import read_sheet


def main() -> int:
    """Exit status: 0 after being stopped, 2 where the sheet cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m deploy.simulators.webhook_agency", description=__doc__)
    parser.add_argument("--sheet", type=Path, required=True, help="the connection sheet that the centre gave")
    parser.add_argument("--listen", required=True, metavar="HOST:PORT", help="where letters are taken")
    parser.add_argument("--folder", type=Path, help="where letters are kept until they are answered (sheet's folder)")
    parser.add_argument("--work-seconds", type=float, default=2.0, help="time from taking a task to deciding it")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(name)s %(message)s")
    try:
        sheet = read_sheet(options.sheet)
    except BadSheet as problem:
        print(f"agency: {problem}", file=sys.stderr)
        return 2
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    folder = options.folder or options.sheet.parent / f"{sheet.key}.letters"
    office = Office(sheet, folder, options.work_seconds)
    host, _, port = options.listen.rpartition(":")
    with serve(office, host, int(port)):
        office.work(stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
