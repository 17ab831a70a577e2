"""In which one place an accepted dossier is, by what its case and its tasks say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from services.routing.domain.case import CaseStatus
from services.routing.domain.task import ENDED, NOT_GIVEN, TaskStatus


class Place(Enum):
    """Each accepted dossier is in exactly one; the last two are none, and a fault."""

    AGENCY = "agency"  # at least one agency has a task of it
    LINE = "line"  # at the centre: its task waits for room in the agency's queue, or for another agency
    SUPPLEMENT = "supplement"  # the applicant is asked for papers
    PAYMENT = "payment"  # the applicant is asked for the fee
    INTAKE = "intake"  # decided: the result waits at the reception unit
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    NOWHERE = "nowhere"  # its case is open, and nobody has or gets a task of it
    TWO_PLACES = "two_places"  # its case is over and an agency works on it, or a step of it is under way twice


FAULTY = frozenset({Place.NOWHERE, Place.TWO_PLACES})
ENDS = {
    CaseStatus.CLOSED: Place.RETURNED,
    CaseStatus.WITHDRAWN: Place.WITHDRAWN,
    CaseStatus.STOPPED: Place.STOPPED,
}
# What intake calls the same: it does not know which of the agencies has the dossier.
STANDING = {Place.AGENCY: "open", Place.LINE: "open", Place.INTAKE: "decided"}


@dataclass(frozen=True, slots=True)
class TaskLook:
    """As much of a task as says where it is; ``asks`` while the applicant has not answered what it asked for."""

    id: str
    step: str
    status: TaskStatus
    asks: bool = False
    advises: bool = False


def place_of(status: CaseStatus, tasks: Sequence[TaskLook], *, pays: bool) -> Place:
    """``pays``: the applicant is asked for the fee. Papers are waited for before money, money before work."""
    live = [one for one in tasks if one.status not in ENDED]
    if _is_doubled(tasks, live):
        return Place.TWO_PLACES
    if status is not CaseStatus.OPEN:
        return Place.TWO_PLACES if live else ENDS.get(status, Place.INTAKE)
    if any(one.asks for one in tasks):
        return Place.SUPPLEMENT
    if pays:
        return Place.PAYMENT
    if any(one.status not in NOT_GIVEN and one.status is not TaskStatus.REFUSED for one in live):
        return Place.AGENCY
    return Place.LINE if any(one.status is not TaskStatus.PLANNED for one in live) else Place.NOWHERE


def standing_of(place: Place) -> str:
    """The word that both services have for it."""
    return STANDING.get(place, place.value)


def _is_doubled(tasks: Sequence[TaskLook], live: Sequence[TaskLook]) -> bool:
    ids = Counter(one.id for one in tasks)
    steps = Counter(one.step for one in live if not one.advises)
    return any(count > 1 for count in (*ids.values(), *steps.values()))
