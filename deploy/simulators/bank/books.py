"""The bank's books: every transfer, its statement by day, and what became of telling about it. In memory."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from deploy.simulators.bank.codes import Order

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MOST = 50_000


@dataclass(slots=True)
class Transfer:
    """``told`` is what became of its callbacks, the last first; ``hidden``: statements leave it out."""

    transaction: str
    account: str
    amount: int
    memo: str
    booked_at: datetime
    told: list[str] = field(default_factory=list)
    hidden: bool = False

    def content(self) -> dict[str, Any]:
        """As callbacks and statements say it."""
        return {
            "transaction": self.transaction,
            "account": self.account,
            "amount": self.amount,
            "memo": self.memo,
            "booked_at": self.booked_at.isoformat(timespec="seconds"),
        }


class Books:
    """Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._transfers: dict[str, Transfer] = {}

    def book(self, order: Order, now: datetime | None = None) -> Transfer:
        """The money moves at once; a memo comes as banks pass it on."""
        at = (now or datetime.now(ZONE)).replace(microsecond=0)
        transaction = f"FT{at:%y%j}{secrets.randbelow(10**9):09}"
        memo = f"{order.memo} FT{secrets.randbelow(10**8):08} CT tu NGUOI NOP TIEN toi {order.holder or order.account}"
        done = Transfer(transaction, order.account, order.amount, memo, at)
        with self._lock:
            if len(self._transfers) >= MOST:
                del self._transfers[next(iter(self._transfers))]
            self._transfers[transaction] = done
        return done

    def find(self, transaction: str) -> Transfer | None:
        with self._lock:
            return self._transfers.get(transaction)

    def latest(self, count: int = 20) -> list[Transfer]:
        with self._lock:
            return list(self._transfers.values())[: -count - 1 : -1]

    def statement(self, day: date) -> list[dict[str, Any]]:
        """What was booked on that day in Viet Nam."""
        with self._lock:
            return [
                one.content()
                for one in self._transfers.values()
                if one.booked_at.astimezone(ZONE).date() == day and not one.hidden
            ]
