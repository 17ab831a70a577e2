"""Who opened a person's own store of papers, and when: written before anything of it is shown, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoreLook:
    """One opening. ``person`` is the key of the store, ``dossier`` the one for whose sake it was opened, ``who`` an
    officer or an account; ``offered`` are the ids of the papers that were shown."""

    id: str
    person: str
    dossier: str
    who: str
    at: datetime
    offered: tuple[str, ...]
    version: int = 1
