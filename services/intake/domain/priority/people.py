"""Somebody whom a list names: one person, however many groups, communes and imports tell of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from services.intake.domain.priority.lists import PriorityList, list_id
from shared.text import search_key

# A batch asks for the same names over and over.
folded = lru_cache(maxsize=4096)(search_key)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a list says of a person; a number, or else the whole birth date, is known of everybody."""

    name: str
    birth_date: date | None = None
    identity_number: str | None = None
    address: str = ""

    @property
    def who(self) -> tuple[str, date | None]:
        """Name, whatever its marks and case, and birth date."""
        return folded(self.name), self.birth_date

    def agrees_with(self, other: Facts) -> bool:
        """Whether both can be the same person: the same name, and birth dates and numbers that are not two."""
        born = None in (self.birth_date, other.birth_date) or self.birth_date == other.birth_date
        number = None in (self.identity_number, other.identity_number) or self.identity_number == other.identity_number
        return born and number and self.who[0] == other.who[0]

    def filled_from(self, later: Facts) -> Facts:
        """As told last; what was not told then stays."""
        return Facts(
            later.name,
            later.birth_date or self.birth_date,
            later.identity_number or self.identity_number,
            later.address or self.address,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """On which list, and which editions of it name the person."""

    commune: str
    group: str
    editions: frozenset[int]

    @property
    def list_id(self) -> str:
        return list_id(self.commune, self.group)

    def counts(self, found: PriorityList | None) -> bool:
        """Whether the confirmed edition of its list (or one that it builds on) names the person."""
        return (
            found is not None and found.confirmed is not None and not found.confirmed.covers.isdisjoint(self.editions)
        )


@dataclass(frozen=True, slots=True)
class PriorityPerson:
    """``id`` follows from the identity number, else from commune, name and birth date: nobody is there twice.

    ``merged_into`` names the person that this one turned out to be, once a list told their number.
    """

    id: str
    version: int
    facts: Facts
    entries: tuple[Entry, ...] = ()
    merged_into: str | None = None

    def entry(self, list_id: str) -> Entry | None:
        return next((one for one in self.entries if one.list_id == list_id), None)

    def is_named(self, list_id: str, editions: frozenset[int]) -> bool:
        """Whether one of these editions of the list names the person."""
        entry = self.entry(list_id)
        return entry is not None and not entry.editions.isdisjoint(editions)

    def named(self, commune: str, group: str, edition: int, facts: Facts) -> PriorityPerson:
        """Named by this edition, with what it says; itself where nothing of that is new."""
        known = self.entry(list_id(commune, group)) or Entry(commune, group, frozenset())
        entry = replace(known, editions=known.editions | {edition})
        filled = self.facts.filled_from(facts)
        if entry == known and filled == self.facts:
            return self
        others = tuple(one for one in self.entries if one.list_id != entry.list_id)
        entries = tuple(sorted((*others, entry), key=lambda one: one.list_id))
        return replace(self, version=self.version + 1, facts=filled, entries=entries)

    def taking_over(self, other: PriorityPerson) -> PriorityPerson:
        """With the entries of somebody who turned out to be the same person."""
        lists = {one.list_id: one for one in self.entries}
        for one in other.entries:
            here = lists.get(one.list_id)
            lists[one.list_id] = replace(one, editions=one.editions | here.editions) if here else one
        entries = tuple(lists[id] for id in sorted(lists))
        return replace(self, entries=entries, facts=other.facts.filled_from(self.facts))

    def merged(self, into: str) -> PriorityPerson:
        return replace(self, version=self.version + 1, entries=(), merged_into=into)

    def communes(self) -> frozenset[str]:
        return frozenset(one.commune for one in self.entries)

    def groups(self, lists: Mapping[str, PriorityList]) -> tuple[str, ...]:
        """The groups by lists that count, of those given by id."""
        return tuple(dict.fromkeys(one.group for one in self.entries if one.counts(lists.get(one.list_id))))
