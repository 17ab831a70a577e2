"""Decides row by row what a list changes in the register; pure, over the people and lists that were loaded for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from services.intake.domain.errors import FieldFault, IllegalStep, Words
from services.intake.domain.priority.imports import RowOutcome
from services.intake.domain.priority.lists import PriorityList, list_id
from services.intake.domain.priority.people import Facts, PriorityPerson
from services.intake.use_cases.priority.ports import Keys
from services.intake.use_cases.priority.rows import ReadRow
from shared.store.change import Aggregate

DIFFERENT = Words(
    "Số căn cước này đang ghi cho người có họ tên hoặc ngày sinh khác",
    "This identity number is kept for somebody with another name or birth date",
)
SEVERAL = Words(
    "Xã, phường này có nhiều người trùng họ tên và ngày sinh: cần số căn cước",
    "Several people here have this name and birth date: the identity number is needed",
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of a row."""

    outcome: RowOutcome
    faults: tuple[FieldFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """Who tells of the people, when, and for which day; ``whole`` replaces the list that is confirmed."""

    as_of: date
    whole: bool
    at: datetime
    by: str


@dataclass(slots=True)
class Book:
    """The working copy. ``known`` are versions as they were loaded: each state is saved once, as the next one."""

    keys: Keys
    telling: Telling
    people: dict[str, PriorityPerson] = field(default_factory=dict)
    lists: dict[str, PriorityList] = field(default_factory=dict)
    _by_who: dict[tuple[str, date | None], set[str]] = field(default_factory=dict)
    _known: dict[tuple[type, str], int] = field(default_factory=dict)
    _touched: dict[tuple[type, str], None] = field(default_factory=dict)

    def learn(self, people: Iterable[PriorityPerson], lists: Iterable[PriorityList]) -> None:
        """Add what was loaded; what is being worked on already stays as it is."""
        for one in people:
            if one.id not in self.people:
                self._known[PriorityPerson, one.id] = one.version
                self._put(one)
        for found in lists:
            if found.id not in self.lists:
                self._known[PriorityList, found.id] = found.version
                self.lists[found.id] = found

    def decide(self, rows: Sequence[ReadRow]) -> list[Decided]:
        """What becomes of each; the book holds it afterwards."""
        return [self._decide(one) for one in rows]

    def saved(self) -> tuple[Aggregate, ...]:
        """The new states since the last time, each one version further."""
        found: list[Aggregate] = []
        for kind, id in self._touched:
            shelf: dict[str, PriorityPerson] | dict[str, PriorityList] = (
                self.people if kind is PriorityPerson else self.lists
            )
            version = self._known.get((kind, id), 0) + 1
            state = replace(shelf[id], version=version)
            shelf[id] = state  # type: ignore[assignment]
            self._known[kind, id] = version
            found.append(state)
        self._touched.clear()
        return tuple(found)

    def _decide(self, row: ReadRow) -> Decided:
        if row.repeats is not None:
            return Decided(RowOutcome.REPEATED)
        if row.facts is None:
            return Decided(RowOutcome.REFUSED, row.faults)
        id = list_id(row.commune, row.group)
        before = self.lists.get(id) or PriorityList(row.commune, row.group, 0)
        try:
            begun = before.begin(self.telling.as_of, self.telling.at, self.telling.by, whole=self.telling.whole)
        except IllegalStep as refused:
            return Decided(RowOutcome.REFUSED, (FieldFault("group", refused.words),))
        found = self._find(row.commune, row.facts)
        if isinstance(found, Words):
            return Decided(RowOutcome.REFUSED, (FieldFault("identity_number", found),))
        return self._name(row, row.facts, before, begun, found)

    def _name(
        self, row: ReadRow, facts: Facts, before: PriorityList, begun: PriorityList, person: PriorityPerson | None
    ) -> Decided:
        edition = begun.open
        if edition is None:
            raise ValueError(f"no edition of {begun.id} is being drawn up")
        is_new = person is None
        known = person or PriorityPerson(self.keys.id(row.commune, facts), 0, facts)
        here = known.is_named(begun.id, edition.covers)
        was = before.confirmed is not None and known.is_named(begun.id, before.confirmed.covers)
        if here:
            after = replace(known, facts=known.facts.filled_from(facts))
        else:
            after = known.named(row.commune, row.group, edition.number, facts)
            begun = begun.counted(1)
        self._keep_list(before, begun)
        changed = after.facts != known.facts
        if is_new or after.entries != known.entries or changed:
            self._put(after)
            self._touched[PriorityPerson, after.id] = None
        if is_new:
            return Decided(RowOutcome.NEW)
        if changed:
            return Decided(RowOutcome.CHANGED)
        return Decided(RowOutcome.KNOWN if was or here else RowOutcome.ADDED)

    def _find(self, commune: str, facts: Facts) -> PriorityPerson | Words | None:
        """The person that the row speaks of, None for a new one, or why it is not taken."""
        alike = [
            one
            for id in sorted(self._by_who.get(facts.who, ()))
            if commune in (one := self.people[id]).communes() and one.merged_into is None
        ]
        if facts.identity_number is None:
            if len(alike) > 1:
                return SEVERAL
            return alike[0] if alike else self.people.get(self.keys.nameless(commune, facts))
        numbered = self.people.get(self.keys.number(facts.identity_number))
        if numbered is not None and not numbered.facts.agrees_with(facts) and numbered.communes() - {commune}:
            return DIFFERENT
        nameless = [one for one in alike if one.facts.identity_number is None]
        if not nameless:
            return numbered
        return self._merge(nameless[0], numbered, facts)

    def _merge(self, nameless: PriorityPerson, numbered: PriorityPerson | None, facts: Facts) -> PriorityPerson:
        """Their number is known now: whatever was told of them without it goes along."""
        into = numbered or PriorityPerson(self.keys.number(facts.identity_number or ""), 0, nameless.facts)
        merged = into.taking_over(nameless)
        for one in (merged, nameless.merged(merged.id)):
            self._put(one)
            self._touched[PriorityPerson, one.id] = None
        return merged

    def _keep_list(self, before: PriorityList, after: PriorityList) -> None:
        if after != before:
            self.lists[after.id] = after
            self._touched[PriorityList, after.id] = None

    def _put(self, person: PriorityPerson) -> None:
        self.people[person.id] = person
        if person.merged_into is None:
            self._by_who.setdefault(person.facts.who, set()).add(person.id)
