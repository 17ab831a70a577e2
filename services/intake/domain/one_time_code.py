"""A code of six digits that proves that a phone or a mailbox is in somebody's hands: five minutes, five tries, once."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum

DIGITS = 6
LIFETIME = timedelta(minutes=5)
MOST_TRIES = 5


class Purpose(Enum):
    """What a code is good for, and nothing else."""

    SIGN_IN = "sign_in"
    NEW_REACH = "new_reach"  # another phone or mailbox for an account that exists


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """What is kept of the newest code for one purpose and one phone or mailbox; never the code itself.

    ``id`` is a blind digest of purpose and address, so that there is one at a time; ``issue`` names this one among
    those that were sent there. ``digest`` is keyed, and goes once the code is of no use any more.
    """

    id: str
    version: int
    issue: str
    digest: str = field(repr=False)
    issued_at: datetime
    tries: int = 0
    used: bool = False

    @property
    def expires_at(self) -> datetime:
        return self.issued_at + LIFETIME

    def is_open(self, now: datetime) -> bool:
        """Whether a further try counts for anything."""
        return not self.used and self.tries < MOST_TRIES and self.issued_at <= now < self.expires_at

    def attempt(self, digest: str, now: datetime) -> tuple[OneTimeCode, bool]:
        """The code after one try, and whether it was right. Itself where it is late, used, or tried too often: then no
        try is right any more."""
        if not self.is_open(now):
            return self, False
        right = hmac.compare_digest(self.digest, digest)
        tries = self.tries + 1
        kept = "" if right or tries == MOST_TRIES else self.digest
        return replace(self, version=self.version + 1, tries=tries, used=right, digest=kept), right


def issued(before: OneTimeCode | None, id: str, issue: str, digest: str, now: datetime) -> OneTimeCode:
    """A new code; the one before it is of no use from now on."""
    return OneTimeCode(id, before.version + 1 if before else 1, issue, digest, now)
