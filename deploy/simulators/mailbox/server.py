"""The mail server: takes every letter for everybody, unless it was told to misbehave."""

from __future__ import annotations

import asyncio
import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.simulators.faults import Fault, Faults
from deploy.simulators.mailbox.letters import Letters

ANSWERS = ("421", "451", "452", "550", "552", "nothing", "silent", "slow")
LARGEST = 5_000_000


class Doorkeeper:
    """Decides at the end of DATA, where a sender can no longer know how far it came."""

    def __init__(self, letters: Letters, faults: Faults) -> None:
        self._letters = letters
        self._faults = faults

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        """The answer to a whole letter."""
        fault = self._faults.next()
        if fault is None or fault.accepted or fault.answer == "slow":
            if fault is not None and fault.answer == "slow":
                await asyncio.sleep(fault.seconds)
            content = envelope.content or b""
            for recipient in envelope.rcpt_tos:
                self._letters.take(recipient, content.encode() if isinstance(content, str) else content)
        if fault is None or fault.answer == "slow":
            return "250 OK"
        return await self._misbehave(server, fault)

    async def _misbehave(self, server: SMTP, fault: Fault) -> str:
        if fault.answer.isdigit():
            return f"{fault.answer} as ordered"
        if fault.answer == "silent":
            await asyncio.sleep(fault.seconds)
        if isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "421 gone"


class MailServer(Controller):
    """Listens on its port until stopped."""

    def __init__(self, letters: Letters, faults: Faults, port: int, host: str = "127.0.0.1") -> None:
        super().__init__(
            Doorkeeper(letters, faults), hostname=host, port=port, data_size_limit=LARGEST,
            server_hostname="mailbox.example", ready_timeout=10,
        )  # fmt: skip


def listens(port: int) -> bool:
    """Whether somebody takes mail on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
