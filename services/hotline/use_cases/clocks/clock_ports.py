"""What the use cases of clocks need beside the others' ports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.hotline.domain.clocks.escalation import Escalations, Matter
from services.hotline.domain.clocks.limits import ClockRules, ClockVersions
from services.hotline.domain.clocks.roster import Roster
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.ports import Group, PetitionQuery, Ports
from shared.store.change import Key
from shared.working_time.calendar import local

# Where a page ends: since when the longest of the petition's escalations holds, then the petition's code.
Place = tuple[datetime, str]


class EscalationBook(Protocol):
    """Questions over many petitions' escalations. Everything raises StoreAway."""

    def page(self, matter: Matter | None, after: Place | None, limit: int) -> Sequence[Escalations]:
        """Petitions of which something holds, the longest first."""
        ...

    def count(self, matter: Matter | None) -> int:
        """How many there are, counted no further than ports.MOST_COUNTED."""
        ...


@dataclass(frozen=True, slots=True)
class ClockPorts:
    """``limits`` are all versions."""

    ports: Ports
    limits: ClockVersions
    roster: Roster
    book: EscalationBook

    def rules_of(self, petition: Petition) -> ClockRules:
        """The limits under which it was taken."""
        return self.limits.on(local(petition.received_at).date())

    def procedure_of(self, petition: Petition) -> str | None:
        """The code of the linked dossier's procedure. Raises StoreAway."""
        if petition.dossier is None:
            return None
        known = self.ports.work.load(Key(KnownDossier, petition.dossier)).get(KnownDossier, petition.dossier)
        return known.procedure_code if known else None

    def loads(self) -> dict[str, int]:
        """How many petitions each officer has, those that wait included. Raises StoreAway."""
        groups = (Group.OPEN, Group.PAUSED)
        return {
            account: sum(self.ports.petitions.count(PetitionQuery(group, officer=account)) for group in groups)
            for account in self.roster.officers
        }
