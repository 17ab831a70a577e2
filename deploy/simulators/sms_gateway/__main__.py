"""python -m deploy.simulators.sms_gateway --port N: one provider of SMS, until SIGTERM or Ctrl-C.

SMS_API_KEY, SMS_SECRET_KEY (both empty: anybody may send) and SMS_CALLBACK_SECRET come from the environment.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading

from deploy.simulators.sms_gateway.http import Gateway


def main() -> int:
    """Exit status 0 after being stopped."""
    parser = argparse.ArgumentParser(prog="python -m deploy.simulators.sms_gateway", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--receipt-seconds", type=float, default=1.5, help="from taking a message to its receipt")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(name)s %(message)s")
    keys = (os.environ.get("SMS_API_KEY", ""), os.environ.get("SMS_SECRET_KEY", ""))
    secret = os.environ.get("SMS_CALLBACK_SECRET", "")
    gateway = Gateway(("127.0.0.1", options.port), keys, secret, options.receipt_seconds)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=gateway.serve_forever, name="http", daemon=True).start()
    logging.getLogger("sms-gateway").info("serving on port %d", options.port)
    stop.wait()
    gateway.shutdown()
    gateway.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
