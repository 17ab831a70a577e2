"""python -m deploy.simulators.sms_gateway --port N: one provider of SMS, until SIGTERM or Ctrl-C.

SMS_API_KEY, SMS_SECRET_KEY (both empty: anybody may send) and SMS_CALLBACK_SECRET come from the environment, or from
the files that SMS_API_KEY_FILE and so on name.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from pathlib import Path

from deploy.simulators.sms_gateway.http import Gateway
from deploy.simulators.sms_gateway.phones import KEPT


def main() -> int:
    """Exit status 0 after being stopped."""
    parser = argparse.ArgumentParser(prog="python -m deploy.simulators.sms_gateway", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--receipt-seconds", type=float, default=1.5, help="from taking a message to its receipt")
    parser.add_argument("--inbound-url", default="", help="where messages that people write are passed on to")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    parser.add_argument("--keep", type=int, default=KEPT, help="so many messages are remembered (%(default)s)")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(name)s %(message)s")
    keys = (_secret("SMS_API_KEY"), _secret("SMS_SECRET_KEY"))
    secret = _secret("SMS_CALLBACK_SECRET")
    address, delay = (options.host, options.port), options.receipt_seconds
    gateway = Gateway(address, keys, secret, delay, options.inbound_url, options.keep)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=gateway.serve_forever, name="http", daemon=True).start()
    logging.getLogger("sms-gateway").info("serving on port %d", options.port)
    stop.wait()
    gateway.shutdown()
    gateway.server_close()
    return 0


def _secret(name: str) -> str:
    file = os.environ.get(f"{name}_FILE")
    return Path(file).read_text("utf-8").strip() if file else os.environ.get(name, "")


if __name__ == "__main__":
    sys.exit(main())
