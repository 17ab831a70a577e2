"""Tells the centre what arrived: signed callbacks a moment later, tried again while nobody takes them."""

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

from deploy.simulators.faults import BadOrder
from deploy.simulators.sms_gateway.phones import Phones, Sms

MODES = ("delivered", "failed", "none", "lost", "twice", "forged")
TRIES = 8
ZALO_APP = "4001"
MOST_WAITING = 20_000
log = logging.getLogger("sms-gateway")


@dataclass(order=True, slots=True)
class Due:
    """A callback to make; ``at`` by the monotonic clock."""

    at: float
    number: int
    url: str = field(compare=False)
    sms_id: str = field(compare=False)
    request_id: str = field(compare=False)
    delivered: bool = field(compare=False)
    forged: bool = field(compare=False)
    tried: int = field(compare=False, default=0)
    shape: str = field(compare=False, default="esms")
    content: str = field(compare=False, default="", repr=False)
    phone: str = field(compare=False, default="", repr=False)


class Callbacks:
    """A thread of its own makes them; ``mode`` says what comes of messages from now on."""

    def __init__(self, phones: Phones, secret: str, delay: float) -> None:
        self.mode = "delivered"
        self._phones = phones
        self._secret = secret.encode()
        self._delay = delay
        self._waiting: list[Due] = []
        self._changed = threading.Condition()
        self._number = 0
        threading.Thread(target=self._work, name="callbacks", daemon=True).start()

    def order(self, mode: str, delay: float | None = None) -> None:
        """Raises BadOrder."""
        if mode not in MODES:
            raise BadOrder(f"receipts: one of {', '.join(MODES)}")
        self.mode = mode
        self._delay = self._delay if delay is None else delay

    def plan(self, sms: Sms) -> None:
        """A message reached its phone, or never will."""
        sms.became = "lost" if self.mode in ("failed", "lost") else "arrived"
        silent = self.mode in ("none", "lost") or (sms.shape == "zalo" and self.mode == "failed")
        if silent or not sms.callback_url:  # of a failure Zalo says nothing
            return
        for _ in range(2 if self.mode == "twice" else 1):
            self._push(Due(time.monotonic() + self._delay, self._next(), sms.callback_url, sms.sms_id, sms.request_id,
                           self.mode != "failed", self.mode == "forged", shape=sms.shape))  # fmt: skip

    def pass_on(self, sms: Sms, url: str, forged: bool = False) -> None:
        """Somebody wrote; told twice where that is ordered."""
        for _ in range(2 if self.mode == "twice" else 1):
            self._push(Due(time.monotonic(), self._next(), url, sms.sms_id, sms.request_id, True, forged,
                           shape="inbound", content=sms.content, phone=sms.phone))  # fmt: skip

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _push(self, due: Due) -> None:
        with self._changed:
            if len(self._waiting) < MOST_WAITING:
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
        status = self._post(due)
        told = "passed on" if due.shape == "inbound" else "delivered" if due.delivered else "failed"
        self._phones.told(due.sms_id, f"{told}, answered {status}" if status else f"{told}, not taken yet")
        log.info("callback %s: %s", due.request_id, status or "no answer")
        if (status is None or status >= 500) and due.tried + 1 < TRIES:
            due.tried += 1
            due.at = time.monotonic() + min(30.0, 0.5 * 2**due.tried)
            self._push(due)

    def _post(self, due: Due) -> int | None:
        secret = b"somebody else's" if due.forged else self._secret
        body, headers = _zalo(due, secret) if due.shape == "zalo" else _signed(due, secret)
        try:
            with urllib.request.urlopen(urllib.request.Request(due.url, body, headers), timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            refusal.close()
            return refusal.code
        except (OSError, ValueError):
            return None


def _signed(due: Due, secret: bytes) -> tuple[bytes, dict[str, str]]:
    body, stamp = json.dumps(_content(due)).encode(), str(int(time.time()))
    signature = hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return body, {"Content-Type": "application/json", "X-Timestamp": stamp, "X-Signature": signature}


def _zalo(due: Due, secret: bytes) -> tuple[bytes, dict[str, str]]:
    stamp = f"{time.time() * 1000:.0f}"
    message = {"delivery_time": stamp, "msg_id": due.sms_id, "tracking_id": due.request_id}
    told = {"event_name": "user_received_message", "app_id": ZALO_APP, "message": message, "timestamp": stamp}
    body = json.dumps(told).encode()
    signature = hashlib.sha256(ZALO_APP.encode() + body + stamp.encode() + secret).hexdigest()
    return body, {"Content-Type": "application/json", "X-ZEvent-Signature": f"mac={signature}"}


def _content(due: Due) -> dict[str, str]:
    if due.shape == "inbound":
        return {"MoId": due.request_id, "Phone": due.phone, "Content": due.content, "TypeId": "MO"}
    if due.shape == "nhanh":
        return {"id": due.request_id, "ref": due.sms_id, "state": "arrived" if due.delivered else "lost"}
    return {
        "RequestId": due.request_id, "SMSID": due.sms_id, "TypeId": "2", "TotalReceiver": "1", "SendStatus": "5",
        "SendSuccess": "1" if due.delivered else "0", "SendFailed": "0" if due.delivered else "1",
    }  # fmt: skip
