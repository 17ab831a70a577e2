"""What routing reads: its own reading schema of each event, the use case behind it, and how it copes with order."""

from services.routing.consumed import balance, cases, exchange, papers, questions, replies, side
from services.routing.consumed.cases import inbox_readings as case_readings
from services.routing.consumed.papers import paper_readings, paper_replies
from services.routing.consumed.questions import question_readings
from services.routing.consumed.replies import reply_readings
from services.routing.consumed.side import side_readings
from services.routing.use_cases.paper_links import LinksOf
from services.routing.use_cases.ports import AddressOf, WorkingTime
from shared.bus.reading import Reading

SCHEMAS = {
    **cases.SCHEMAS,
    **balance.SCHEMAS,
    **replies.SCHEMAS,
    **side.SCHEMAS,
    **questions.SCHEMAS,
    **papers.SCHEMAS,
    **exchange.SCHEMAS,
}

__all__ = ["SCHEMAS", "inbox_readings", "paper_readings", "paper_replies", "question_readings", "reply_readings",
           "side_readings"]  # fmt: skip


def inbox_readings(time: WorkingTime, address_of: AddressOf, links_of: LinksOf | None = None) -> tuple[Reading, ...]:
    """What comes from the other services, through ``routing.inbox``."""
    return (*case_readings(time, address_of, links_of), *balance.READINGS)
