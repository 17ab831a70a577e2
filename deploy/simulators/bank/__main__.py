"""python -m deploy.simulators.bank --port N --callback URL: a bank, until SIGTERM or Ctrl-C.

BANK_SECRET, or the file that BANK_SECRET_FILE names, signs callbacks and requests for statements.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from pathlib import Path

from werkzeug.serving import make_server

from deploy.simulators.bank.application import make_app
from deploy.simulators.bank.books import Books
from deploy.simulators.bank.callbacks import Callbacks


def main() -> int:
    """Exit status 0 after being stopped."""
    parser = argparse.ArgumentParser(prog="python -m deploy.simulators.bank", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--callback", default="", help="where the receiver wants to be told; empty: it is not told")
    parser.add_argument("--seconds", type=float, default=0.5, help="from a transfer to its callback (%(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)  # its lines would hold what codes say
    callbacks = Callbacks(options.callback, _secret(), options.seconds)
    server = make_server(options.host, options.port, make_app(Books(), callbacks), threaded=True)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=server.serve_forever, name="bank", daemon=True).start()
    logging.getLogger("bank").info("serving on port %d", options.port)
    stop.wait()
    server.shutdown()
    return 0


def _secret() -> str:
    file = os.environ.get("BANK_SECRET_FILE")
    return Path(file).read_text("utf-8").strip() if file else os.environ.get("BANK_SECRET", "")


if __name__ == "__main__":
    sys.exit(main())
