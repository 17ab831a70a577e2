"""Keep what intake and routing tell of dossiers: one pure handler for every kind of fact, in any order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.hotline.domain.known_dossier import INTAKES, KnownDossier, Slot
from shared.bus.reading import Received
from shared.store.change import NOTHING, Change, Key, Loaded


def needs(received: Received) -> tuple[Key, ...]:
    """The dossier, where anything was heard of it before."""
    return (Key(KnownDossier, received.subject),)


def hear(slot: Slot) -> Callable[[Received, Loaded], Change]:
    """The handler that puts a fact into this slot (a task's fact into the task's own)."""

    def apply(received: Received, loaded: Loaded) -> Change:
        known = loaded.get(KnownDossier, received.subject) or KnownDossier(received.subject)
        data: Mapping[str, Any] = received.data
        personal = received.personal if slot in INTAKES else {}
        task = data["task_id"] if slot in (Slot.TASK_DISPATCHED, Slot.TASK_ACKNOWLEDGED) else ""
        changed = known.hearing(slot, received.sequence, data, personal, task)
        return NOTHING if changed is known else Change(saved=(changed,))

    return apply
