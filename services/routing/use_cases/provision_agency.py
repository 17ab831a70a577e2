"""Connect an agency: its files first, then its place on the broker, then the key that its replies are believed by."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from services.routing.domain.agency import Agency
from services.routing.use_cases.keep_agencies import give_key
from shared.store.change import Context, Work


class AgencyCredentials(Protocol):
    """What an agency signs in and signs with."""

    @property
    def password(self) -> str: ...

    @property
    def public_key(self) -> Mapping[str, Any]: ...


class Sheets(Protocol):
    """Where connection sheets are written."""

    def credentials(self, agency: Agency) -> Any:
        """Those of the sheet that is there already, else new ones (an ``AgencyCredentials``)."""
        ...

    def write(self, agency: Agency, credentials: Any) -> Path:
        """Write the sheet; its path."""
        ...


class Places(Protocol):
    """The broker, seen by its administrator."""

    def give(self, key: str, password: str) -> None:
        """User, queue and rights of the agency with this key; safe to run again."""
        ...


def provision_agency(work: Work, context: Context, agency: Agency, sheets: Sheets, places: Places) -> Path:
    """The path of the agency's connection sheet. Run again at any point of failure, it ends in the same state.

    Raises what the sheets and places raise, Conflict, StoreAway.
    """
    credentials: AgencyCredentials = sheets.credentials(agency)
    path = sheets.write(agency, credentials)
    places.give(agency.id, credentials.password)
    give_key(work, context, agency.code, credentials.public_key)
    return path
