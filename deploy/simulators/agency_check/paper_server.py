"""One paper of a dossier behind a link, as the centre serves it, for as long as a dossier is looked at."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from deploy.local.ports import LOOPBACK


@dataclass
class ServedPaper:
    """``fetched`` counts how often it was read whole."""

    content: bytes
    link: str = ""
    fetched: int = 0
    path: str = field(default_factory=lambda: f"/papers/{secrets.token_urlsafe(16)}")

    def in_letter(self) -> dict[str, Any]:
        """As a letter names it."""
        return {
            "id": secrets.token_hex(16),
            "name": "Đơn đề nghị",
            "media_type": "application/pdf",
            "size": len(self.content),
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "link": self.link,
        }


@contextmanager
def served_paper() -> Iterator[ServedPaper]:
    """On this machine, gone afterwards."""
    paper = ServedPaper(b"%PDF-1.7\n" + secrets.token_bytes(50_000))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != paper.path:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/pdf")
            self.send_header("Content-Length", str(len(paper.content)))
            self.end_headers()
            self.wfile.write(paper.content)
            paper.fetched += 1

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the outcome says what was fetched."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    paper.link = f"http://{LOOPBACK}:{server.server_port}{paper.path}"
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield paper
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
