"""The connection of one agency: what was ordered of it, by whom and why, what was done, and the sheet shown once.

The centre's officers order; only the provisioner, which holds the broker's administrator, carries out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

# Longer than all calls to the broker for one order together may take.
CLAIM = timedelta(minutes=3)
PAUSES = (timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5))
LONGEST_OVERLAP_HOURS = 24 * 14
LONGEST_REASON = 1000


class OrderKind(Enum):
    """What is ordered."""

    CONNECT = "connect"
    ROTATE = "rotate"
    REVOKE = "revoke"


class Part(Enum):
    """What an agency proves itself by."""

    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    KEY = "key"


class BadOrder(ValueError):
    """The order cannot be taken; ``field`` names what is wrong."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class NotNow(Exception):
    """The connection does not stand so that this can be done; ``slug`` names why for ever, ``retry`` tells later."""

    def __init__(self, slug: str, reason: str, *, retry: bool = False) -> None:
        super().__init__(reason)
        self.slug = slug
        self.retry = retry


@dataclass(frozen=True, slots=True)
class Order:
    """One order. ``parts`` are renewed by it; the old ones hold for ``overlap_hours`` more. ``public_key`` is a key
    that the agency made itself, else one is made for it. ``dropped``: a later order made this one needless."""

    number: int
    kind: OrderKind
    asked_at: datetime
    asked_by: str
    reason: str
    parts: frozenset[Part] = frozenset()
    overlap_hours: float = 0
    public_key: Mapping[str, Any] | None = None
    done_at: datetime | None = None
    dropped: bool = False
    opened_at: datetime | None = None
    opened_by: str = ""

    @property
    def pending(self) -> bool:
        """Whether it is still to be carried out."""
        return self.done_at is None and not self.dropped


@dataclass(frozen=True, slots=True)
class Connection:
    """``id`` is the agency's key. ``sheet`` is what the agency is handed, sealed, until somebody opens it.

    ``cut_at``: what is connected by an old password is cut off then. ``try_at``: when the provisioner may try the order
    at hand, which is later while one of its copies has it in hand. ``failure`` says why the last try failed.
    """

    id: str
    version: int = 0
    orders: tuple[Order, ...] = ()
    sheet: Mapping[str, str] | None = field(default=None, repr=False)
    cut_at: datetime | None = None
    try_at: datetime | None = None
    tries: int = 0
    failure: str = ""

    @property
    def newest(self) -> Order | None:
        """The order that was given last."""
        return self.orders[-1] if self.orders else None

    @property
    def pending(self) -> Order | None:
        """The order that is still to be carried out."""
        return self.newest if self.newest and self.newest.pending else None

    @property
    def due_at(self) -> datetime | None:
        """When the provisioner has something to do here."""
        return self.try_at if self.pending else self.cut_at

    def ordered(
        self,
        kind: OrderKind,
        now: datetime,
        by: str,
        reason: str,
        *,
        parts: frozenset[Part] = frozenset(),
        overlap_hours: float = 0,
        public_key: Mapping[str, Any] | None = None,
    ) -> Connection:
        """One more order, to be carried out at once. A revocation takes the place of whatever waits, and of a sheet
        that nobody has opened; everything else waits for the order before it. Raises BadOrder, NotNow."""
        reason = _checked(kind, reason, parts, overlap_hours)
        orders = self.orders
        if self.pending:
            if kind is not OrderKind.REVOKE:
                raise NotNow("connection-pending", "An order is being carried out: try again in a moment.", retry=True)
            orders = (*orders[:-1], replace(self.pending, dropped=True))
        order = Order(len(orders) + 1, kind, now, by, reason, parts, overlap_hours, public_key)
        revoked = kind is OrderKind.REVOKE
        return replace(
            self,
            version=self.version + 1,
            orders=(*orders, order),
            sheet=None if revoked else self.sheet,
            try_at=now,
            tries=0,
            failure="",
        )

    def claimed(self, now: datetime) -> Connection:
        """One copy of the provisioner has it in hand; another may take over once the claim has run out."""
        return replace(self._timed(now + CLAIM), tries=self.tries + 1)

    def failed(self, now: datetime, why: str) -> Connection:
        """The try failed and is made again after a growing pause."""
        pause = PAUSES[min(self.tries, len(PAUSES)) - 1]
        return replace(self._timed(now + pause), failure=why[:500])

    def done(self, now: datetime, sheet: Mapping[str, str] | None) -> Connection:
        """The order was carried out; ``sheet`` takes the place of one that nobody opened, for it holds no more."""
        order = self.pending
        if order is None:
            raise NotNow("nothing-pending", "No order waits.")
        renewed = Part.PASSWORD in order.parts or order.kind is OrderKind.REVOKE
        cut_at = now + timedelta(hours=order.overlap_hours) if order.overlap_hours and renewed else None
        return replace(
            self,
            version=self.version + 1,
            orders=(*self.orders[:-1], replace(order, done_at=now, public_key=None)),
            sheet=sheet,
            cut_at=cut_at if renewed else self.cut_at,
            try_at=None,
            tries=0,
            failure="",
        )

    def cut(self) -> Connection:
        """Old connections are cut off."""
        return replace(self, version=self.version + 1, cut_at=None, tries=0, failure="")

    def opened(self, now: datetime, by: str) -> Connection:
        """Somebody was shown the sheet, and nobody will be again. Raises NotNow."""
        if self.pending:
            raise NotNow("sheet-not-ready", "The sheet is being made: try again in a moment.", retry=True)
        if self.sheet is None or self.newest is None:
            raise NotNow("sheet-gone", "There is no sheet that was not opened; renewing the connection makes one.")
        order = replace(self.newest, opened_at=now, opened_by=by)
        return replace(self, version=self.version + 1, orders=(*self.orders[:-1], order), sheet=None)

    def _timed(self, at: datetime) -> Connection:
        changed = replace(self, version=self.version + 1)
        return replace(changed, try_at=at) if self.pending else replace(changed, cut_at=at)


def _checked(kind: OrderKind, reason: str, parts: frozenset[Part], overlap_hours: float) -> str:
    reason = reason.strip()
    if kind is not OrderKind.CONNECT and not reason:
        raise BadOrder("reason", "must not be empty")
    if len(reason) > LONGEST_REASON:
        raise BadOrder("reason", f"must be at most {LONGEST_REASON} characters")
    if kind is OrderKind.ROTATE and not parts:
        raise BadOrder("parts", "at least one of password and key is to be renewed")
    if not 0 <= overlap_hours <= LONGEST_OVERLAP_HOURS:
        raise BadOrder("overlap_hours", f"must be between 0 and {LONGEST_OVERLAP_HOURS}")
    return reason
