"""What routing tells of the balance with intake: its questions, and what is missing or found again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from services.routing.domain.balance import Difference, Inquiry
from shared.store.change import Fact

QUESTIONED = "routing.balance.questioned.v1"
DISTURBED = "routing.balance.disturbed.v1"
RESTORED = "routing.balance.restored.v1"


def questioned(question: Inquiry, pages: Sequence[str], days: Sequence[str]) -> Fact:
    """The two counts differ there: list these pages, and tell these days with all their pages."""
    data = {"question": question.version, "pages": list(pages), "days": list(days)}
    return Fact(QUESTIONED, question.id, question.version, data)


def disturbed(one: Difference) -> Fact:
    """A dossier is not in exactly one place, and nothing explains it."""
    return Fact(DISTURBED, _subject(one), one.version, _told(one))


def restored(ended: Iterable[Difference]) -> list[Fact]:
    """What an alarm was for is over."""
    return [
        Fact(RESTORED, _subject(one), one.version, {"dossier": one.id, "restored_at": one.ended_at.isoformat()})
        for one in ended
        if one.alarmed_at is not None and one.ended_at is not None
    ]


def _subject(one: Difference) -> str:
    """Not the dossier itself: its case has a run of numbers of its own."""
    return f"balance:{one.id}"


def _told(one: Difference) -> dict[str, Any]:
    look = one.look
    return {
        "dossier": one.id,
        "kind": one.kind,
        "since": one.since.isoformat(),
        "intake": look.intake,
        "routing": look.routing,
        "copy_of": look.copy_of,
        "tasks": [{"task_id": id, "agency_name": name, "status": status} for id, name, status in look.tasks],
        "messages": [
            {"side": message.side, "type": message.type, "where": message.where, "reason": message.reason}
            for message in look.messages
        ],
    }
