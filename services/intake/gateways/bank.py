"""A bank that takes transfers by VietQR, calls back signed, and gives a statement of each day over HTTP.

A callback is JSON ``{transaction, account, amount, memo, booked_at}`` with two headers: ``X-Timestamp`` (seconds since
1970) and ``X-Signature``, the HMAC-SHA256 in hexadecimal digits over ``<timestamp>.<body>``. A statement is
``GET <url>/statements/<yyyy-mm-dd>`` with the same headers over the path, answered by ``{"items": [the same fields]}``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import requests

from services.intake.domain.errors import Words
from services.intake.domain.money.notice import NoticeRefused, Refused, Transfer
from services.intake.gateways.vietqr import MOST_AMOUNT, vietqr
from services.intake.use_cases.money_ports import BankAway, PaymentRequest

TOLERANCE_SECONDS = 300
TIMEOUT_SECONDS = 20
LONGEST_MEMO, LONGEST_ID = 500, 64
LARGEST_STATEMENT = 20_000_000
SILENT = Words("Ngân hàng không trả lời", "The bank does not answer")
GARBLED = Words("Ngân hàng trả lời không đúng mẫu", "The bank's answer is not of the agreed form")


@dataclass(frozen=True, slots=True)
class Bank:
    """Implements ``use_cases.money_ports.PaymentProvider``.

    ``bin`` is the bank's number at NAPAS, ``holder`` whose account it is, in capitals without marks. ``url`` empty: it
    gives no statements.
    """

    name: str
    bin: str
    words: Words
    account: str
    holder: str
    secret: str = field(repr=False)
    url: str = ""
    now: Callable[[], datetime] | None = None

    @property
    def tells_statements(self) -> bool:
        return bool(self.url)

    def request(self, amount: int, reference: str) -> PaymentRequest:
        code = vietqr(self.bin, self.account, amount, reference, holder=self.holder)
        return PaymentRequest(self.name, code, self.words, self.account, self.holder, amount, reference)

    def read_callback(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Transfer:
        given = {name.lower(): value for name, value in headers.items()}
        stamp, signature = given.get("x-timestamp", ""), given.get("x-signature", "")
        if not hmac.compare_digest(signature.lower().encode(), self._signature(stamp, body).encode()):
            raise NoticeRefused(Refused.FORGED)
        if not stamp.isdecimal() or abs(now.timestamp() - int(stamp)) > TOLERANCE_SECONDS:
            raise NoticeRefused(Refused.STALE)
        try:
            told = json.loads(body)
        except ValueError:
            raise NoticeRefused(Refused.UNREADABLE) from None
        return self._transfer(told)

    def statement(self, day: date) -> tuple[Transfer, ...]:
        path = f"/statements/{day.isoformat()}"
        stamp = str(int(self._clock().timestamp()))
        headers = {"X-Timestamp": stamp, "X-Signature": self._signature(stamp, path.encode())}
        try:
            with requests.get(
                self.url.rstrip("/") + path,
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                stream=True,
                allow_redirects=False,
            ) as answer:
                if answer.status_code != 200:
                    raise BankAway(SILENT)
                found = json.loads(answer.raw.read(LARGEST_STATEMENT, decode_content=True))
        except (requests.RequestException, OSError) as fault:
            raise BankAway(SILENT) from fault
        except ValueError:
            raise BankAway(GARBLED) from None
        if not isinstance(found, dict) or not isinstance(found.get("items"), list):
            raise BankAway(GARBLED)
        try:
            return tuple(self._transfer(one) for one in found["items"])
        except NoticeRefused:
            raise BankAway(GARBLED) from None

    def _transfer(self, told: Any) -> Transfer:
        """Raises NoticeRefused."""
        if not isinstance(told, dict):
            raise NoticeRefused(Refused.UNREADABLE)
        if told.get("account") != self.account:
            raise NoticeRefused(Refused.OTHER_ACCOUNT)
        id, amount, memo = told.get("transaction"), told.get("amount"), told.get("memo")
        if not isinstance(id, str) or not id.isascii() or not id.isalnum() or len(id) > LONGEST_ID:
            raise NoticeRefused(Refused.UNREADABLE)
        if isinstance(amount, bool) or not isinstance(amount, int) or not 0 < amount <= MOST_AMOUNT:
            raise NoticeRefused(Refused.UNREADABLE)
        if not isinstance(memo, str) or len(memo) > LONGEST_MEMO:
            raise NoticeRefused(Refused.UNREADABLE)
        return Transfer(id, _moment(told.get("booked_at")), amount, memo)

    def _signature(self, stamp: str, signed: bytes) -> str:
        return hmac.new(self.secret.encode(), stamp.encode() + b"." + signed, hashlib.sha256).hexdigest()

    def _clock(self) -> datetime:
        return self.now() if self.now else datetime.now().astimezone()


def _moment(value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        raise NoticeRefused(Refused.UNREADABLE) from None
    if found.tzinfo is None:
        raise NoticeRefused(Refused.UNREADABLE)
    return found.replace(microsecond=0)
