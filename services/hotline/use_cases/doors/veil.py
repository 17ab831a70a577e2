"""Hides what concerns a petition from whom it names: whatever use case asks, the store has no such thing.

It stands before the unit of work, not in the use cases, so that none can forget it. Lists leave the same codes out of
their questions (``store.veil``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.hotline.domain.doors.named import petitions_behind
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.doors.door_ports import Hidden
from shared.store.change import Change, Context, Key, Loaded, Work


class VeiledWork:
    """Implements ``shared.store.change.Work``. ``who`` is the account that asks, empty for the public and for what the
    service does by itself; ``hidden`` are the codes that it may not know of."""

    def __init__(self, work: Work, who: Callable[[], str], hidden: Hidden) -> None:
        self._work = work
        self._who = who
        self._hidden = hidden

    def load(self, *keys: Key) -> Loaded:
        """What is there for whoever asks. Raises StoreAway."""
        loaded, account = self._work.load(*keys), self._who()
        if not account:
            return loaded
        found = {key: one for key in keys if (one := loaded.get(key.kind, key.id)) is not None}
        behind = {key: petitions_behind(one) for key, one in found.items() if not isinstance(one, Petition)}
        hidden = self._hidden() if any(behind.values()) else frozenset[str]()
        gone = {key for key, one in found.items() if _names(one, account) or behind.get(key, frozenset()) & hidden}
        return Loaded({key: one for key, one in found.items() if key not in gone})

    def commit(self, change: Change, context: Context) -> None:
        """As the work behind it. Raises Conflict, AlreadyExists, StoreAway."""
        self._work.commit(change, context)


def _names(one: Any, account: str) -> bool:
    return isinstance(one, Petition) and account in one.named
