"""python -m deploy.simulators.portal --port N: a national portal to try out with, until SIGTERM or Ctrl-C.

PORTAL_USER and PORTAL_PASSWORD (both empty: anybody may sign in) come from the environment, or from the files that
PORTAL_PASSWORD_FILE and so on name.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import threading
from pathlib import Path

from deploy.simulators.portal.http import Portal

LISTS = Path(__file__).parent / "lists.json"


def main() -> int:
    """Exit status 0 after being stopped."""
    parser = argparse.ArgumentParser(prog="python -m deploy.simulators.portal", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    parser.add_argument("--unit", default="H99.11", help="the province's code that is registered (%(default)s)")
    parser.add_argument("--lists", type=Path, default=LISTS, help="procedures, fields and agencies (%(default)s)")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(name)s %(message)s")
    lists = json.loads(options.lists.read_text("utf-8"))
    account = (_secret("PORTAL_USER"), _secret("PORTAL_PASSWORD"))
    portal = Portal((options.host, options.port), account, options.unit, lists)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=portal.serve_forever, name="http", daemon=True).start()
    logging.getLogger("portal").info("serving on port %d", options.port)
    stop.wait()
    portal.shutdown()
    portal.server_close()
    return 0


def _secret(name: str) -> str:
    file = os.environ.get(f"{name}_FILE")
    return Path(file).read_text("utf-8").strip() if file else os.environ.get(name, "")


if __name__ == "__main__":
    sys.exit(main())
