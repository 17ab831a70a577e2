"""Asks a clamd for its verdict over its socket: INSTREAM, so that it needs no right to our files."""

from __future__ import annotations

import logging
import socket
import struct
from typing import BinaryIO

from shared.files.faults import ScannerAway

CHUNK_BYTES = 64 * 1024
LONGEST_REPLY = 4096
# Shorter than the minute for which the job of a scan is on lease.
TIMEOUT_SECONDS = 50.0
_log = logging.getLogger(__name__)


class Clamd:
    """``address``: a socket's path, or ``host:port``."""

    def __init__(self, address: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._address = address
        self._timeout_seconds = timeout_seconds

    def is_clean(self, content: BinaryIO) -> bool:
        """Whether it found nothing. Raises ScannerAway for anything else: no answer, or no verdict."""
        try:
            with self._connect() as connection:
                reply = _ask(connection, content)
        except OSError as fault:
            raise ScannerAway(f"clamd does not answer: {type(fault).__name__}") from fault
        if reply == "stream: OK":
            return True
        if reply.startswith("stream: ") and reply.endswith(" FOUND"):
            _log.warning("clamd found a virus", extra={"signature": reply[8:-6]})
            return False
        raise ScannerAway(f"clamd gave no verdict: {reply[:200] or 'it closed the connection'}")

    def _connect(self) -> socket.socket:
        host, _, port = self._address.rpartition(":")
        if not self._address.startswith("/") and port.isdigit():
            return socket.create_connection((host, int(port)), timeout=self._timeout_seconds)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self._timeout_seconds)
        try:
            connection.connect(self._address)
        except OSError:
            connection.close()
            raise
        return connection


def _ask(connection: socket.socket, content: BinaryIO) -> str:
    """Length and bytes, chunk by chunk, an empty one at the end; the answer ends with a zero byte."""
    connection.sendall(b"zINSTREAM\0")
    try:
        while chunk := content.read(CHUNK_BYTES):
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
        connection.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has heard enough (larger than its StreamMaxLength) and said so before it closed
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < LONGEST_REPLY:
        part = connection.recv(LONGEST_REPLY)
        if not part:
            break
        reply += part
    return reply.rstrip(b"\0\n").decode("utf-8", "replace")
