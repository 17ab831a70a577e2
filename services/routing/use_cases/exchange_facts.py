"""The letter by which an agency learns that a message of its was not taken."""

from __future__ import annotations

from services.routing.domain.exchange import ExchangeEntry
from services.routing.domain.refusals import WORDS, Reason
from shared.store.change import Address, Fact

MESSAGE_REFUSED = "agency.message.refused.v1"
LETTER_REFUSED = "agency.letter.refused.v1"
TASK_PROGRESSED = "agency.task.progressed.v1"


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
