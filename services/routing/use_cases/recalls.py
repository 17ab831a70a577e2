"""The letters by which agencies learn that a task of theirs was taken back."""

from __future__ import annotations

from services.routing.domain.case import Case, CaseStatus
from services.routing.domain.task import TAKEN_BACK, WITH_AGENCY
from services.routing.use_cases import facts
from services.routing.use_cases.hotline_questions import taken_back
from services.routing.use_cases.ports import AddressOf
from shared.store.change import Fact


def recall_letters(before: Case, after: Case, address_of: AddressOf, reason: str) -> tuple[Fact, ...]:
    """One for each task that lay with an agency and does so no more because of this change; an opinion of a case that
    goes on is recalled because its asker wants it no more. The hotline is told of its questions among them."""
    recalled = map(after.task, recalled_by(before, after))
    unasked = after.status is CaseStatus.OPEN
    letters = tuple(
        facts.agency_task_recalled(
            after,
            one,
            address_of(one.agency_key),
            facts.OPINION_NOT_NEEDED if unasked and one.opinion and one.handed_over is None else reason,
        )
        for one in recalled
    )
    return (*letters, *taken_back(before, after))


def recalled_by(before: Case, after: Case) -> tuple[str, ...]:
    """The ids of those tasks."""
    with_agency = [one.id for one in before.tasks if one.status in WITH_AGENCY]
    return tuple(id for id in with_agency if after.task(id).status in TAKEN_BACK)
