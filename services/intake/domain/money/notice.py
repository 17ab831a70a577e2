"""What a bank tells of money that came, and what it turned out to be: kept, whatever it was."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from services.intake.domain.errors import IntakeError, Words


class Outcome(Enum):
    """What became of a transfer that a bank told of in due form."""

    PAID = "paid"
    PAID_LATE = "paid_late"
    WRONG_AMOUNT = "wrong_amount"
    ENDED = "ended"
    PAID_TWICE = "paid_twice"
    UNKNOWN = "unknown"

    @property
    def words(self) -> Words:
        return _OUTCOMES[self]

    @property
    def settles(self) -> bool:
        """Whether a fee was paid by it."""
        return self in (Outcome.PAID, Outcome.PAID_LATE)


_OUTCOMES = {
    Outcome.PAID: Words("Đã nộp đủ phí", "The fee is paid"),
    Outcome.PAID_LATE: Words("Đã nộp đủ phí, quá hạn nộp", "The fee is paid, after its date"),
    Outcome.WRONG_AMOUNT: Words("Sai số tiền, phải hoàn", "Wrong amount, to be returned"),
    Outcome.ENDED: Words("Hồ sơ đã kết thúc, phải hoàn", "The dossier had ended, to be returned"),
    Outcome.PAID_TWICE: Words("Nộp lần thứ hai, phải hoàn", "Paid a second time, to be returned"),
    Outcome.UNKNOWN: Words("Không rõ của hồ sơ nào", "Nobody's reference"),
}


class Source(Enum):
    """How we came to know: the bank called, or an officer took it over from the bank's statement."""

    CALLBACK = "callback"
    STATEMENT = "statement"


class Refused(Enum):
    """Why a notice was not believed, or not understood; nothing came of it."""

    FORGED = "forged"
    STALE = "stale"
    UNREADABLE = "unreadable"
    OTHER_ACCOUNT = "other-account"
    CHANGED = "changed"

    @property
    def words(self) -> Words:
        return _REFUSED[self]


_REFUSED = {
    Refused.FORGED: Words("Chữ ký không đúng", "The signature is not the bank's"),
    Refused.STALE: Words("Dấu thời gian quá cũ", "Its time stamp is too old"),
    Refused.UNREADABLE: Words("Nội dung không đúng mẫu", "It is not of the agreed form"),
    Refused.OTHER_ACCOUNT: Words("Không phải tài khoản của cơ quan", "It is about another account"),
    Refused.CHANGED: Words("Cùng mã giao dịch, khác nội dung", "The same transaction with other contents"),
}


class NoticeRefused(IntakeError):
    """A notice of which nothing came; ``reason`` says why. Its problem type is ``<reason>-notice``."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(f"{reason.value}-notice", reason.words)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Transfer:
    """One booking on our account as the bank tells it, in đồng. A memo may name people, so it is never logged."""

    transaction: str
    booked_at: datetime
    amount: int
    memo: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BankNotice:
    """A transfer and what it turned out to be. ``repeats`` counts how often the bank told the same once more."""

    id: str
    version: int
    unit: str
    provider: str
    transfer: Transfer
    received_at: datetime
    source: Source
    outcome: Outcome
    reference: str | None = None
    dossier: str | None = None
    repeats: int = 0

    def again(self) -> BankNotice:
        """The same was told once more."""
        return replace(self, version=self.version + 1, repeats=self.repeats + 1)


@dataclass(frozen=True, slots=True)
class RefusedNotice:
    """That a notice was refused, and a digest of what it said; written once, forgotten after some time."""

    id: str
    unit: str
    provider: str
    received_at: datetime
    reason: Refused
    sha256: str
    version: int = 1


def notice_id(provider: str, transaction: str) -> str:
    """``bank:FT26326123456``"""
    return f"{provider}:{transaction}"
