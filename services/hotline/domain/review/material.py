"""What a weekly review is made from, and how each part of it stood at the moment that the review tells of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.hotline.domain.errors import Words
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.petition import Act, Petition
from services.hotline.domain.review.decision import Decision
from services.hotline.domain.review.followed import Followed, TaskThen
from services.hotline.domain.review.rules import ReviewRules
from services.hotline.domain.review.week import Week
from shared.working_time import Calendar, elapsed

RECEPTION = "reception"
RECEPTION_WORDS = Words("Bộ phận Một cửa", "One-stop desk")
UNKNOWN_PROCEDURE = Words("Chưa rõ thủ tục", "Procedure not known")
# What brings a petition to where it stands; other acts leave it there. By name, as acts come to be.
_STANDS = {
    "received": "open",
    "assigned": "open",
    "reopened": "open",
    "answered": "answered",
    "closed": "closed",
    "handed_over": "handed_over",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A step of a procedure at an agency: where work lies, and where it went wrong."""

    procedure: Words
    step: str
    step_name: Words
    agency: str
    agency_name: str

    @property
    def key(self) -> str:
        return f"{self.procedure.vi}/{self.step}/{self.agency}"

    def row(self) -> dict[str, Any]:
        """As data."""
        return {
            "key": self.key,
            "procedure": {"vi": self.procedure.vi, "en": self.procedure.en},
            "step": self.step,
            "step_name": {"vi": self.step_name.vi, "en": self.step_name.en},
            "agency": self.agency,
            "agency_name": self.agency_name,
        }


@dataclass(frozen=True, slots=True)
class Material:
    """Everything as of ``moment`` (the week's end; for a preview, now). ``petitions`` are those of the week and those
    that were open in it, ``earlier`` all about the same dossiers; ``cases`` and ``agencies`` are what routing told;
    ``before`` are the totals of the review before, None where there is none."""

    week: Week
    moment: datetime
    petitions: Sequence[Petition]
    earlier: Sequence[Petition]
    cases: Mapping[str, Followed]
    agencies: Sequence[Followed]
    dossiers: Mapping[str, KnownDossier]
    decisions: Sequence[Decision]
    before: Mapping[str, Any] | None
    calendar: Calendar
    rules: ReviewRules
    officers: Mapping[str, str] = field(default_factory=dict)

    @property
    def agency_names(self) -> Mapping[str, str]:
        """Agencies that any case tells of, by code."""
        told = (one.data for case in self.cases.values() for one in case.facts.values())
        return {data["agency"]: data["agency_name"] for data in told if "agency_name" in data}

    def is_of_week(self, at: datetime) -> bool:
        """Whether something was in the week, up to the moment."""
        return self.week.start <= at < min(self.week.end, self.moment)

    def minutes(self, start: datetime, end: datetime) -> int:
        """Working minutes between two moments."""
        return int(elapsed(self.calendar, start, end).total_seconds() // 60)

    def procedure(self, dossier: str) -> Words:
        known = self.dossiers.get(dossier)
        return (known.procedure if known else None) or UNKNOWN_PROCEDURE

    def place_of(self, task: TaskThen) -> Place:
        return Place(self.procedure(task.dossier), task.step, task.name, task.agency, task.agency_name)

    def tasks(self, dossier: str) -> list[TaskThen]:
        """The dossier's tasks as they stood; a dossier that ended took its tasks along."""
        case = self.cases.get(dossier)
        return list(case.tasks(self.moment)) if case else []

    def place_at(self, dossier: str, at: datetime) -> Place:
        """Where the dossier was: with the agency that had it then, else that had it last, else at the front desk."""
        begun = [one for one in self.tasks(dossier) if one.began_at <= at]
        running = [one for one in begun if one.ended_at is None or one.ended_at > at]
        found = max(running or begun, key=lambda one: (one.began_at, one.id), default=None)
        if found is None:
            return Place(self.procedure(dossier), RECEPTION, RECEPTION_WORDS, RECEPTION, RECEPTION_WORDS.vi)
        return self.place_of(found)


def stood(petition: Petition, moment: datetime) -> str:
    """How a petition stood: open, answered, closed, or handed_over to its own path."""
    stands = [_STANDS[one.act.value] for one in petition.history if one.at < moment and one.act.value in _STANDS]
    return stands[-1] if stands else "open"


def acted(petition: Petition, act: Act, moment: datetime) -> datetime | None:
    """When that was done last before a moment; None where it was not."""
    return max((one.at for one in petition.history if one.act is act and one.at < moment), default=None)


def dossier_then(petition: Petition, moment: datetime) -> str | None:
    """The dossier that it was about at a moment; linked at its filing where its history says nothing else."""
    links = [one for one in petition.history if one.act in (Act.LINKED, Act.UNLINKED)]
    before = [one for one in links if one.at < moment]
    if before:
        return before[-1].note if before[-1].act is Act.LINKED else None
    if links:
        return links[0].note if links[0].act is Act.UNLINKED else None
    return petition.dossier
