"""How money changes hands."""

from __future__ import annotations

from enum import Enum

from services.intake.domain.errors import Words


class Means(Enum):
    """At the desk, or from account to account."""

    CASH = "cash"
    TRANSFER = "transfer"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS = {Means.CASH: Words("Tiền mặt", "Cash"), Means.TRANSFER: Words("Chuyển khoản", "Bank transfer")}
