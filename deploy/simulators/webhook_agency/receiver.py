"""The agency's door: takes what the centre posts, says 204 once it is safe, 401 and 422 to what is not the centre's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from deploy.simulators.agency.messages import Unreadable
from deploy.simulators.agency.signing import BadSignature
from deploy.simulators.webhook_agency.office import Office

LARGEST = 1024 * 1024


@contextmanager
def serve(office: Office, host: str, port: int) -> Iterator[int]:
    """Listen in a thread of its own; gives the port."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """One letter."""
            self._say(self._taken())

        def _taken(self) -> int:
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 < length <= LARGEST:
                return 413
            try:
                office.take(self.rfile.read(length), self.headers.get("JWS"))
            except BadSignature:
                return 401
            except Unreadable:
                return 422
            except OSError:
                return 503
            return 204

        def _say(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """The office says what it took."""

    server = ThreadingHTTPServer((host, port), Door)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
