"""The register in memory, over the fake store, and lists to fill it with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.domain.priority.groups import read_priority_rules
from services.intake.domain.priority.imports import RegisterImport, RegisterRow
from services.intake.domain.priority.lists import PriorityList
from services.intake.domain.priority.people import PriorityPerson
from services.intake.gateways.register_files import ListFiles
from services.intake.settings import DATA
from services.intake.use_cases.priority.ports import Keys, PeoplePage, PriorityDesk
from tests.support.fake_store import FakeWork

RULES = read_priority_rules(json.loads((DATA / "priority.json").read_text("utf-8")))


def digest(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}\0{text}".encode()).hexdigest()[:43]


KEYS = Keys(digest)


@dataclass
class FakeRegister:
    """Implements ``use_cases.priority.ports.Register``."""

    work: FakeWork

    def of_who(self, keys: Sequence[str]) -> Sequence[PriorityPerson]:
        people = (one for one in self.work.all(PriorityPerson) if one.merged_into is None)
        return [one for one in people if KEYS.who(one.facts.name, one.facts.birth_date) in keys]

    def lists(self) -> Sequence[PriorityList]:
        return self.work.all(PriorityList)

    def people(self, list_id: str, editions: Sequence[int], cursor: str | None, limit: int) -> PeoplePage:
        found = [one for one in self.work.all(PriorityPerson) if one.is_named(list_id, frozenset(editions))]
        behind = sorted((one for one in found if cursor is None or one.id > cursor), key=lambda one: one.id)
        return PeoplePage(tuple(behind[:limit]), behind[limit - 1].id if len(behind) > limit else None)

    def rows(self, import_id: str, after: int, limit: int, outcome: str | None = None) -> Sequence[RegisterRow]:
        found = (one for one in self.work.all(RegisterRow) if one.import_id == import_id and one.place > after)
        kept = (one for one in found if outcome is None or one.report["outcome"] == outcome)
        return sorted(kept, key=lambda one: one.place)[:limit]

    def latest(self, unit: str | None, limit: int) -> Sequence[RegisterImport]:
        found = [one for one in self.work.all(RegisterImport) if unit in (None, one.unit)]
        return found[::-1][:limit]


def fake_priority(work: FakeWork) -> PriorityDesk:
    return PriorityDesk(RULES, FakeRegister(work), ListFiles(), KEYS)
