"""What connecting agencies wants of the outside: places on the broker, secrets, sheets, rules of addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from services.routing.domain.agency import Agency


class PlacesFault(Exception):
    """The broker refused or did not answer; the message is one line and holds no secret."""


class Places(Protocol):
    """Agencies' places on the broker, seen by its administrator. Every call may be repeated. Raises PlacesFault."""

    def give(self, key: str, password: str) -> None:
        """User, queue and rights of the agency with this key, and this password from now on."""
        ...

    def give_webhook(self, key: str) -> None:
        """Letters to the agency go to those that are posted; it has no user."""
        ...

    def take(self, key: str) -> None:
        """No user any more, and what it had open is closed; its queue stays with what lies in it."""
        ...

    def cut(self, key: str) -> None:
        """Close what the agency has open; it may come again."""
        ...


class Secrets(Protocol):
    """What agencies prove themselves by, and sheets sealed at rest."""

    def new_password(self) -> str:
        """A password that nobody has seen."""
        ...

    def new_key(self) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """A new Ed25519 key as JWKs: the private one, and its public half."""
        ...

    def seal(self, content: Mapping[str, Any], place: str) -> Mapping[str, str]:
        """The content, to be opened for the same place only."""
        ...

    def open(self, sealed: Mapping[str, str], place: str) -> Mapping[str, Any]:
        """What was sealed. Raises LookupError where its key is not at hand."""
        ...


class SheetMaker(Protocol):
    """Makes what an agency is handed."""

    def sheet(
        self, agency: Agency, password: str | None, key_id: str | None, private_key: Mapping[str, Any] | None
    ) -> Mapping[str, Any]:
        """The sheet; None stands for what is as before, or (``private_key``) in the agency's hands."""
        ...


class ConnectionsDue(Protocol):
    """Which connections wait for the provisioner."""

    def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Keys of the agencies, the longest due first. Raises StoreAway."""
        ...


class AddressRules(Protocol):
    """Which addresses letters may be posted to."""

    def check(self, url: str) -> None:
        """Raises BadAgency where it may not be one of an agency's."""
        ...
