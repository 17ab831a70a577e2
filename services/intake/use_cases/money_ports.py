"""What is needed of a bank and of the store when it is about money, as protocols."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from services.intake.domain.errors import Words
from services.intake.domain.money.means import Means
from services.intake.domain.money.notice import BankNotice, Refused, Transfer
from services.intake.domain.money.reference import new_reference
from services.intake.domain.money.refund import Refund


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """What somebody needs who pays by transfer: ``code`` is the text of the QR code, the rest stands beside it."""

    provider: str
    code: str
    bank: Words
    account: str
    holder: str
    amount: int
    reference: str


class BankAway(Exception):
    """The bank does not answer, or not as it was agreed; ``words`` say so to an officer."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class PaymentProvider(Protocol):
    """A bank, or whoever stands between us and one."""

    @property
    def name(self) -> str:
        """As it stands in the address that it calls."""
        ...

    @property
    def tells_statements(self) -> bool:
        """Whether statements can be fetched from it."""
        ...

    def request(self, amount: int, reference: str) -> PaymentRequest:
        """How this sum is paid to our account."""
        ...

    def read_callback(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Transfer:
        """The transfer that a callback tells of. Raises NoticeRefused."""
        ...

    def statement(self, day: date) -> tuple[Transfer, ...]:
        """What came to our account on that day. Raises BankAway."""
        ...


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """Money that was taken, or given back (``back``): one line of a day's book, nothing personal."""

    dossier: str
    at: datetime
    amount: int
    means: Means
    number: str
    by: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class RefundRow:
    """Something that is still to go back."""

    dossier: str
    refund: Refund


class MoneyBooks(Protocol):
    """Questions over many dossiers and notices. Each raises StoreAway."""

    def code_of(self, references: Sequence[str]) -> tuple[str, str] | None:
        """Reference and dossier code of the first of these references that a dossier has."""
        ...

    def moved(self, unit: str, since: datetime, until: datetime, limit: int) -> Sequence[MoneyRow]:
        """What was taken and given back in ``since <= t < until``, by time."""
        ...

    def refunds_due(self, unit: str, limit: int) -> Sequence[RefundRow]:
        """What is to go back, the longest due first."""
        ...

    def notices(self, unit: str, since: datetime, until: datetime, limit: int) -> Sequence[BankNotice]:
        """The transfers booked in ``since <= t < until``, by time."""
        ...

    def refused(self, unit: str, since: datetime, until: datetime) -> Mapping[Refused, int]:
        """How many notices were refused in that time, by reason."""
        ...


class NoBooks:
    """Where nobody asks about money: nothing is known."""

    def code_of(self, *_asked: Any, **_named: Any) -> None:
        return None

    def moved(self, *_asked: Any, **_named: Any) -> Sequence[MoneyRow]:
        return ()

    def refunds_due(self, *_asked: Any, **_named: Any) -> Sequence[RefundRow]:
        return ()

    def notices(self, *_asked: Any, **_named: Any) -> Sequence[BankNotice]:
        return ()

    def refused(self, *_asked: Any, **_named: Any) -> Mapping[Refused, int]:
        return {}


@dataclass(frozen=True, slots=True)
class MoneyPorts:
    """``provider`` None: no transfers here, cash only."""

    provider: PaymentProvider | None = None
    books: MoneyBooks = field(default_factory=NoBooks)
    new_reference: Callable[[], str] = new_reference
