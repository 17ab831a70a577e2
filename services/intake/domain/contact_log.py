"""The contact log: who met whom, when, about what; a line is written once and never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from services.intake.domain.errors import Words


class Means(Enum):
    """How they met."""

    COUNTER = "counter"
    PHONE = "phone"
    DRAFT = "draft"  # over a draft that was opened at the desk

    @property
    def words(self) -> Words:
        return _MEANS_WORDS[self]


_MEANS_WORDS = {
    Means.COUNTER: Words("Tại quầy", "At the counter"),
    Means.PHONE: Words("Qua điện thoại", "By phone"),
    Means.DRAFT: Words("Cùng làm bản nháp tại quầy", "Over a draft at the counter"),
}


@dataclass(frozen=True, slots=True)
class Met:
    """The person's side: apart from the line, as only some may look at it."""

    name: str = field(default="", repr=False)
    phone: str | None = field(default=None, repr=False)

    @property
    def is_known(self) -> bool:
        return bool(self.name or self.phone)


@dataclass(frozen=True, slots=True)
class Contact:
    """One line. ``officer`` is an account's name, ``about`` written for colleagues; ``code`` a dossier's, ``draft``
    and ``booking`` ids, where there is one."""

    id: str
    unit: str
    at: datetime
    officer: str
    means: Means
    about: str = field(repr=False)
    met: Met
    procedure: str | None = None
    code: str | None = None
    booking: str | None = None
    account: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Look:
    """An officer looked who it was: written before it is shown, one for each look, kept for good."""

    id: str
    contact: str
    who: str
    at: datetime
    why: str
    version: int = 1
