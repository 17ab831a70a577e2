"""What the domain asks of working time; each agency's clock runs in the hours of its own calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clocks(Protocol):
    """All raise TooEarly while the calendar has not arrived from intake."""

    def due_after(self, calendar: str, start: datetime, hours: float) -> datetime:
        """The moment at which so many working hours after ``start`` are used up."""
        ...

    def postponed(self, calendar: str, due_at: datetime, start: datetime, end: datetime) -> datetime:
        """``due_at`` moved by the working time between ``start`` and ``end``."""
        ...

    def elapsed(self, calendar: str, start: datetime, end: datetime) -> float:
        """The working hours between two moments; 0 where ``end`` is not after ``start``."""
        ...
