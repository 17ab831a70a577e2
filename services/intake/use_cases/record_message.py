"""Keeps what notifications tried to tell an applicant."""

from __future__ import annotations

from services.intake.domain.tried import Message, Tried
from shared.store.change import NOTHING, Change, Key, Work


def record_message(known: Tried | None, code: str, message: Message) -> Change:
    """The newest word on each message stands."""
    tried = known or Tried(code)
    changed = tried.with_message(message)
    return NOTHING if changed is tried else Change(saved=(changed,))


def messages_about(work: Work, code: str) -> tuple[Message, ...]:
    """What was tried about this dossier, by time. Raises StoreAway."""
    tried = work.load(Key(Tried, code)).get(Tried, code)
    return tuple(sorted(tried.messages.values(), key=lambda one: (one.at, one.id))) if tried else ()
