"""Figures of a span of days, and what keeps them true: days in which something changed are counted anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from services.notifications.domain.figures import Figures
from services.notifications.domain.words.prices import Prices
from services.notifications.use_cases.ports import Clock

LONGEST_SPAN = 366
USUAL_SPAN = 14


class BadSpan(ValueError):
    """Days that make no span; ``field`` says which is wrong, ``reason`` is a slug."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True, slots=True)
class Kept:
    """How fresh the figures are, and of how many messages the content is gone by its time."""

    counted_at: datetime | None = None
    forgotten: int = 0


class FigureStore(Protocol):
    """The counts that are kept."""

    def rows(self, first: date, last: date) -> list[Figures]:
        """Without costs, day after day. Raises StoreAway."""
        ...

    def kept(self) -> Kept:
        """Raises StoreAway."""
        ...


class FigureFiles(Protocol):
    """Figures as a file."""

    def write(self, rows: Sequence[Figures], kind: str, language: str) -> bytes:
        """``csv`` or ``xlsx``."""
        ...


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both among them; ``event`` and ``provider`` narrow it down, None: any."""

    first: date
    last: date
    event: str | None = None
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class FigureDesk:
    """What figures are looked at with."""

    store: FigureStore
    prices: Callable[[], Prices]
    files: FigureFiles
    clock: Clock

    def rows(self, span: Span) -> list[Figures]:
        """By day, template and provider, with costs. Raises BadSpan, StoreAway."""
        if span.first > span.last:
            raise BadSpan("to", "before_from")
        if span.last - span.first >= timedelta(days=LONGEST_SPAN):
            raise BadSpan("from", "too_long")
        prices = self.prices()
        found = self.store.rows(span.first, span.last)
        return [
            one.priced(prices)
            for one in found
            if (span.event or one.event) == one.event and (span.provider or one.provider) == one.provider
        ]
