"""Answer from the counted days: how many dossiers were accepted, in which places they are, and what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.routing.domain.balance import Difference, Doubt, shown
from services.routing.domain.placing import FAULTY, Place
from services.routing.use_cases.balance_ports import Book, Tallies


@dataclass(frozen=True, slots=True)
class DayView:
    """One day: what intake accepted, what stands here, and whether both say the same of every dossier."""

    day: str
    accepted: int
    cases: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class BalanceView:
    """``accepted`` is intake's word; ``placed`` are the cases that are in exactly one place."""

    accepted: int
    placed: int
    places: Mapping[str, int]
    differences: Sequence[Difference]
    on_the_way: Sequence[Difference]
    compared: Sequence[Doubt]
    days: Sequence[DayView]

    @property
    def is_settled(self) -> bool:
        """Nothing differs, not even by a message on its way."""
        return not (self.differences or self.on_the_way) and all(day.agrees for day in self.days)


@dataclass(frozen=True, slots=True)
class BalanceDesk:
    """Reads only."""

    tallies: Tallies
    book: Book

    def view(self, at: datetime) -> BalanceView:
        """Reads one small row a day, and what differs. Raises StoreAway."""
        ours, theirs = self.tallies.days(), self.book.told()
        places: Counter[str] = Counter()
        for day in ours.values():
            places.update(day.places)
        differences, way = shown(self.book.differences(), at)
        days = []
        for name in sorted({*ours, *theirs}, reverse=True):
            accepted, digest = theirs.get(name, (0, ""))
            here = ours.get(name)
            count, own = (here.count, here.digest) if here else (0, "")
            if accepted or count:
                days.append(DayView(name, accepted, count, agrees=digest == own))
        extra = sum(one.look.intake is None for one in differences)
        return BalanceView(
            accepted=sum(accepted for accepted, _ in theirs.values()),
            placed=sum(places.values()) - sum(places[one.value] for one in FAULTY) - extra,
            places={place.value: places[place.value] for place in Place if place not in FAULTY},
            differences=differences,
            on_the_way=way,
            compared=self.book.doubts(),
            days=days,
        )
