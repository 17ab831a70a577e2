"""python -m deploy.simulators.smsc --port N --http-port M: an SMS centre, and an address to order faults at."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
import threading

from werkzeug.serving import make_server

from deploy.simulators.smsc.centre import Centre
from deploy.simulators.smsc.http import make_app


def main() -> int:
    """Exit status 0 after being stopped."""
    parser = argparse.ArgumentParser(prog="python -m deploy.simulators.smsc", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="for SMPP")
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--receipt-seconds", type=float, default=1.5, help="from taking a message to its receipt")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)  # its lines would hold telephone numbers
    centre = Centre(options.host, options.port, options.receipt_seconds)
    http = make_server(options.host, options.http_port, make_app(centre), threaded=True)
    threading.Thread(target=http.serve_forever, name="http", daemon=True).start()
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_run(centre))
    http.shutdown()
    return 0


async def _run(centre: Centre) -> None:
    work = asyncio.ensure_future(centre.run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, work.cancel)
    logging.getLogger("smsc").info("serving")
    await work


if __name__ == "__main__":
    sys.exit(main())
