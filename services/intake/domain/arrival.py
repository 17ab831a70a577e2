"""What is known of the way by which a dossier came: the parcel, the visit, the agency that sent it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.intake.domain.channel import Channel


@dataclass(frozen=True, slots=True)
class Parcel:
    """A dossier that the public post brought, and the day on which the unit got it."""

    tracking_number: str
    received_on: date


@dataclass(frozen=True, slots=True)
class Visit:
    """A dossier that a team took up outside: the tour and the stop on it."""

    tour: str
    stop: str


@dataclass(frozen=True, slots=True)
class Parent:
    """The dossier of another agency that this one continues; ``code`` is that agency's.

    Such a dossier is counted there, never here once more.
    """

    code: str
    agency: str
    agency_name: str


Arrival = Parcel | Visit | Parent
NEEDED: dict[Channel, type[Parcel] | type[Visit] | type[Parent]] = {
    Channel.POST: Parcel,
    Channel.HOME: Visit,
    Channel.MOBILE_POINT: Visit,
    Channel.AGENCY: Parent,
}
