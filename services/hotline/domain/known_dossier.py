"""What the hotline knows of a dossier: a projection of what intake and routing tell, whatever order it arrives in.

Every kind of fact has its own place (a *slot*), in which the telling with the highest sequence stands; how the dossier
stands is read off the slots. So facts commute, and a fact told twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any

from services.hotline.domain.errors import Words


class Slot(Enum):
    """Kinds of facts. Intake's count with the dossier's version, routing's with its case's."""

    FILED = "filed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENTED = "supplemented"
    DUE_CHANGED = "due_changed"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    PAYMENT_REQUESTED = "payment_requested"
    PAID = "paid"
    STOPPED = "stopped"
    LOST = "lost"
    RESULT_READY = "result_ready"
    RETURNED = "returned"
    CASE_OPENED = "case_opened"
    CASE_DECIDED = "case_decided"
    TASK_DISPATCHED = "task_dispatched"  # one place for each task
    TASK_ACKNOWLEDGED = "task_acknowledged"


INTAKES = (
    Slot.FILED,
    Slot.ACCEPTED,
    Slot.REFUSED,
    Slot.SUPPLEMENT_REQUESTED,
    Slot.SUPPLEMENTED,
    Slot.DUE_CHANGED,
    Slot.CORRECTED,
    Slot.WITHDRAWN,
    Slot.PAYMENT_REQUESTED,
    Slot.PAID,
    Slot.STOPPED,
    Slot.LOST,
    Slot.RESULT_READY,
    Slot.RETURNED,
)
# What says nothing of where the dossier stands by itself: a payment only ends the wait for it.
_ASIDE = frozenset({Slot.LOST, Slot.PAID})
PERSONAL = ("name", "phone")


class Stand(Enum):
    """How a dossier stands, in the national statuses' order; ``UNKNOWN`` until intake has told anything."""

    UNKNOWN = "unknown"
    FILED = "filed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    IN_PROGRESS = "in_progress"
    SUPPLEMENT_WANTED = "supplement_wanted"
    PAYMENT_WANTED = "payment_wanted"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    DONE = "done"
    RETURNED = "returned"

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for its result."""
        return self not in (Stand.REFUSED, Stand.WITHDRAWN, Stand.STOPPED, Stand.RETURNED)

    @property
    def words(self) -> Words:
        return _STANDS[self]


@dataclass(frozen=True, slots=True)
class Told:
    """The telling that stands in a slot: its sequence and what it said."""

    sequence: int
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Holder:
    """Which agency has it, since when; ``taken`` says that it has confirmed."""

    agency: str
    name: str
    since: datetime
    taken: bool


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step of the route that an agency was given, by the route's key of it and its name."""

    step: str
    name: Words
    agency: str
    agency_name: str


@dataclass(frozen=True, slots=True)
class KnownDossier:
    """``told`` maps a slot's name (``filed``, ``task_dispatched/<task>``) to what stands in it; ``personal`` maps a
    field to (sequence, value), the latest telling that named it."""

    id: str
    version: int = 0
    told: Mapping[str, Told] = field(default_factory=dict)
    personal: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "told", MappingProxyType(dict(sorted(self.told.items()))))
        object.__setattr__(self, "personal", MappingProxyType(dict(sorted(self.personal.items()))))

    def hearing(
        self, slot: Slot, sequence: int, data: Mapping[str, Any], personal: Mapping[str, Any], task: str = ""
    ) -> KnownDossier:
        """With this telling in its place; itself where one as new stands there already."""
        place = f"{slot.value}/{task}" if task else slot.value
        known = self.told.get(place)
        if known is not None and known.sequence >= sequence:
            return self
        named = {name: (sequence, str(personal[name])) for name in PERSONAL if personal.get(name)}
        newer = {name: one for name, one in named.items() if one > self.personal.get(name, (0, ""))}
        return replace(
            self,
            version=self.version + 1,
            told={**self.told, place: Told(sequence, dict(data))},
            personal={**self.personal, **newer},
        )

    @property
    def name(self) -> str | None:
        """Who applies, where intake named somebody."""
        return self.personal["name"][1] if "name" in self.personal else None

    @property
    def phone(self) -> str | None:
        """The number that callers are verified by."""
        return self.personal["phone"][1] if "phone" in self.personal else None

    @property
    def procedure(self) -> Words | None:
        """What was applied for, as the latest telling names it."""
        named = [one for one in self._of(*INTAKES) if one.data.get("procedure")]
        if not named:
            return None
        procedure = max(named, key=lambda one: one.sequence).data["procedure"]
        return Words(procedure["name"], procedure.get("name_en") or procedure["name"])

    @property
    def due_at(self) -> datetime | None:
        """The date that the applicant was given last: at acceptance, or anew since."""
        dated = [one for one in self._of(*_DATES) if one.data.get("due_at")]
        return max(dated, key=lambda one: one.sequence).data["due_at"] if dated else None

    @property
    def stand(self) -> Stand:
        """What intake told last decides; work at an agency and its decision only tell how far an accepted one is."""
        aside = _ASIDE if self._owes else _ASIDE | {Slot.PAYMENT_REQUESTED}
        latest = max(
            ((self.told[one.value].sequence, one) for one in _STEPS if one not in aside and one.value in self.told),
            key=lambda one: one[0],
            default=None,
        )
        if latest is None:
            return Stand.UNKNOWN
        if latest[1] in _PLAIN:
            return _PLAIN[latest[1]]
        if latest[1] is Slot.SUPPLEMENTED and self._owes:
            return Stand.PAYMENT_WANTED
        if latest[1] is Slot.SUPPLEMENTED and Slot.ACCEPTED.value not in self.told:
            return Stand.FILED
        return Stand.IN_PROGRESS if any(self._tasks(Slot.TASK_DISPATCHED)) else Stand.ACCEPTED

    @property
    def holder(self) -> Holder | None:
        """The agency whose task was given out last; None before the first and after the decision."""
        if Slot.CASE_DECIDED.value in self.told or not self.stand.is_open:
            return None
        taken = dict(self._tasks(Slot.TASK_ACKNOWLEDGED))
        given = {
            **{task: (one.data["acknowledged_at"], one) for task, one in taken.items()},
            **{task: (one.data["dispatched_at"], one) for task, one in self._tasks(Slot.TASK_DISPATCHED)},
        }
        if not given:
            return None
        task, (since, last) = max(given.items(), key=lambda one: (one[1][0], one[0]))
        return Holder(last.data["agency"], last.data["agency_name"], since, task in taken)

    @property
    def steps(self) -> tuple[StepTaken, ...]:
        """The steps that agencies were given, in the order of their tasks, each once."""
        found: dict[tuple[str, str], StepTaken] = {}
        for task, one in self._tasks(Slot.TASK_DISPATCHED):
            step, agency = one.data.get("step") or "", one.data["agency"]
            holders = (each for each in one.data.get("holders") or () if each.get("task_id") == task)
            named: Mapping[str, Any] = next(holders, {})
            name = named.get("name") or one.data["agency_name"]
            words = Words(name, named.get("name_en") or name)
            found.setdefault((step, agency), StepTaken(step, words, agency, one.data["agency_name"]))
        return tuple(found.values())

    @property
    def _owes(self) -> bool:
        asked, paid = self.told.get(Slot.PAYMENT_REQUESTED.value), self.told.get(Slot.PAID.value)
        return asked is not None and (paid is None or paid.sequence < asked.sequence)

    def _of(self, *slots: Slot) -> Iterator[Told]:
        return (self.told[one.value] for one in slots if one.value in self.told)

    def _tasks(self, slot: Slot) -> Iterator[tuple[str, Told]]:
        start = f"{slot.value}/"
        return ((place.removeprefix(start), one) for place, one in self.told.items() if place.startswith(start))


_DATES = (Slot.ACCEPTED, Slot.SUPPLEMENTED, Slot.PAID, Slot.DUE_CHANGED, Slot.CORRECTED)
# What only moves a date leaves the dossier where it stands.
_STEPS = tuple(one for one in INTAKES if one not in (Slot.DUE_CHANGED, Slot.CORRECTED))
_PLAIN = {
    Slot.FILED: Stand.FILED,
    Slot.REFUSED: Stand.REFUSED,
    Slot.SUPPLEMENT_REQUESTED: Stand.SUPPLEMENT_WANTED,
    Slot.PAYMENT_REQUESTED: Stand.PAYMENT_WANTED,
    Slot.WITHDRAWN: Stand.WITHDRAWN,
    Slot.STOPPED: Stand.STOPPED,
    Slot.RESULT_READY: Stand.DONE,
    Slot.RETURNED: Stand.RETURNED,
}
_STANDS = {
    Stand.UNKNOWN: Words("Chưa rõ", "Not known yet"),
    Stand.FILED: Words("Mới nộp, chờ tiếp nhận", "Filed, waiting to be accepted"),
    Stand.ACCEPTED: Words("Đã tiếp nhận", "Accepted"),
    Stand.REFUSED: Words("Không được tiếp nhận", "Not accepted"),
    Stand.IN_PROGRESS: Words("Đang giải quyết", "In progress"),
    Stand.SUPPLEMENT_WANTED: Words("Chờ bổ sung giấy tờ", "Waiting for papers"),
    Stand.PAYMENT_WANTED: Words("Chờ nộp phí, lệ phí", "Waiting for the fee"),
    Stand.WITHDRAWN: Words("Đã rút", "Withdrawn"),
    Stand.STOPPED: Words("Dừng giải quyết", "Stopped"),
    Stand.DONE: Words("Đã có kết quả, chờ trả", "Result ready"),
    Stand.RETURNED: Words("Đã trả kết quả", "Result returned"),
}
