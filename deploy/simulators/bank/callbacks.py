"""Tells the receiver of each transfer: signed, tried again while nobody takes it; wrongly, where it was told to."""

from __future__ import annotations

import hashlib
import heapq
import hmac
import json
import logging
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from deploy.simulators.bank.books import Transfer
from deploy.simulators.faults import BadOrder

MODES = ("well", "twice", "forged", "stale", "none")
TRIES = 10
STALE_SECONDS = 3600
log = logging.getLogger("bank")


@dataclass(order=True, slots=True)
class Due:
    """A callback to make; ``at`` by the monotonic clock."""

    at: float
    number: int
    transfer: Transfer = field(compare=False)
    mode: str = field(compare=False)
    tried: int = field(compare=False, default=0)


class Callbacks:
    """A thread of its own makes them; ``mode`` and ``delay`` say how those of transfers from now on are made."""

    def __init__(self, url: str, secret: str, delay: float = 0.5) -> None:
        self.mode = "well"
        self.delay = delay
        self._url = url
        self._secret = secret.encode()
        self._waiting: list[Due] = []
        self._changed = threading.Condition()
        self._number = 0
        threading.Thread(target=self._work, name="callbacks", daemon=True).start()

    def order(self, mode: str, delay: float | None = None) -> None:
        """Raises BadOrder."""
        if mode not in MODES:
            raise BadOrder(f"callbacks: one of {', '.join(MODES)}")
        if delay is not None and not 0 <= delay <= 3600:
            raise BadOrder("seconds: 0 to 3600")
        self.mode = mode
        self.delay = self.delay if delay is None else delay

    def plan(self, transfer: Transfer, mode: str = "") -> None:
        """Tell of it, by the standing mode or by this one."""
        mode = mode or self.mode
        if mode == "none" or not self._url:
            transfer.told.insert(0, "not told")
            return
        for _ in range(2 if mode == "twice" else 1):
            self._push(Due(time.monotonic() + self.delay, self._next(), transfer, mode))

    def sign(self, stamp: str, signed: bytes) -> str:
        """The signature that belongs to it."""
        return hmac.new(self._secret, stamp.encode() + b"." + signed, hashlib.sha256).hexdigest()

    def _next(self) -> int:
        with self._changed:
            self._number += 1
            return self._number

    def _push(self, due: Due) -> None:
        with self._changed:
            heapq.heappush(self._waiting, due)
            self._changed.notify()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting or self._waiting[0].at > time.monotonic():
                    self._changed.wait(self._waiting[0].at - time.monotonic() if self._waiting else None)
                due = heapq.heappop(self._waiting)
            self._call(due)

    def _call(self, due: Due) -> None:
        status, answer = self._post(due)
        due.transfer.told.insert(0, f"{status or 'no answer'} {answer}".strip())
        log.info("callback %s (%s): %s", due.transfer.transaction, due.mode, status or "no answer")
        if (status is None or status >= 500 or status in (409, 429)) and due.tried + 1 < TRIES and due.mode != "forged":
            due.tried += 1
            due.at = time.monotonic() + min(60.0, 0.5 * 2**due.tried)
            self._push(due)

    def _post(self, due: Due) -> tuple[int | None, str]:
        body = json.dumps(due.transfer.content()).encode()
        stamp = str(int(time.time()) - (STALE_SECONDS if due.mode == "stale" else 0))
        signature = self.sign(stamp, body)
        if due.mode == "forged":
            signature = hmac.new(b"somebody else's", stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Timestamp": stamp, "X-Signature": signature}
        try:
            with urllib.request.urlopen(urllib.request.Request(self._url, body, headers), timeout=10) as answer:
                found = json.load(answer)
                return int(answer.status), str(found.get("outcome", "")) + (" again" if found.get("repeated") else "")
        except urllib.error.HTTPError as refusal:
            refusal.close()
            return refusal.code, ""
        except (OSError, ValueError):
            return None, ""
