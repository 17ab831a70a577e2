"""What routing reads: its own reading schema of each event, the use case behind it, and how it copes with order."""

from services.routing.consumed import balance, cases, replies
from services.routing.consumed.cases import inbox_readings as case_readings
from services.routing.consumed.replies import reply_readings
from services.routing.use_cases.ports import AddressOf, WorkingTime
from shared.bus.reading import Reading

SCHEMAS = {**cases.SCHEMAS, **balance.SCHEMAS, **replies.SCHEMAS}

__all__ = ["SCHEMAS", "inbox_readings", "reply_readings"]


def inbox_readings(time: WorkingTime, address_of: AddressOf) -> tuple[Reading, ...]:
    """What comes from the other services, through ``routing.inbox``."""
    return (*case_readings(time, address_of), *balance.READINGS)
