"""What the clocks want of the store: cases to look at, alarms, histories, and when an agency was last heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.routing.domain.agency import Agency
from services.routing.domain.alarm import Alarm, AlarmKind
from services.routing.domain.case import Case

# Behind which alarm a page begins: since when it is so, and its id.
AlarmPlace = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A case that this worker looks at until ``until``; another one may take it up after that."""

    case: Case
    until: datetime


class CasesToLookAt(Protocol):
    """Everything raises StoreAway."""

    def claim(self, now: datetime) -> Claim | None:
        """The case that was to be looked at first, for this worker alone; None where none is due."""
        ...

    def looked(self, claim: Claim, again_at: datetime | None) -> None:
        """Look again at ``again_at``, or (None) no more; nothing where the case has changed since, for then it is to be
        looked at at once."""
        ...


class AlarmBook(Protocol):
    """What is known beside the cases. Everything raises StoreAway."""

    def of_case(self, dossier: str) -> Sequence[Alarm]:
        """All alarms of one case that ever were."""
        ...

    def open(
        self, kinds: Sequence[AlarmKind], agency_key: str | None, after: AlarmPlace | None, limit: int
    ) -> Sequence[Alarm]:
        """Open alarms of these kinds, the longest first."""
        ...

    def count(self, kinds: Sequence[AlarmKind], agency_key: str | None) -> int:
        """How many, counted no further than ``questions.MOST_COUNTED``."""
        ...

    def times(self, step: str, newest: int) -> Sequence[float]:
        """Working hours that the newest tasks of this step took."""
        ...

    def doers(self, case: Case) -> Mapping[str, str]:
        """Who took or decided the case's tasks: ``agency:<key>`` or ``staff:<account>``, by the task's id."""
        ...


class Hearing(Protocol):
    """When agencies were heard. Everything raises StoreAway."""

    def heard(self, agency_key: str, at: datetime) -> None:
        """The agency was heard at ``at``; an earlier moment than the one known changes nothing."""
        ...

    def last_heard(self, agency_key: str) -> datetime | None:
        """When it was heard last; None for never."""
        ...

    def lying(self, agency_key: str) -> Sequence[datetime]:
        """Since when the tasks lie in its queue that it has not acknowledged, the oldest first."""
        ...

    def open_silences(self) -> Sequence[Alarm]:
        """The silences that hold."""
        ...

    def agencies(self) -> Sequence[Agency]:
        """All agencies."""
        ...
