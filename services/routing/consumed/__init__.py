"""What routing reads: its own reading schema of each event, the use case behind it, and how it copes with order."""

from services.routing.consumed import cases, exchange, papers, replies, side
from services.routing.consumed.cases import inbox_readings
from services.routing.consumed.papers import paper_readings, paper_replies
from services.routing.consumed.replies import reply_readings
from services.routing.consumed.side import side_readings

SCHEMAS = {**cases.SCHEMAS, **replies.SCHEMAS, **side.SCHEMAS, **papers.SCHEMAS, **exchange.SCHEMAS}

__all__ = ["SCHEMAS", "inbox_readings", "paper_readings", "paper_replies", "reply_readings", "side_readings"]
