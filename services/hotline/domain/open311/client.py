"""Another application that may file petitions: known by a key that it keeps, and shut out again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.hotline.domain.errors import InvalidValue, Words

_ID = re.compile(r"[a-z][a-z0-9-]{1,39}")


@dataclass(frozen=True, slots=True)
class Client:
    """``id`` is a short name in letters, digits and dashes; ``name`` is shown to officers; of the key only a digest."""

    id: str
    version: int
    name: str
    key_hash: str = field(repr=False)
    admitted_at: datetime
    ended_at: datetime | None = None

    @property
    def actor(self) -> str:
        """How it stands in the history of what happened."""
        return f"service:{self.id}"

    def end(self, at: datetime) -> Client:
        """It files no more; itself where that was so already."""
        return self if self.ended_at else replace(self, version=self.version + 1, ended_at=at)

    def renew(self, name: str, key_hash: str) -> Client:
        """Under another key, the old one being void; open again where it was ended."""
        return replace(self, version=self.version + 1, name=name, key_hash=key_hash, ended_at=None)


def read_client_id(text: str) -> str:
    """Raises InvalidValue."""
    if not _ID.fullmatch(text):
        raise InvalidValue(
            Words("2 đến 40 chữ thường, số, gạch ngang", "2 to 40 lower-case letters, digits, dashes; a letter first")
        )
    return text
