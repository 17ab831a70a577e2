"""What routing reads: its own reading schema of each event, the use case behind it, and how it copes with order."""

from services.routing.consumed import cases, replies, side
from services.routing.consumed.cases import inbox_readings
from services.routing.consumed.replies import reply_readings
from services.routing.consumed.side import side_readings

SCHEMAS = {**cases.SCHEMAS, **replies.SCHEMAS, **side.SCHEMAS}

__all__ = ["SCHEMAS", "inbox_readings", "reply_readings", "side_readings"]
