"""python -m deploy.simulators.mailbox --smtp-port N --http-port M --gateway URL: a mail server and screens."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading

from werkzeug.serving import make_server

from deploy.simulators.faults import Faults
from deploy.simulators.mailbox.letters import Letters
from deploy.simulators.mailbox.server import ANSWERS, MailServer
from deploy.simulators.screens.application import make_app


def main() -> int:
    """Exit status 0 after being stopped."""
    parser = argparse.ArgumentParser(prog="python -m deploy.simulators.mailbox", description=__doc__)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True, help="for the screens")
    parser.add_argument("--gateway", default="", help="where the SMS gateway answers, to show its phones")
    parser.add_argument("--portal", default="", help="where the national portal answers, to show what it holds")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(name)s %(message)s")
    for chatty in ("mail.log", "werkzeug"):  # their lines would hold people's addresses
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
    letters, faults = Letters(), Faults(ANSWERS)
    mail = MailServer(letters, faults, options.smtp_port, options.host)
    mail.start()
    app = make_app(letters, faults, options.gateway, options.portal)
    screens = make_server(options.host, options.http_port, app, threaded=True)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=screens.serve_forever, name="screens", daemon=True).start()
    logging.getLogger("mailbox").info("mail on port %d, screens on port %d", options.smtp_port, options.http_port)
    stop.wait()
    screens.shutdown()
    mail.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
