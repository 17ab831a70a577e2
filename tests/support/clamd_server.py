"""A small server that speaks clamd's protocol: INSTREAM in length-prefixed chunks, one answer ended by a zero byte."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ClamdServer(socketserver.ThreadingUnixStreamServer):
    """Finds ``virus`` anywhere in a stream; refuses streams longer than ``largest``."""

    daemon_threads = True

    def __init__(self, path: Path, virus: bytes, largest: int = 25_000_000) -> None:
        super().__init__(str(path), _Handler)
        self.virus = virus
        self.largest = largest


class _Handler(socketserver.StreamRequestHandler):
    server: ClamdServer

    def handle(self) -> None:
        command = bytearray()
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = bytearray()
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > self.server.largest:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.wfile.write(b"stream: Test-Virus FOUND\0" if self.server.virus in content else b"stream: OK\0")


@contextmanager
def clamd_server(path: Path, virus: bytes, largest: int = 25_000_000) -> Iterator[ClamdServer]:
    """Serving on the socket at ``path``."""
    with ClamdServer(path, virus, largest) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
