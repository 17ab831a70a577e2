"""A way to the database that loses the answers to chosen commands: what a broken connection looks like to a client."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class LossyProxy:
    """Passes bytes to ``host:port``. While ``loses`` is set, a request that holds those bytes reaches the server, but
    once the server has answered the connection is cut and the answer is lost."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.loses: bytes | None = None
        self.lost = 0
        self._threads = [threading.Thread(target=self._accept)]
        self._sockets: list[socket.socket] = []
        self._threads[0].start()

    def close(self) -> None:
        """Cut everything and wait for the threads."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._sockets:
            _cut(one)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                self._sockets += [client, server]
                doomed = threading.Event()
                for one in ((client, server, doomed, True), (server, client, doomed, False)):
                    thread = threading.Thread(target=self._pass_on, args=one)
                    self._threads.append(thread)
                    thread.start()

    def _pass_on(self, source: socket.socket, target: socket.socket, doomed: threading.Event, asks: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if asks and self.loses is not None and self.loses in data:
                    doomed.set()
                if not asks and doomed.is_set():
                    self.lost += 1
                    break
                target.sendall(data)
        _cut(source)
        _cut(target)


@contextmanager
def lossy_proxy(host: str, port: int) -> Iterator[LossyProxy]:
    """A proxy for the time of a test."""
    proxy = LossyProxy(host, port)
    try:
        yield proxy
    finally:
        proxy.close()


def _cut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
