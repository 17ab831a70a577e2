"""The providers' simulators as processes of their own, and what a test asks them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import requests

from deploy.local.ports import free_ports
from tests.support.waiting import wait_until

ROOT = Path(__file__).resolve().parents[3]
SECRET, KEY, ACCOUNT = "callback-secret", "secret-key", "api-key"
SEND = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"


@dataclass(frozen=True, slots=True)
class Outside:
    """Both simulators; ``order`` makes them misbehave, the rest is counted at their side."""

    sms_port: int
    smtp_port: int
    screens_port: int

    @property
    def sms_url(self) -> str:
        return f"http://127.0.0.1:{self.sms_port}{SEND}"

    @property
    def zalo_url(self) -> str:
        return f"http://127.0.0.1:{self.sms_port}/zalo/message/template"

    @property
    def screens(self) -> str:
        return f"http://127.0.0.1:{self.screens_port}/simulators"

    def order_sms(self, **order: Any) -> None:
        """``answer``, ``count``, ``seconds``, ``accepted``; ``receipts``, ``receipt_seconds``."""
        requests.post(f"http://127.0.0.1:{self.sms_port}/control", json=order, timeout=5).raise_for_status()

    def order_mail(self, **order: Any) -> None:
        requests.post(f"{self.screens}/control", json=order, timeout=5).raise_for_status()

    def sms(self, phone: str | None = None) -> list[dict[str, Any]]:
        """What reached phones."""
        query = {"phone": phone} if phone else {}
        answer = requests.get(f"http://127.0.0.1:{self.sms_port}/messages", params=query, timeout=5)
        return list(answer.json()["items"])

    def letters(self, box: str | None = None) -> list[dict[str, Any]]:
        """What reached mailboxes."""
        answer = requests.get(f"{self.screens}/letters.json", params={"box": box} if box else {}, timeout=5)
        return list(answer.json()["items"])

    def well(self) -> None:
        """No faults any more."""
        self.order_sms(answer="well", receipts="delivered", receipt_seconds=0.05)
        self.order_mail(answer="well")


@contextmanager
def running_outside() -> Iterator[Outside]:
    """Start both, stop both."""
    outside = Outside(*free_ports(3))
    environment = {**os.environ, "SMS_API_KEY": ACCOUNT, "SMS_SECRET_KEY": KEY, "SMS_CALLBACK_SECRET": SECRET}
    gateway = ("deploy.simulators.sms_gateway", "--port", str(outside.sms_port), "--receipt-seconds", "0.05")
    mailbox = (
        "deploy.simulators.mailbox", "--smtp-port", str(outside.smtp_port), "--http-port", str(outside.screens_port),
        "--gateway", f"http://127.0.0.1:{outside.sms_port}",
    )  # fmt: skip
    processes = [
        subprocess.Popen((sys.executable, "-m", *command), env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        for command in (gateway, mailbox)
    ]
    try:
        for url in (f"http://127.0.0.1:{outside.sms_port}/readyz", f"{outside.screens}/readyz"):
            wait_until(partial(_answers, url), 20, describe=url)
        yield outside
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(10)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=1).ok
    except requests.RequestException:
        return False
