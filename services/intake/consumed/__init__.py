"""What intake reads: its own smaller schema of each event, and the use case that each goes to."""

from __future__ import annotations

from services.intake.consumed.balance import BALANCE
from services.intake.consumed.cases import case_readings
from services.intake.consumed.messages import MESSAGES, TICKET_BY_MESSAGE
from services.intake.consumed.petitions import PETITIONS
from services.intake.consumed.results import PAPERS
from shared.bus.reading import Reading

__all__ = ["MESSAGES", "SCHEMAS", "TICKET_BY_MESSAGE", "readings"]


def readings(calendar_id: str) -> tuple[Reading, ...]:
    """All of it; ``calendar_id`` is the calendar by which an applicant's time for an answer is counted."""
    return (*case_readings(calendar_id), MESSAGES, TICKET_BY_MESSAGE, *PETITIONS, PAPERS, BALANCE)


SCHEMAS = {one.type: one.schema for one in readings("")}
