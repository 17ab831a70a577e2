"""What the exchange tells: that a message was not taken, and how far an agency is."""

from __future__ import annotations

from services.routing.domain.case import Case
from services.routing.domain.exchange import ExchangeEntry
from services.routing.domain.message_refusals import WORDS, Reason
from services.routing.domain.task import Task
from shared.store.change import Address, Fact

MESSAGE_REFUSED = "agency.message.refused.v1"
LETTER_REFUSED = "agency.letter.refused.v1"
TASK_PROGRESSED = "agency.task.progressed.v1"
ROUTING_TASK_PROGRESSED = "routing.task.progressed.v1"


def message_refused(entry: ExchangeEntry, reason: Reason, address: Address) -> Fact:
    """What the entry's sender is told; the subject is the dossier that it named, else its own exchange."""
    vietnamese, english = WORDS[reason]
    data = {
        "message_id": entry.message_id or None,
        "type": entry.type or None,
        "task_id": entry.task_id or None,
        "sha256": entry.digest,
        "reason": reason.value,
        "words": {"vi": vietnamese, "en": english},
        "details": entry.details,
        "refused_at": entry.at.isoformat(),
    }
    return Fact(MESSAGE_REFUSED, entry.dossier or entry.agency_key, 1, data, address=address)


def task_progressed(case: Case, task: Task) -> Fact:
    """The agency's newest word of how far it is. Raises ValueError for a task of which nothing was told."""
    if not task.progress:
        raise ValueError(f"task {task.id}: nothing was told of it")
    told = task.progress[-1]
    data = {
        "task_id": task.id,
        "step": task.step,
        "agency": task.agency,
        "agency_name": task.agency_name,
        "progressed_at": told.told_at.isoformat(),
        "note": told.note,
    }
    return Fact(ROUTING_TASK_PROGRESSED, case.id, case.version, data)
