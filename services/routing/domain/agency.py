"""An agency that works on tasks: its code, its broker key and the public keys that its replies are signed with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

# Levels of QĐ 20/2020: the highest leftmost, lower ones after dots ("H99.11.01").
CODE = re.compile(r"[A-Z][0-9]{2}(\.[0-9]{2,3}){0,4}")
LONGEST_NAME = 200
PRIVATE_PARTS = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})


class BadAgency(ValueError):
    """The agency's data cannot be used; ``field`` names what is wrong."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Delivery(Enum):
    """How letters reach an agency."""

    QUEUE = "queue"  # it reads its own queue on the broker
    WEBHOOK = "webhook"  # they are posted to its address


class AgencyState(Enum):
    """Whether an agency takes part in the exchange."""

    ACTIVE = "active"
    REVOKED = "revoked"  # nothing that it says is believed, and it is given nothing


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency. ``id`` is its broker key: the code without dots, because dots have a meaning in routing keys.

    ``public_keys`` are JSON Web Keys (Ed25519, each with ``kid``); one that is no longer signed with keeps its place
    and gets ``exp`` (seconds since 1970, as OpenID Federation has it), so that what it signed before can be checked
    for ever. ``calendar`` names the working calendar whose hours its clocks run in.
    """

    id: str
    version: int
    code: str
    name: str
    name_en: str
    calendar: str
    public_keys: tuple[Mapping[str, Any], ...] = ()
    state: AgencyState = AgencyState.ACTIVE
    delivery: Delivery = Delivery.QUEUE
    webhook_url: str = ""

    @property
    def active(self) -> bool:
        """Whether it takes tasks."""
        return self.state is AgencyState.ACTIVE

    def keys_at(self, now: datetime) -> tuple[Mapping[str, Any], ...]:
        """The keys that its replies may be signed with at this moment."""
        return tuple(key for key in self.public_keys if "exp" not in key or now.timestamp() < key["exp"])

    def rekeyed(self, key: Mapping[str, Any], old_until: datetime) -> Agency:
        """From now on the agency signs with ``key``; the others hold until ``old_until`` at the longest.

        Raises BadAgency, also where the key is one that it had before.
        """
        _check_key(key)
        if any(known["kid"] == key["kid"] for known in self.public_keys):
            raise BadAgency("public_key", "the agency had this key before; a new one is wanted")
        kept = tuple(_until(known, old_until) for known in self.public_keys)
        return replace(self, version=self.version + 1, public_keys=(*kept, _until(key, None)))

    def revoked(self, now: datetime) -> Agency:
        """The agency cut off: none of its keys holds any more."""
        kept = tuple(_until(known, now) for known in self.public_keys)
        return replace(self, version=self.version + 1, public_keys=kept, state=AgencyState.REVOKED)

    def reached_by(self, delivery: Delivery, webhook_url: str) -> Agency:
        """The agency, taking part (again), its letters taken this way. Raises BadAgency."""
        if (delivery is Delivery.WEBHOOK) != bool(webhook_url):
            raise BadAgency("webhook_url", "an address is needed for delivery by webhook, and only there")
        changed = replace(self, delivery=delivery, webhook_url=webhook_url, state=AgencyState.ACTIVE)
        return self if changed == self else replace(changed, version=self.version + 1)

    def with_key(self, key: Mapping[str, Any]) -> Agency:
        """The agency that also signs with ``key``; itself where the key is known already. Raises BadAgency."""
        _check_key(key)
        if any(known["kid"] == key["kid"] for known in self.public_keys):
            return self
        return replace(self, version=self.version + 1, public_keys=(*self.public_keys, dict(key)))

    def described(self, *, name: str, name_en: str, calendar: str) -> Agency:
        """The agency under a new name or calendar; itself where nothing differs. Raises BadAgency."""
        changed = replace(self, name=name, name_en=name_en, calendar=calendar)
        if changed == self:
            return self
        _check_text("name", name)
        _check_text("name_en", name_en)
        return replace(changed, version=self.version + 1)


def agency_key(code: str) -> str:
    """The dotless key of an agency code: ``H99.11.01`` → ``H99-11-01``. Raises BadAgency."""
    if not CODE.fullmatch(code):
        raise BadAgency("code", f"{code!r} is no agency code (expected for example H99.11.01)")
    return code.replace(".", "-")


def checked_key(key: str) -> str:
    """The key itself where it is one of an agency's. Raises BadAgency."""
    return agency_key(key.replace("-", ".")) if "." not in key else agency_key("")


def new_agency(code: str, name: str, name_en: str, calendar: str) -> Agency:
    """An agency that has no key yet. Raises BadAgency."""
    key = agency_key(code)
    _check_text("name", name)
    _check_text("name_en", name_en)
    _check_text("calendar", calendar)
    return Agency(id=key, version=1, code=code, name=name, name_en=name_en, calendar=calendar)


def _check_text(field: str, text: str) -> None:
    if not text.strip():
        raise BadAgency(field, "must not be empty")
    if len(text) > LONGEST_NAME:
        raise BadAgency(field, f"must be at most {LONGEST_NAME} characters")


def _check_key(key: Mapping[str, Any]) -> None:
    if key.get("kty") != "OKP" or key.get("crv") != "Ed25519" or not key.get("x"):
        raise BadAgency("public_keys", "only Ed25519 public keys (kty OKP, crv Ed25519) are accepted")
    if not key.get("kid"):
        raise BadAgency("public_keys", "the key has no kid")
    if PRIVATE_PARTS & key.keys():
        raise BadAgency("public_keys", "this is a private key; hand in its public half")


def _until(key: Mapping[str, Any], until: datetime | None) -> dict[str, Any]:
    """The key, at the longest until then; what the agency says of its own key's end counts for nothing."""
    plain = dict(key)
    if until is None:
        plain.pop("exp", None)
        return plain
    end = until.timestamp()
    return {**plain, "exp": min(end, plain["exp"]) if "exp" in plain else end}
