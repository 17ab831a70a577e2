"""The letters by which agencies learn that a task of theirs was taken back."""

from __future__ import annotations

from services.routing.domain.case import Case
from services.routing.domain.task import TAKEN_BACK, WITH_AGENCY
from services.routing.use_cases import facts
from services.routing.use_cases.ports import AddressOf
from shared.store.change import Fact


def recall_letters(before: Case, after: Case, address_of: AddressOf, reason: str) -> tuple[Fact, ...]:
    """One for each task that lay with an agency and does so no more because of this change."""
    with_agency = [one.id for one in before.tasks if one.status in WITH_AGENCY]
    recalled = [one for one in map(after.task, with_agency) if one.status in TAKEN_BACK]
    return tuple(facts.agency_task_recalled(after, one, address_of(one.agency_key), reason) for one in recalled)
