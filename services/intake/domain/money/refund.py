"""Money that goes back: a fee whose procedure says so when its dossier ends badly, or money that nobody owed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.intake.domain.errors import Words
from services.intake.domain.money.means import Means


class RefundCase(Enum):
    """Why it goes back. The first four are the catalogue's: each fee says in which of them it is returned."""

    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    NOT_GRANTED = "not_granted"
    ENDED = "ended"
    PAID_TWICE = "paid_twice"
    WRONG_AMOUNT = "wrong_amount"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS = {
    RefundCase.REFUSED: Words("Hồ sơ không được tiếp nhận", "The dossier was refused"),
    RefundCase.WITHDRAWN: Words("Người nộp rút hồ sơ", "The dossier was withdrawn"),
    RefundCase.STOPPED: Words("Hồ sơ dừng giải quyết", "The dossier was stopped"),
    RefundCase.NOT_GRANTED: Words("Hồ sơ không được chấp thuận", "The dossier was not granted"),
    RefundCase.ENDED: Words("Tiền đến khi hồ sơ đã kết thúc", "The money came after the dossier had ended"),
    RefundCase.PAID_TWICE: Words("Đã nộp một lần trước đó", "It had been paid before"),
    RefundCase.WRONG_AMOUNT: Words("Số tiền chuyển không đúng", "Another amount than was asked for"),
}
IN_CATALOGUE = frozenset({RefundCase.REFUSED, RefundCase.WITHDRAWN, RefundCase.STOPPED, RefundCase.NOT_GRANTED})


@dataclass(frozen=True, slots=True)
class RefundGiven:
    """The money went back; ``number`` is that of the voucher or of the bank's order."""

    at: datetime
    by: str
    means: Means
    number: str


@dataclass(frozen=True, slots=True)
class Refund:
    """What is to go back, in đồng. ``id`` is unique in its dossier: ``fee``, or the bank's transaction."""

    id: str
    case: RefundCase
    amount: int
    due_at: datetime
    given: RefundGiven | None = None

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError("a refund gives something back")

    def settled(self, given: RefundGiven) -> Refund:
        return replace(self, given=given)
