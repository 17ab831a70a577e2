"""A ticket that somebody asked for by a short message, until it is given or refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.queue.plan import HallPlan, Line
from services.intake.domain.reach import Reach


@dataclass(frozen=True, slots=True)
class TicketRequest:
    """``id`` is that of the news; ``line`` the letter that was written, or none."""

    id: str
    version: int
    reach: Reach
    asked_at: datetime
    line: str = ""
    language: str = "vi"


def line_in(text: str) -> str:
    """The letter of a line in ``LAY SO B``: a word of one letter. Empty where there is none."""
    words = [one.strip(".,;:") for one in text.upper().split()]
    return next((one for one in words if len(one) == 1 and "A" <= one <= "Z"), "")


def line_asked(plan: HallPlan, line: str) -> Line:
    """The last line takes whoever says none: it hands over."""
    return plan.line(line) or plan.lines[-1]
