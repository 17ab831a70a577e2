"""What the use cases about people need from outside: accounts, what is theirs, the guidance desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from services.intake.domain.business import MemberRole
from services.intake.domain.contact_log import Contact
from services.intake.domain.draft import Draft
from services.intake.domain.guidance import Booking
from services.intake.domain.personal import Applicant
from services.intake.domain.reach import Reach

if TYPE_CHECKING:
    from services.intake.use_cases.ports import DossierPage


@dataclass(frozen=True, slots=True)
class Membership:
    """For which business somebody acts, and how far."""

    business: str
    role: MemberRole


class Accounts(Protocol):
    """Questions over the accounts of citizens and businesses. All raise StoreAway."""

    def by_reach(self, reach: Reach) -> str | None:
        """The account that signs in with this phone or mailbox."""
        ...

    def memberships(self, account: str) -> Sequence[Membership]:
        """As they stand now: who was removed a moment ago is not there."""
        ...

    def invited_to(self, reaches: Sequence[Reach]) -> Sequence[str]:
        """The businesses that hold an invitation to one of these."""
        ...


class Owned(Protocol):
    """Questions over what accounts own. All raise StoreAway."""

    def page(self, owners: Sequence[str], cursor: str | None, limit: int) -> DossierPage:
        """Their dossiers, the newest first. Raises ValueError for a cursor that is none."""
        ...

    def open_of(self, unit: str, procedure: str, applicant: Applicant) -> Sequence[str]:
        """Codes of open dossiers of this procedure that this applicant's number, or phone, is found in."""
        ...

    def drafts(self, owners: Sequence[str], now: datetime) -> Sequence[Draft]:
        """Those that are open, the newest first."""
        ...

    def helped_draft(self, digest: str) -> str | None:
        """The draft that this help code is for."""
        ...


@dataclass(frozen=True, slots=True)
class ContactPage:
    items: tuple[Contact, ...]
    next: str | None


class GuidanceDesk(Protocol):
    """Questions over bookings and the contact log. All raise StoreAway."""

    def bookings(self, unit: str, day: date) -> Sequence[Booking]:
        """By hour."""
        ...

    def bookings_of(self, account: str, since: datetime) -> Sequence[Booking]:
        """By hour."""
        ...

    def contacts(self, unit: str, search: str, cursor: str | None, limit: int) -> ContactPage:
        """The newest first; ``search`` is a dossier's code, or a whole phone number or name. Raises ValueError for a
        cursor that is none."""
        ...


@dataclass(frozen=True, slots=True)
class PeoplePorts:
    """``digest`` is the keyed one that values are found by; ``new_digits`` makes codes of so many digits."""

    accounts: Accounts
    owned: Owned
    guidance: GuidanceDesk
    digest: Callable[[str, str], str]
    new_id: Callable[[], str]
    new_digits: Callable[[int], str]
    draft_kept: timedelta = timedelta(days=30)
    chairs: int = 2
