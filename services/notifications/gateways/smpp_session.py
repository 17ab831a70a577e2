"""One bound SMPP 3.4 connection: frames in and out, answers matched by their number, the line watched.

Words of the protocol come from smpplib; the socket is our own, for an answer may come in pieces, and late.
"""

from __future__ import annotations

import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from smpplib import smpp
from smpplib.client import SimpleSequenceGenerator
from smpplib.exceptions import PDUError, UnknownCommandError

BIND_RESP = 0x80000009
GENERIC_NACK, SUBMIT_RESP, DELIVER, UNBIND = 0x80000000, 0x80000004, 0x00000005, 0x00000006
ENQUIRE, ENQUIRE_RESP, UNBIND_RESP = 0x00000015, 0x80000015, 0x80000006
OK, TRY_AGAIN, NOT_KNOWN = 0x00, 0x64, 0x03
HEADER, LARGEST = 16, 65_536
LOOK_SECONDS = 0.1
MOST_PENDING = 2_000


class Lost(Exception):
    """The line broke, or what came over it is no SMPP."""


class NotBound(Exception):
    """The centre did not let us in; ``status`` is its word for why, 0 where it said nothing."""

    def __init__(self, status: int = 0) -> None:
        super().__init__(f"status {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class SmppAccount:
    """Where the centre is and who we are; ``enquire_seconds`` of silence make us ask whether it is there."""

    host: str
    port: int
    system_id: str
    password: str = field(repr=False)
    tls: bool
    ca_file: str
    timeout: float
    enquire_seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    """To a submit: the centre's status, and its id where it took the message."""

    status: int
    smsc_id: str


class SmppSession:
    """Any thread may submit; one thread calls ``work`` until it raises Lost."""

    def __init__(
        self, account: SmppAccount, *, heard: Callable[[Any], int], answered: Callable[[str, Answer], None]
    ) -> None:
        """``heard`` gets each deliver_sm and says with what status it is answered; ``answered`` each answer to a
        submit with the submit's key, in the order of the line, also one that nobody waits for any more."""
        self._account = account
        self._heard, self._answered = heard, answered
        self._numbers = SimpleSequenceGenerator()
        self._writing = threading.Lock()
        self._pending: dict[int, tuple[str, Future[Answer]]] = {}
        self._last_heard = time.monotonic()
        self._asked_at: float | None = None
        self._socket = self._connected()
        try:
            self._bind()
        except BaseException:
            self._socket.close()
            raise

    def submit(self, key: str, **fields: Any) -> Future[Answer]:
        """Raises Lost where nobody knows whether it left."""
        answer: Future[Answer] = Future()
        with self._writing:
            pdu = smpp.make_pdu("submit_sm", client=self._numbers, **fields)
            while len(self._pending) >= MOST_PENDING:
                self._pending.pop(next(iter(self._pending)))
            self._pending[pdu.sequence] = (key, answer)
            self._write(pdu.generate())
        return answer

    def work(self) -> None:
        """Read what is there and watch the line, for a moment. Raises Lost."""
        if self._readable():
            self._handle(*self._frame())
        silent = time.monotonic() - self._last_heard
        if self._asked_at is not None and time.monotonic() - self._asked_at > self._account.timeout:
            raise Lost("no answer to enquire_link")
        if self._asked_at is None and silent > self._account.enquire_seconds:
            self._asked_at = time.monotonic()
            self._send("enquire_link")

    def unbind(self) -> None:
        """Say goodbye where that is possible, and close."""
        with suppress(Lost):
            self._send("unbind")
        self.close()

    def close(self) -> None:
        """All who wait are told that the line is gone."""
        self._socket.close()
        for _, answer in list(self._pending.values()):
            if not answer.done():
                answer.set_exception(Lost("closed"))
        self._pending.clear()

    def _connected(self) -> socket.socket:
        account = self._account
        plain = socket.create_connection((account.host, account.port), account.timeout)
        if not account.tls:
            return plain
        try:
            trust = ssl.create_default_context(cafile=account.ca_file or None)
            return trust.wrap_socket(plain, server_hostname=account.host)
        except BaseException:
            plain.close()
            raise

    def _bind(self) -> None:
        pdu = smpp.make_pdu(
            "bind_transceiver", client=self._numbers, system_id=self._account.system_id,
            password=self._account.password,
        )  # fmt: skip
        self._write(pdu.generate())
        deadline = time.monotonic() + self._account.timeout
        while time.monotonic() < deadline:
            if not self._readable():
                continue
            command, status, number, _ = self._frame()
            if number == pdu.sequence:
                if status != OK or command == GENERIC_NACK:
                    raise NotBound(status)
                return
        raise NotBound

    def _readable(self) -> bool:
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return True
        try:
            return bool(select.select([self._socket], [], [], LOOK_SECONDS)[0])
        except (OSError, ValueError):
            raise Lost("closed") from None

    def _frame(self) -> tuple[int, int, int, bytes]:
        head = self._exactly(HEADER)
        length, command, status, number = struct.unpack(">LLLL", head)
        if not HEADER <= length <= LARGEST:
            raise Lost("no SMPP")
        self._last_heard, self._asked_at = time.monotonic(), None
        return command, status, number, head + self._exactly(length - HEADER)

    def _exactly(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            try:
                some = self._socket.recv(size - len(found))
            except OSError as fault:
                raise Lost(type(fault).__name__) from None
            if not some:
                raise Lost("closed by the centre")
            found += some
        return found

    def _handle(self, command: int, status: int, number: int, raw: bytes) -> None:
        if command in (SUBMIT_RESP, GENERIC_NACK):
            self._take_answer(number, status, raw if command == SUBMIT_RESP else b"")
        elif command == DELIVER:
            pdu = _parsed(raw, self._numbers)
            self._send("deliver_sm_resp", number, NOT_KNOWN if pdu is None else self._heard(pdu), message_id="")
        elif command == ENQUIRE:
            self._send("enquire_link_resp", number)
        elif command == UNBIND:
            self._send("unbind_resp", number)
            raise Lost("the centre said goodbye")
        elif command not in (ENQUIRE_RESP, UNBIND_RESP) and not command & GENERIC_NACK:
            self._write(struct.pack(">LLLL", HEADER, GENERIC_NACK, NOT_KNOWN, number))

    def _take_answer(self, number: int, status: int, raw: bytes) -> None:
        with self._writing:
            key, waiting = self._pending.pop(number, ("", None))
        if waiting is None:
            return
        smsc_id = raw[HEADER:].partition(b"\0")[0].decode("latin-1") if status == OK else ""
        answer = Answer(status, smsc_id)
        self._answered(key, answer)
        waiting.set_result(answer)

    def _send(self, command: str, number: int | None = None, status: int = OK, **fields: Any) -> None:
        with self._writing:
            pdu = smpp.make_pdu(command, client=self._numbers, status=status, **fields)
            if number is not None:
                pdu.sequence = number
            self._write(pdu.generate())

    def _write(self, octets: bytes) -> None:
        try:
            self._socket.sendall(octets)
        except OSError as fault:
            raise Lost(type(fault).__name__) from None


def _parsed(raw: bytes, numbers: Any) -> Any:
    try:
        return smpp.parse_pdu(raw, client=numbers, allow_unknown_opt_params=True)
    except (PDUError, UnknownCommandError, struct.error, ValueError, KeyError, AttributeError, IndexError):
        return None
