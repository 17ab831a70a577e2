"""What notifications knows of how a dossier or petition stands: told in any order, so that people may ask for it.

Every kind of fact has its own place, in which the telling with the highest sequence stands. So facts commute, and one
told twice changes nothing. Free words of officers are not kept: nobody is told them without signing in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

PREFIX, OF_PETITIONS = "intake.dossier.", "hotline.petition."
STEPS = (
    "filed", "accepted", "refused", "supplement_requested", "supplemented", "payment_requested", "paid", "withdrawn",
    "stopped", "result_ready", "returned", "petition_received", "petition_answered",
)  # fmt: skip
# What only moves a date leaves the dossier where it stands.
DATES = ("due_changed", "corrected")
KEPT = ("due_at", "respond_by", "pay_by", "amount", "owed", "decision", "returned_at", "tracking_number",
        "answered_at")  # fmt: skip
REACHES = ("phone", "email")


class Stand(StrEnum):
    """How a dossier stands; ``UNKNOWN`` until enough was told."""

    UNKNOWN = "unknown"
    FILED = "filed"
    IN_PROGRESS = "in_progress"
    REFUSED = "refused"
    SUPPLEMENT_WANTED = "supplement_wanted"
    PAYMENT_WANTED = "payment_wanted"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    DONE = "done"
    RETURNED = "returned"
    PETITION_RECEIVED = "petition_received"
    PETITION_ANSWERED = "petition_answered"

    @property
    def is_petitions(self) -> bool:
        return self in (Stand.PETITION_RECEIVED, Stand.PETITION_ANSWERED)


PLAIN = {
    "filed": Stand.FILED, "accepted": Stand.IN_PROGRESS, "refused": Stand.REFUSED,
    "supplement_requested": Stand.SUPPLEMENT_WANTED, "payment_requested": Stand.PAYMENT_WANTED,
    "withdrawn": Stand.WITHDRAWN, "stopped": Stand.STOPPED, "result_ready": Stand.DONE, "returned": Stand.RETURNED,
    "petition_received": Stand.PETITION_RECEIVED, "petition_answered": Stand.PETITION_ANSWERED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """The telling that stands in a place."""

    sequence: int
    data: Mapping[str, Any]


def slot_of(type_: str) -> str | None:
    """The place of an event's fact; None for events that say nothing of how a dossier or petition stands."""
    if type_.startswith(OF_PETITIONS):
        step = f"petition_{type_.removeprefix(OF_PETITIONS).partition('.')[0]}"
        return step if step in STEPS else None
    name = type_.removeprefix(PREFIX).partition(".")[0] if type_.startswith(PREFIX) else ""
    return name if name in STEPS or name in DATES else None


@dataclass(frozen=True, slots=True)
class Standing:
    """``id`` is the dossier's or petition's code. ``reached`` maps phone and email to (sequence, address), the latest
    telling."""

    id: str
    version: int = 0
    told: Mapping[str, Told] = field(default_factory=dict)
    reached: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "told", MappingProxyType(dict(sorted(self.told.items()))))
        object.__setattr__(self, "reached", MappingProxyType(dict(sorted(self.reached.items()))))

    def hearing(self, slot: str, sequence: int, data: Mapping[str, Any], personal: Mapping[str, Any]) -> Standing:
        """With this telling in its place; itself where one as new stands there already."""
        known = self.told.get(slot)
        if known is not None and known.sequence >= sequence:
            return self
        kept = {name: data[name] for name in KEPT if data.get(name) is not None}
        named = {name: (sequence, str(personal[name])) for name in REACHES if personal.get(name)}
        newer = {name: one for name, one in named.items() if one > self.reached.get(name, (0, ""))}
        return replace(
            self, version=self.version + 1, told={**self.told, slot: Told(sequence, kept)},
            reached={**self.reached, **newer},
        )  # fmt: skip

    def belongs_to(self, sender: str) -> bool:
        """Whether this number or address is the applicant's, as it was told last."""
        return bool(sender) and sender.casefold() in {address.casefold() for _, address in self.reached.values()}

    @property
    def stand(self) -> Stand:
        """As the latest step tells it; paying ends the wait for money alone."""
        aside = {"paid"} if not self._owes else {"paid", "supplemented"}
        steps = {name: self.told[name] for name in STEPS if name in self.told and name not in aside}
        if not steps:
            return Stand.UNKNOWN
        last = max(steps, key=lambda name: steps[name].sequence)
        if last == "supplemented":
            return Stand.IN_PROGRESS if "accepted" in self.told else Stand.FILED
        if last == "payment_requested" and not self._owes:
            return Stand.IN_PROGRESS
        return PLAIN[last]

    @property
    def due_at(self) -> datetime | None:
        """The date that holds, as it was told last."""
        names = ("accepted", "supplemented", "paid", "petition_received", *DATES)
        dated = [self.told[one] for one in names if one in self.told and self.told[one].data.get("due_at")]
        return max(dated, key=lambda one: one.sequence).data["due_at"] if dated else None

    def fact(self, slot: str, name: str) -> Any:
        """A value of the telling in a place; None where it says nothing of it."""
        return self.told[slot].data.get(name) if slot in self.told else None

    @property
    def _owes(self) -> bool:
        asked, paid = self.told.get("payment_requested"), self.told.get("paid")
        return asked is not None and (paid is None or paid.sequence < asked.sequence)
