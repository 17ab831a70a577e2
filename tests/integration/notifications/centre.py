"""The SMS centre's simulator as a process of its own, and what a test asks it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from deploy.local.ports import free_ports
from tests.integration.notifications.outside import ROOT
from tests.support.waiting import wait_until


@dataclass(frozen=True, slots=True)
class Smsc:
    """``order`` makes it misbehave, the rest is counted at its side."""

    port: int
    http_port: int

    def order(self, **order: Any) -> None:
        self._ask("POST", "control", json=order).raise_for_status()

    def sms(self, phone: str) -> list[dict[str, Any]]:
        return list(self._ask("GET", "messages", params={"phone": phone.removeprefix("+")}).json()["items"])

    def write(self, phone: str, content: str) -> list[str]:
        """Somebody writes to the centre's customer; how each telling was answered."""
        asked = {"phone": phone.removeprefix("+"), "content": content}
        return list(self._ask("POST", "write", json=asked).json()["answers"])

    def binds(self) -> int:
        return int(self._ask("GET", "readyz").json()["binds"])

    def well(self) -> None:
        self.order(answer="well", receipts="delivered", receipt_seconds=0.05)

    def is_there(self) -> bool:
        try:
            return self._ask("GET", "readyz").ok
        except requests.RequestException:
            return False

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        return requests.request(method, f"http://127.0.0.1:{self.http_port}/{path}", timeout=40, **more)


@contextmanager
def running_centre() -> Iterator[Smsc]:
    smsc = Smsc(*free_ports(2))
    command = ("--port", str(smsc.port), "--http-port", str(smsc.http_port), "--receipt-seconds", "0.05")
    process = subprocess.Popen((sys.executable, "-m", "deploy.simulators.smsc", *command), cwd=ROOT)
    try:
        wait_until(smsc.is_there, 20, describe="the SMS centre")
        yield smsc
    finally:
        process.terminate()
        process.wait(10)
