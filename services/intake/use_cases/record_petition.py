"""Keeps what the hotline tells of petitions about dossiers, for the review of procedures: no name, no text."""

from __future__ import annotations

from datetime import datetime

from services.intake.domain.known_petition import KnownPetition, Topic
from shared.store.change import NOTHING, Change


def record_receipt(
    known: KnownPetition, topic: Topic, dossier: str | None, received_at: datetime, due_at: datetime, told: int
) -> Change:
    """A petition was taken."""
    return _saved(known, known.received(topic, dossier, received_at, due_at, told))


def record_answer(
    known: KnownPetition, topic: Topic, dossier: str | None, answered_at: datetime, told: int, due_at: datetime | None
) -> Change:
    """A petition was answered; its dossier may have been linked since it was taken."""
    return _saved(known, known.answered(topic, dossier, answered_at, told, due_at))


def _saved(known: KnownPetition, after: KnownPetition) -> Change:
    return NOTHING if after is known else Change(saved=(after,))
