"""Questions over queue tickets: a day's, those that wait, those of one telephone number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pymongo import ASCENDING
from pymongo.database import Database

from services.intake.domain.queue.kiosk import Kiosk
from services.intake.domain.queue.ticket import State, Ticket
from services.intake.domain.reach import Reach
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.queue_documents import HOLDERS, KIOSKS, TICKETS, read_kiosk, read_ticket
from shared.store.faults import store_faults

Document = dict[str, Any]
MOST = 5_000  # no hall calls so many in a day


class TicketQueries:
    """Implements ``queue_ports.Tickets``; ``holders`` digests for the collection of that name."""

    def __init__(self, database: Database[Document], holders: PersonalFields) -> None:
        self._tickets, self._holders, self._kiosks = database[TICKETS], database[HOLDERS], database[KIOSKS]
        self._fields = holders

    def of_day(self, unit: str, day: date) -> Sequence[Ticket]:
        return self._found({"unit": unit, "day": day.isoformat()})

    def waiting(self, unit: str, day: date) -> Sequence[Ticket]:
        return self._found({"unit": unit, "day": day.isoformat(), "state": State.WAITING.value})

    def open_of(self, unit: str, day: date, reach: Reach) -> Sequence[str]:
        blind = self._fields.digest(reach.way.value, reach.value)
        wanted = {"unit": unit, "day": day.isoformat(), "blind": blind}
        with store_faults():
            return [one["_id"] for one in self._holders.find(wanted, {"_id": 1}).limit(20)]

    def kiosks(self, unit: str) -> Sequence[Kiosk]:
        with store_faults():
            return [read_kiosk(one) for one in self._kiosks.find({"unit": unit, "ended_at": None}).sort("set_up_at", 1)]

    def numbers_in_use(self, unit: str, day: date, series: str, numbers: Sequence[int]) -> Iterable[int]:
        wanted = {"unit": unit, "day": day.isoformat(), "series": series, "sequence": {"$in": list(numbers)}}
        with store_faults():
            return [one["sequence"] for one in self._tickets.find(wanted, {"sequence": 1})]

    def _found(self, wanted: Document) -> list[Ticket]:
        order = [("taken_at", ASCENDING), ("sequence", ASCENDING)]
        with store_faults():
            return [read_ticket(one) for one in self._tickets.find(wanted).sort(order).limit(MOST)]
