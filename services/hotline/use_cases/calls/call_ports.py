"""What the use cases of calls need of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.hotline.domain.calls.call import Call
from services.hotline.domain.petition import Petition


class Calls(Protocol):
    """Questions over many calls, and over what the same number told before. Everything but ``id_of`` raises
    StoreAway."""

    def id_of(self, call_id: str) -> str:
        """Our id of the telephone system's call: always the same, and telling nothing (theirs may hold a number)."""
        ...

    def live(self, since: datetime, limit: int) -> Sequence[Call]:
        """Calls that are not over and began after ``since``, the one that waits longest first; numbers stay closed."""
        ...

    def of_number(self, number: str, limit: int) -> Sequence[Call]:
        """Calls from this number that are over, the latest first; numbers stay closed."""
        ...

    def petitions_of(self, number: str, limit: int) -> Sequence[Petition]:
        """Petitions of whoever left this number, the latest first; their texts stay closed."""
        ...
