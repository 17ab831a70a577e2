"""The national portal's simulator in this process, on a port of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.simulators.portal.__main__ import LISTS
from deploy.simulators.portal.http import Portal

USER, PASSWORD, UNIT = "motcua", "mat-khau-cong", "H99.11"


@contextmanager
def running_portal() -> Iterator[Portal]:
    """Serves until the end of the block."""
    lists = json.loads(LISTS.read_text("utf-8"))
    portal = Portal(("127.0.0.1", 0), (USER, PASSWORD), UNIT, lists)
    thread = threading.Thread(target=lambda: portal.serve_forever(poll_interval=0.05), daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        portal.shutdown()
        portal.server_close()
        thread.join()


def url_of(portal: Portal) -> str:
    """Where it answers."""
    return f"http://127.0.0.1:{portal.server_address[1]}"
