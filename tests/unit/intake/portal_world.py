"""The national portal in memory: the simulator's own register behind our port; what is behind, over the fake store."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from deploy.simulators.portal.register import Refused, Register
from services.intake.domain.dossier import Dossier
from services.intake.domain.paper import Paper
from services.intake.domain.portal.catalogue_lists import Entry, ListKind
from services.intake.domain.portal.codes import read_codes
from services.intake.domain.portal.dossier_data import Officer
from services.intake.domain.portal.mark import PortalMark
from services.intake.settings import DATA
from services.intake.use_cases.portal_ports import (
    Behind,
    BehindPage,
    BehindRow,
    PortalAway,
    PortalDesk,
    PortalRefused,
)
from shared.store.change import Key
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import FakeClock

REFERENCE = json.loads((DATA / "portal.json").read_text("utf-8"))
CODES = read_codes(REFERENCE["versions"])
AT_ONCE = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


@dataclass
class FakePortal:
    """Strict as the simulator is, whose register it is. ``away`` before or after the work; ``refuses`` everything."""

    register: Register = field(default_factory=Register)
    away: str = ""  # "", "before", "after"
    refuses: bool = False
    lists: dict[ListKind, list[Entry]] = field(default_factory=dict)
    told: int = 0

    def tell_dossier(self, data: Mapping[str, Any], *, updating: bool) -> None:
        self._do(lambda: self.register.take_dossiers([dict(data)], updating=updating))

    def tell_progress(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._do(lambda: self.register.take_rows([dict(one) for one in rows]))

    def has(self, code: str) -> bool:
        if self.away:
            raise PortalAway("silent")
        return self.register.find(code) is not None

    def entries(self, kind: ListKind) -> Sequence[Entry]:
        if self.away:
            raise PortalAway("silent")
        return self.lists.get(kind, [])

    def _do(self, act: Any) -> None:
        self.told += 1
        if self.away == "before":
            raise PortalAway("refused the connection")
        if self.refuses:
            raise PortalRefused("as ordered")
        try:
            act()
        except Refused as refused:
            fields = tuple(one["field"] for one in refused.errors)
            raise PortalRefused(f"{refused.message} {refused.errors}", fields) from refused
        if self.away == "after":
            raise PortalAway("no answer")


@dataclass
class FakeBehind:
    """As the store does it: every save puts a dossier behind, what is settled or put off is so for that state alone."""

    work: FakeWork
    settled: dict[str, tuple[int, int]] = field(default_factory=dict)
    later: dict[str, tuple[int, int, datetime]] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)
    papers: set[str] = field(default_factory=set)

    def due(self, now: datetime, limit: int) -> Sequence[Behind]:
        found = [one for one in self.work.all(Dossier) if self.is_behind(one.code) and self._try_at(one) <= now]
        return [Behind(one.code, {"state": self._state(one)}) for one in found][:limit]

    def settle(self, one: Behind, version: int) -> None:
        if one.seen["state"] == self._state(self._dossier(one.code)):
            self.settled[one.code] = one.seen["state"]

    def put_off(self, one: Behind, until: datetime) -> None:
        self.later[one.code] = (*one.seen["state"], until)

    def hurry(self, code: str | None = None) -> None:
        for one in [code] if code else list(self.later):
            self.later.pop(one, None)

    def gather_papers(self, limit: int) -> int:
        found = len(self.papers)
        for code in self.papers:
            self.turns[code] = self.turns.get(code, 0) + 1
        self.papers.clear()
        return found

    def page(self, unit: str, after: str | None, limit: int) -> BehindPage:
        rows = []
        for one in self.work.all(Dossier):
            if one.unit == unit and self.is_behind(one.code) and one.code > (after or ""):
                mark = self.work.load(Key(PortalMark, one.code)).get(PortalMark, one.code)
                at = self._try_at(one)
                next_try = None if at == AT_ONCE else at
                rows.append(BehindRow(one.code, one.procedure.name, one.status, one.filed_at, next_try, mark))
        return BehindPage(tuple(rows[:limit]), rows[limit - 1].code if len(rows) > limit else None)

    def is_behind(self, code: str) -> bool:
        return self.settled.get(code) != self._state(self._dossier(code))

    def count(self, unit: str) -> int:
        return sum(one.unit == unit and self.is_behind(one.code) for one in self.work.all(Dossier))

    def _state(self, one: Dossier) -> tuple[int, int]:
        return one.version, self.turns.get(one.code, 0)

    def _dossier(self, code: str) -> Dossier:
        return next(one for one in self.work.all(Dossier) if one.code == code)

    def _try_at(self, one: Dossier) -> datetime:
        *state, until = self.later.get(one.code, (0, 0, AT_ONCE))
        return until if tuple(state) == self._state(one) else AT_ONCE


class FakeNames:
    def officers(self, actors: frozenset[str]) -> Mapping[str, Officer]:
        return {one: Officer("Trần Thu Hà", "Cán bộ Bộ phận Một cửa") for one in actors}


def portal_desk(
    work: FakeWork,
    portal: FakePortal | None,
    clock: Any = None,
    papers: Mapping[str, Sequence[Paper]] | None = None,
) -> PortalDesk:
    """The whole desk; fields and agencies as they come with the system."""
    kept = papers or {}
    return PortalDesk(
        portal,
        FakeBehind(work),
        FakeNames(),
        CODES,
        lambda code: kept.get(code, ()),
        "Bộ phận Một cửa",
        "https://motcua.example",
        clock or FakeClock(),
        {
            kind: tuple(Entry(one["code"], one["name"]) for one in REFERENCE[kind.value])
            for kind in (ListKind.FIELDS, ListKind.AGENCIES)
        },
    )
