"""Which officer of which unit should have a petition: whose field it is, and who has the least on the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Topic
from services.hotline.domain.petition import Petition


class BadRoster(ValueError):
    """The data is no list of units and officers; the message names the place."""


class Fit(Enum):
    """Why this officer, the closest first."""

    PROCEDURE = "procedure"
    TOPIC = "topic"
    ANY = "any"
    UNIT = "unit"

    @property
    def words(self) -> Words:
        return _FITS[self]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that answers petitions."""

    code: str
    name: Words


@dataclass(frozen=True, slots=True)
class Officer:
    """``fields`` are topics and codes of procedures; none means any."""

    account: str
    unit: str
    fields: frozenset[str] = frozenset()

    def fit(self, topic: Topic, procedure: str | None) -> Fit | None:
        """How close the matter is to the officer's field; None where it is none of it."""
        if procedure and procedure in self.fields:
            return Fit.PROCEDURE
        if topic.value in self.fields:
            return Fit.TOPIC
        return None if self.fields else Fit.ANY


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An officer, why, and how many petitions they have open."""

    account: str
    fit: Fit
    load: int


@dataclass(frozen=True, slots=True)
class Roster:
    """``officers`` by account; the first unit is where petitions come in."""

    units: tuple[Unit, ...]
    officers: Mapping[str, Officer]

    def unit_of(self, petition: Petition) -> str:
        """The unit that has it: its officer's, or the one that it was handed on to; else where they come in."""
        known = self.officers.get(petition.officer or "")
        return known.unit if known else petition.unit or self.units[0].code

    def unit(self, code: str) -> Unit | None:
        return next((one for one in self.units if one.code == code), None)

    def suggest(self, petition: Petition, procedure: str | None, loads: Mapping[str, int]) -> list[Suggestion]:
        """Who should have it, the best first: of the unit that it was handed on to only that unit's officers; by how
        close their field is, then by load; never one whom it names. Where the unit has nobody
        of the field, any of its officers."""
        free = [one for one in self.officers.values() if one.account not in petition.named]
        here = [one for one in free if not petition.unit or one.unit == petition.unit]
        fits = [(one, one.fit(petition.topic, procedure)) for one in here]
        found = [Suggestion(one.account, fit, loads.get(one.account, 0)) for one, fit in fits if fit]
        if not found and petition.unit:
            found = [Suggestion(one.account, Fit.UNIT, loads.get(one.account, 0)) for one in here]
        return sorted(found, key=lambda one: (list(Fit).index(one.fit), one.load, one.account))


def read_roster(data: Mapping[str, Any], accounts: Mapping[str, str]) -> Roster:
    """The units and officers of a file's content; ``accounts`` are all that petitions may be given to. Raises
    BadRoster."""
    try:
        units = tuple(Unit(one["code"], Words(one["name"], one["name_en"])) for one in data["units"])
        listed = {
            one["account"]: Officer(one["account"], one["unit"], frozenset(one["fields"])) for one in data["officers"]
        }
    except (KeyError, TypeError) as problem:
        raise BadRoster(f"units and officers: {problem!r}") from problem
    codes = [one.code for one in units]
    if not codes or len(set(codes)) != len(codes):
        raise BadRoster("units: at least one, each code once")
    lost = [one.account for one in listed.values() if one.unit not in codes]
    if lost:
        raise BadRoster(f"officers: {', '.join(lost)}: no such unit")
    return Roster(units, {account: listed.get(account, Officer(account, codes[0])) for account in accounts})


_FITS = {
    Fit.PROCEDURE: Words("đúng thủ tục phụ trách", "the procedure is theirs"),
    Fit.TOPIC: Words("đúng lĩnh vực phụ trách", "the topic is theirs"),
    Fit.ANY: Words("nhận mọi lĩnh vực", "takes any field"),
    Fit.UNIT: Words("người của đơn vị được chuyển đến", "of the unit that it was handed to"),
}
