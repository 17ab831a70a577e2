"""Where a review stands, in the order in which it goes."""

from __future__ import annotations

from enum import Enum

from services.intake.domain.errors import Words


class ReviewState(Enum):
    """It only moves down this list, but for a proposal that is sent back to be looked at again."""

    PLANNED = "planned"
    EXAMINING = "examining"
    EXAMINED = "examined"
    PROPOSED = "proposed"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    DECLINED = "declined"
    CARRIED_OUT = "carried_out"
    POSTED = "posted"

    @property
    def words(self) -> Words:
        return STATE_WORDS[self]


STATE_WORDS = {
    ReviewState.PLANNED: Words("Chưa rà soát", "Not begun"),
    ReviewState.EXAMINING: Words("Đang tính số liệu", "Figures being computed"),
    ReviewState.EXAMINED: Words("Đã có số liệu, chờ kiến nghị", "Examined, a proposal is due"),
    ReviewState.PROPOSED: Words("Chờ lãnh đạo quyết định", "Waits for the leader"),
    ReviewState.SUBMITTED: Words("Đã trình, chờ cấp trên", "Put forward"),
    ReviewState.APPROVED: Words("Đã thông qua", "Approved"),
    ReviewState.DECLINED: Words("Không thông qua", "Declined"),
    ReviewState.CARRIED_OUT: Words("Đã thực hiện, chờ công khai", "Carried out, not posted yet"),
    ReviewState.POSTED: Words("Đã công khai", "Posted"),
}
