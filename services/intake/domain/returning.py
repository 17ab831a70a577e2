"""How a result reaches the applicant, who took it, and what proves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.intake.domain.errors import FieldFault, InvalidRequest, Words


class ReturnMethod(Enum):
    """How the result is to reach, or reached, the applicant."""

    COUNTER = "counter"
    POST = "post"
    ELECTRONIC = "electronic"

    @property
    def words(self) -> Words:
        return _RETURN_WORDS[self]


_RETURN_WORDS = {
    ReturnMethod.COUNTER: Words("Tại quầy", "At the counter"),
    ReturnMethod.POST: Words("Qua bưu chính công ích", "By public post"),
    ReturnMethod.ELECTRONIC: Words("Bản điện tử", "Electronically"),
}


class ReceivedBy(Enum):
    """Who took the result: never a name."""

    APPLICANT = "applicant"
    REPRESENTATIVE = "representative"
    SUBMITTER = "submitter"
    POST_OFFICE = "post_office"


class Signed(Enum):
    """How whoever took the result at the counter signed for it."""

    DRAWN = "drawn"  # on the pad: the picture is kept
    PAPER = "paper"  # in the book or on the receipt

    @property
    def words(self) -> Words:
        return _SIGNED_WORDS[self]


_SIGNED_WORDS = {
    Signed.DRAWN: Words("Ký trên màn hình", "Signed on the screen"),
    Signed.PAPER: Words("Đã ký trên giấy", "Signed on paper"),
}


@dataclass(frozen=True, slots=True)
class Returned:
    """``signed`` at the counter, ``tracking_number`` by post; ``delivered_at`` once the post said that it arrived."""

    returned_at: datetime
    returned_by: str
    method: ReturnMethod
    received_by: ReceivedBy
    signed: Signed | None = None
    tracking_number: str | None = None
    delivered_at: datetime | None = None
    delivery_by: str | None = None

    def require_proof(self) -> None:
        """That it says what its way needs. Raises InvalidRequest."""
        if self.method is ReturnMethod.POST and not self.tracking_number:
            told = Words("Ghi số hiệu bưu gửi", "Give the tracking number of the parcel")
            raise InvalidRequest((FieldFault("/tracking_number", told),))
        if self.method is ReturnMethod.COUNTER and self.signed is None:
            told = Words("Ghi người nhận đã ký bằng cách nào", "Say how the receiver signed")
            raise InvalidRequest((FieldFault("/signed", told),))

    def delivered(self, at: datetime, by: str) -> Returned:
        """The parcel arrived."""
        return replace(self, delivered_at=at, delivery_by=by)
