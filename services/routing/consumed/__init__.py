"""What routing reads: its own reading schema of each event, the use case behind it, and how it copes with order."""

from services.routing.consumed import cases, exchange, replies
from services.routing.consumed.cases import inbox_readings
from services.routing.consumed.replies import reply_readings

SCHEMAS = {**cases.SCHEMAS, **replies.SCHEMAS, **exchange.SCHEMAS}

__all__ = ["SCHEMAS", "inbox_readings", "reply_readings"]
