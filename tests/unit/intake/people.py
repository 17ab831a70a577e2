"""The ports of people in memory, over the fake store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

from services.intake.domain.business import Business
from services.intake.domain.citizen import Citizen
from services.intake.domain.contact_log import Contact
from services.intake.domain.dossier import Dossier
from services.intake.domain.draft import Draft
from services.intake.domain.guidance import Booking
from services.intake.domain.personal import Applicant
from services.intake.domain.reach import Reach
from services.intake.use_cases.people_ports import ContactPage, Membership, PeoplePorts
from services.intake.use_cases.ports import DossierPage, DossierRow
from tests.support.fake_store import FakeWork


@dataclass
class FakeAccountQueries:
    work: FakeWork

    def by_reach(self, reach: Reach) -> str | None:
        return next((one.id for one in self.work.all(Citizen) if reach in one.reaches), None)

    def memberships(self, account: str) -> Sequence[Membership]:
        found = ((one.id, one.role_of(account)) for one in self.work.all(Business))
        return [Membership(id, role) for id, role in found if role]

    def invited_to(self, reaches: Sequence[Reach]) -> Sequence[str]:
        return [one.id for one in self.work.all(Business) if any(each.reach in reaches for each in one.invitations)]


@dataclass
class FakeOwned:
    work: FakeWork

    def page(self, owners: Sequence[str], cursor: str | None, limit: int) -> DossierPage:
        start = int(cursor) if cursor else 0
        found = [one for one in self.work.all(Dossier) if one.owners & set(owners)]
        found.sort(key=lambda one: (one.filed_at, one.code), reverse=True)
        more = str(start + limit) if len(found) > start + limit else None
        return DossierPage(tuple(row_of(one) for one in found[start : start + limit]), more)

    def open_of(self, unit: str, procedure: str, applicant: Applicant) -> Sequence[str]:
        found = (one for one in self.work.all(Dossier) if (one.unit, one.procedure.code) == (unit, procedure))
        return [one.code for one in found if not one.status.is_closed]

    def drafts(self, owners: Sequence[str], now: datetime) -> Sequence[Draft]:
        return [one for one in self.work.all(Draft) if one.owner in owners and one.is_open(now)]

    def helped_draft(self, digest: str) -> str | None:
        return next((one.id for one in self.work.all(Draft) if one.help and one.help.digest == digest), None)


@dataclass
class FakeGuidance:
    work: FakeWork

    def bookings(self, unit: str, day: date) -> Sequence[Booking]:
        found = [one for one in self.work.all(Booking) if (one.unit, one.day) == (unit, day)]
        return sorted(found, key=lambda one: one.starts_at)

    def bookings_of(self, account: str, since: datetime) -> Sequence[Booking]:
        return [one for one in self.work.all(Booking) if one.account == account and one.starts_at >= since]

    def contacts(self, unit: str, search: str, cursor: str | None, limit: int) -> ContactPage:
        found = [one for one in self.work.all(Contact) if one.unit == unit]
        if search:
            found = [one for one in found if search in (one.code, one.met.name, one.met.phone)]
        return ContactPage(tuple(reversed(found))[:limit], None)


@dataclass
class Digits:
    """Codes that a test can foresee; ``said`` holds the newest."""

    said: str = ""
    _next: Iterator[int] = field(default_factory=lambda: count(41_739))

    def __call__(self, length: int) -> str:
        self.said = str(next(self._next)).zfill(length)
        return self.said


def fake_people(work: FakeWork, digits: Digits | None = None) -> PeoplePorts:
    """``digest`` hides nothing here."""
    ids = count(1)
    return PeoplePorts(
        FakeAccountQueries(work),
        FakeOwned(work),
        FakeGuidance(work),
        lambda kind, text: f"{kind}:{text}",
        lambda: f"id-{next(ids):04}",
        digits or Digits(),
    )


def row_of(one: Dossier) -> DossierRow:
    """One line of a list."""
    task = one.progress.holder
    return DossierRow(
        one.code,
        one.status,
        one.procedure.code,
        one.procedure.name,
        one.applicant.name,
        one.applicant.kind,
        one.channel,
        one.filed_at,
        one.due_at,
        one.decision.decided_at if one.decision else None,
        one.priority is not None,
        task.agency_name if task else None,
        one.parent.code if one.parent else None,
    )
