"""The records that a review keeps of its steps: examination, proposal, decisions, result, posting, history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from services.intake.domain.errors import Words
from services.intake.domain.review.proposal import Body, Measure, ProposalKind


class Verdict(Enum):
    """What a decider says; ``RETURNED`` sends it back to whoever proposed it."""

    APPROVED = "approved"
    DECLINED = "declined"
    RETURNED = "returned"

    @property
    def words(self) -> Words:
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.APPROVED: Words("Đồng ý", "Agreed"),
    Verdict.DECLINED: Words("Không đồng ý", "Not agreed"),
    Verdict.RETURNED: Words("Trả lại để xem thêm", "Sent back for another look"),
}


class Act(Enum):
    """What was done, as the review's own history keeps it."""

    PLANNED = "planned"
    REPLANNED = "replanned"
    EXAMINATION_STARTED = "examination_started"
    EXAMINED = "examined"
    PROPOSED = "proposed"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    DECLINED = "declined"
    CARRIED_OUT = "carried_out"
    POSTED = "posted"

    @property
    def words(self) -> Words:
        return _ACTS[self]


_ACTS = {
    Act.PLANNED: Words("Đưa vào kế hoạch", "Put on the plan"),
    Act.REPLANNED: Words("Đổi kế hoạch", "Plan changed"),
    Act.EXAMINATION_STARTED: Words("Bắt đầu tính số liệu", "Examination started"),
    Act.EXAMINED: Words("Tính xong số liệu", "Examined"),
    Act.PROPOSED: Words("Kiến nghị phương án", "Proposed"),
    Act.RETURNED: Words("Trả lại để xem thêm", "Sent back"),
    Act.SUBMITTED: Words("Trình cấp trên", "Put forward"),
    Act.APPROVED: Words("Thông qua", "Approved"),
    Act.DECLINED: Words("Không thông qua", "Declined"),
    Act.CARRIED_OUT: Words("Ghi kết quả thực hiện", "Result recorded"),
    Act.POSTED: Words("Công khai", "Posted"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """``who`` did it (``staff:reception``, ``service:intake``), when; ``note`` is what they wrote."""

    act: Act
    at: datetime
    who: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One examination: asked for by whom, when, how far it is. A job does it, and goes on where it broke off."""

    number: int
    asked_at: datetime
    asked_by: str
    looked_at: int = 0
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """``body`` decides; ``based_on`` is the procedure's version that the measures would change."""

    measures: tuple[Measure, ...]
    body: Body
    reason: str
    based_on: int
    proposed_at: datetime
    proposed_by: str

    @property
    def only_keeps(self) -> bool:
        return all(one.kind is ProposalKind.KEEP for one in self.measures)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision: here, or by the body to which it was put forward; ``document`` is the number of the paper."""

    verdict: Verdict
    at: datetime
    by: str
    reason: str = ""
    document: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. ``catalogue_version`` shows it, None where no version does (a procedure that is no more)."""

    document: str
    in_force: date
    note: str
    recorded_at: datetime
    recorded_by: str
    catalogue_version: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """Where people read of it since when (``day``)."""

    day: date
    where: str
    recorded_at: datetime
    recorded_by: str
