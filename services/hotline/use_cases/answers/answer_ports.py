"""What the use cases of answers need of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.hotline.domain.answers.publication import Publication
from services.hotline.domain.answers.survey import Aspect, Opinion
from services.hotline.domain.kinds import Topic

# Where a page ends: what the list is ordered by, then the id.
Place = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Opinions:
    """What people said, by topic and opinion; ``asked`` and ``rated`` count surveys of answers of the span.
    ``latest`` are codes and times of the latest ones that were not content, to look into."""

    asked: int = 0
    rated: int = 0
    by_topic: Mapping[Topic, Mapping[Opinion, int]] = field(default_factory=dict)
    aspects: Mapping[Aspect, int] = field(default_factory=dict)
    latest: Sequence[tuple[str, Opinion, datetime]] = ()

    def count(self, opinion: Opinion) -> int:
        """Over all topics."""
        return sum(row.get(opinion, 0) for row in self.by_topic.values())

    @property
    def content(self) -> int | None:
        """How many of a hundred that answered are satisfied; None where nobody answered."""
        return round(100 * self.count(Opinion.SATISFIED) / self.rated) if self.rated else None


class Surveys(Protocol):
    """Questions over many surveys. Everything raises StoreAway."""

    def newest_of(self, phone: str, now: datetime) -> str | None:
        """The petition that this number was asked about last, where an opinion is still taken."""
        ...

    def opinions(self, start: datetime, end: datetime) -> Opinions:
        """Of answers given from ``start`` on and before ``end``."""
        ...


class Publications(Protocol):
    """Questions over many publications. Everything raises StoreAway."""

    def shown(self, topic: Topic | None, after: Place | None, limit: int) -> Sequence[Publication]:
        """Those that everybody may read, the latest first."""
        ...

    def to_review(self, limit: int) -> Sequence[Publication]:
        """Those that wait for a second person, the longest waiting first."""
        ...


@dataclass(frozen=True, slots=True)
class AnswerStores:
    """Both of them."""

    surveys: Surveys
    publications: Publications
