"""A text that comes in several short messages: each is kept as it comes, and the whole is read once all are there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

# A phone sends the parts within seconds; who is out of reach sends the rest later. Then what is there is handed on.
WAIT = timedelta(minutes=10)
# A phone counts its texts from 0 to 255 and begins again: what comes later under the number is another text.
FORGOTTEN = timedelta(hours=1)
LOST = " […] "


@dataclass(frozen=True, slots=True)
class Piece:
    """One part: ``reference`` names the whole at its sender, ``number`` counts from 1; ``octets`` are in the alphabet
    that ``coding`` names, for a letter may be cut in two."""

    provider: str
    sender: str
    reference: int
    number: int
    of: int
    coding: int
    octets: bytes

    @property
    def whole(self) -> str:
        """Names the text that it belongs to."""
        parts = (self.provider, self.sender, str(self.reference), str(self.of))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Pieces:
    """``found`` by number. ``round`` tells texts apart that a phone gave the same number one after the other; ``done``:
    the whole was handed on."""

    id: str
    version: int
    provider: str
    sender: str
    of: int
    coding: int
    first_at: datetime
    round: int = 1
    found: Mapping[int, bytes] = field(default_factory=dict)
    done: bool = False

    def taking(self, piece: Piece, now: datetime) -> Pieces:
        """With this part; itself where it was there before."""
        if self.found.get(piece.number) == piece.octets and now - self.first_at < FORGOTTEN:
            return self
        if self.done or piece.number in self.found or now - self.first_at >= FORGOTTEN:
            return replace(
                self, version=self.version + 1, coding=piece.coding, first_at=now, round=self.round + 1,
                found={piece.number: piece.octets}, done=False,
            )  # fmt: skip
        return replace(self, version=self.version + 1, found={**self.found, piece.number: piece.octets})

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return len(self.found) == self.of

    def finish(self) -> Pieces:
        """Handed on; what it said is kept by the message that it became."""
        return replace(self, version=self.version + 1, done=True)

    @property
    def runs(self) -> list[bytes | None]:
        """The octets in order, parts that follow each other joined; None for a gap."""
        joined: list[bytes | None] = []
        for number in range(1, self.of + 1):
            part = self.found.get(number)
            if part is None:
                if not joined or joined[-1] is not None:
                    joined.append(None)
            elif joined and joined[-1] is not None:
                joined[-1] += part
            else:
                joined.append(part)
        return joined


def first_piece(piece: Piece, now: datetime) -> Pieces:
    """The text of which this is the first part to come."""
    return Pieces(
        piece.whole, 1, piece.provider, piece.sender, piece.of, piece.coding, now, found={piece.number: piece.octets}
    )
