"""What a review looks at of one dossier: its steps, what was asked, how it ended; never whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.channel import Channel
from services.intake.domain.dossier import Dossier
from services.intake.domain.endings import Refusal
from services.intake.domain.known_petition import KnownPetition
from services.intake.domain.procedure import Component
from services.intake.domain.progress import Progress
from services.intake.domain.status import Status
from services.intake.domain.supplement import Supplement


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A paper that came: the number (from 1) of its line in the dossier's list, and when."""

    component: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewedCase:
    """``due_at`` is the date that held last; ``papers`` the lines of the dossier's own list, as they are numbered."""

    code: str
    status: Status
    channel: Channel
    filed_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    papers: tuple[Component, ...]
    supplements: tuple[Supplement, ...] = ()
    refusal: Refusal | None = None
    progress: Progress = Progress()  # noqa: RUF009 - a frozen value
    from_agency: bool = False
    handed_in: tuple[HandedIn, ...] = ()
    petitions: tuple[KnownPetition, ...] = ()

    @classmethod
    def of(
        cls, dossier: Dossier, handed_in: Sequence[HandedIn] = (), petitions: Sequence[KnownPetition] = ()
    ) -> ReviewedCase:
        """The same of a whole dossier."""
        return cls(
            dossier.code,
            dossier.status,
            dossier.channel,
            dossier.filed_at,
            dossier.acceptance.accepted_at if dossier.acceptance else None,
            dossier.due_at,
            dossier.procedure.papers,
            dossier.supplements,
            dossier.refusal,
            dossier.progress,
            dossier.parent is not None,
            tuple(handed_in),
            tuple(petitions),
        )
