"""The line to an SMS centre: only to one whose certificate is believed, and let go when it stops answering."""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest

from services.notifications.app import build
from services.notifications.domain.message import Channel, Status
from services.notifications.gateways.smpp_session import BIND_RESP, ENQUIRE, HEADER, Lost, SmppAccount, SmppSession
from services.notifications.settings import TABLE
from services.notifications.use_cases.send_message import send_next
from shared.settings import read
from tests.integration.notifications.centre import Smsc, running_centre
from tests.integration.notifications.certificates import Authority
from tests.integration.notifications.conftest import Citizen, message_of, sending_of, tell
from tests.integration.notifications.test_smpp import at_work, line_of
from tests.support.waiting import wait_until


@pytest.fixture(scope="module")
def smsc() -> Iterator[Smsc]:
    with running_centre() as one:
        yield one


@contextmanager
def behind_tls(context: ssl.SSLContext, port: int) -> Iterator[int]:
    """A port that takes TLS and hands on to the centre; each connection until one side ends it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    plain, _ = listening.accept()
                except OSError:
                    return
                Thread(target=hand_on, args=(plain,), daemon=True).start()

        def hand_on(plain: socket.socket) -> None:
            with (
                suppress(OSError),
                context.wrap_socket(plain, server_side=True) as outer,
                socket.create_connection(("127.0.0.1", port)) as inner,
            ):
                Thread(target=copy, args=(inner, outer), daemon=True).start()
                copy(outer, inner)

        Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]


def copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while some := source.recv(4_096):
            target.sendall(some)


def account(port: int, ca_file: str = "", *, host: str = "localhost", tls: bool = True) -> SmppAccount:
    return SmppAccount(host, port, "motcua", "secret", tls, ca_file, 2.0, enquire_seconds=0.05)


def session(one: SmppAccount) -> SmppSession:
    return SmppSession(one, heard=lambda _: 0, answered=lambda _key, _answer: None)


def work_on(one: SmppSession) -> None:
    while True:
        one.work()


def test_over_tls_a_message_arrives(
    environment: dict[str, str], database: object, smsc: Smsc, citizen: Citizen, tmp_path: Path
) -> None:
    authority = Authority.new(tmp_path)
    with behind_tls(authority.server(), smsc.port) as port:
        parts = build(read(TABLE, {
            **environment, "SMS_URL": "", "SMPP_HOST": "localhost", "SMPP_PORT": str(port), "SMPP_TLS": "true",
            "SMPP_CA_FILE": str(authority.file), "SMPP_SYSTEM_ID": "motcua", "SMPP_PASSWORD": "secret",
        }))  # fmt: skip
        parts.database["leases"].delete_many({})
        line = line_of(parts)
        with at_work(line):
            wait_until(lambda: line.is_ready)
            received = tell(parts, citizen, channels=(Channel.SMS,))
            send_next(sending_of(parts))
            wait_until(lambda: message_of(parts, received).status is Status.DELIVERED)
        parts.database.client.close()
    assert len(smsc.sms(citizen.phone)) == 1


@pytest.mark.parametrize(("host", "days", "known"), [
    ("localhost", 10, False), ("localhost", -1, True), ("smsc.example", 10, True),
])  # fmt: skip
def test_nothing_is_said_to_a_centre_that_is_not_believed(
    smsc: Smsc, tmp_path: Path, host: str, days: int, known: bool
) -> None:
    """Somebody's unknown, one that ended, one of another name: not even the password goes out."""
    binds = smsc.binds()
    authority = Authority.new(tmp_path)
    believed = str(authority.file)
    if not known:
        (tmp_path / "other").mkdir()
        believed = str(Authority.new(tmp_path / "other", "Somebody else").file)
    shown = authority.server(host, days=days)
    with behind_tls(shown, smsc.port) as port, pytest.raises(ssl.SSLCertVerificationError):
        session(account(port, believed))
    assert smsc.binds() == binds


def test_a_centre_that_answers_no_enquire_link_is_let_go() -> None:
    """It takes the bind, then only listens: silence is noticed by asking, and the line is given up."""
    asked: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def centre() -> None:
            line, _ = listening.accept()
            with line, suppress(OSError):
                length, _command, _status, number = struct.unpack(">LLLL", line.recv(HEADER))
                line.recv(length - HEADER)
                line.sendall(struct.pack(">LLLL", HEADER + 5, BIND_RESP, 0, number) + b"SMSC\0")
                while head := line.recv(HEADER):
                    asked.append(struct.unpack(">LLLL", head)[1])

        Thread(target=centre, daemon=True).start()
        one = session(account(listening.getsockname()[1], host="127.0.0.1", tls=False))
        with pytest.raises(Lost, match="enquire_link"):
            work_on(one)
        one.close()
        wait_until(lambda: asked == [ENQUIRE])
