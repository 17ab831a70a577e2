"""What the front door reads, in memory: catalogue, calendar, accounts and lists of dossiers over a fake store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from services.intake.domain.account import Account
from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.catalogue_import import CatalogueImport, ImportRow
from services.intake.domain.dossier import Dossier
from services.intake.domain.procedure import Procedure
from services.intake.domain.shelf import Shelf
from services.intake.domain.standing import Lateness, dossier_standing
from services.intake.domain.status import PAUSED, RUNNING, Status
from services.intake.domain.tour import Tour
from services.intake.use_cases.ports import Counts, DossierPage, DossierQuery, DossierRow
from shared.store.change import Answer
from shared.store.history import PastEvent
from shared.text import search_key
from shared.working_time import Calendar
from tests.support.fake_store import FakeWork
from tests.unit.intake.people import row_of


@dataclass
class Catalogue:
    """Implements ``ports.Catalogue`` over the fake store: what is published shows at once."""

    work: FakeWork

    def current(self, code: str, day: date) -> Procedure | None:
        return self._shelf().current(code, day)

    def all(self, day: date) -> Sequence[Procedure]:
        return self._shelf().all(day)

    def history(self, code: str) -> ProcedureHistory | None:
        return self._shelf().history(code)

    def histories(self) -> Sequence[ProcedureHistory]:
        return self.work.all(ProcedureHistory)

    def _shelf(self) -> Shelf:
        return Shelf(self.histories())


@dataclass
class Imports:
    """Implements ``use_cases.catalogue_imports.ImportRows`` over the fake store."""

    work: FakeWork

    def rows(self, import_id: str, after: int, limit: int, outcome: str | None = None) -> Sequence[ImportRow]:
        found = (one for one in self.work.all(ImportRow) if one.import_id == import_id and one.place > after)
        kept = (one for one in found if outcome is None or one.report["outcome"] == outcome)
        return sorted(kept, key=lambda one: one.place)[:limit]

    def latest(self, limit: int) -> Sequence[CatalogueImport]:
        return self.work.all(CatalogueImport)[::-1][:limit]


@dataclass
class History:
    """What the fake store was told of one subject, as kept events."""

    work: FakeWork

    def of_subject(self, subject: str) -> Sequence[PastEvent]:
        told = zip(self.work.facts, self.work.contexts, strict=True)
        return [
            PastEvent(
                f"event-{fact.sequence}",
                fact.type,
                subject,
                fact.sequence,
                context.at,
                context.actor,
                context.why,
                context.correlation_id,
                None,
                fact.data,
                False,
                None,
            )
            for fact, context in told
            if fact.subject == subject
        ]


@dataclass
class Calendars:
    work: FakeWork
    calendar: Calendar

    def current(self) -> Calendar:
        self.work.check_away()
        return self.calendar

    def of(self, agency: str) -> Calendar:
        return self.current()


@dataclass
class Numbers:
    taken: dict[str, int] = field(default_factory=dict)

    def take(self, series: str) -> int:
        self.taken[series] = self.taken.get(series, 0) + 1
        return self.taken[series]


class Limits:
    def take(self, kind: str, value: str) -> None:
        """Counts nothing: the limits have tests of their own."""


@dataclass
class Accounts:
    accounts: dict[str, Account]

    def find(self, username: str) -> Account | None:
        return self.accounts.get(username)


@dataclass
class Answers:
    work: FakeWork

    def find(self, key: str) -> Answer | None:
        return self.work.answers.get(key)


@dataclass
class Dossiers:
    """Implements ``ports.Dossiers`` over the fake store by looking at every dossier."""

    work: FakeWork

    def page(self, query: DossierQuery, now: datetime, calendar: Calendar) -> DossierPage:
        found = [one for one in self._of(query.unit) if not query.statuses or one.status in query.statuses]
        if query.lateness:
            found = [one for one in found if dossier_standing(one, now, calendar).lateness is query.lateness]
        if query.search:
            wanted = search_key(query.search)
            found = [one for one in found if wanted in (search_key(one.code), search_key(one.applicant.name))]
        found.sort(key=lambda one: one.due_at or one.filed_at)
        start = int(query.cursor) if query.cursor else 0
        end = start + query.limit
        return DossierPage(tuple(row_of(one) for one in found[start:end]), str(end) if len(found) > end else None)

    def lateness_counts(self, unit: str, now: datetime, calendar: Calendar) -> Mapping[Lateness, int]:
        counts = dict.fromkeys(Lateness, 0)
        for one in self._of(unit):
            counts[dossier_standing(one, now, calendar).lateness] += 1
        return counts

    def code_of_owner(self, token_digest: str) -> str | None:
        return next((one.code for one in self.work.all(Dossier) if one.owner_token_hash == token_digest), None)

    def counts(self, unit: str, now: datetime) -> Counts:
        found = [one for one in self._of(unit) if one.parent is None]
        done = [one for one in found if one.decision]
        late = [one for one in found if one.status in RUNNING and one.due_at and one.due_at < now]
        in_time = [one for one in done if one.decision and one.due_at and one.decision.decided_at <= one.due_at]
        by_status = {status: sum(one.status is status for one in found) for status in Status}
        return Counts(by_status, len(late), len(done), len(in_time), now)

    def open_codes(self, unit: str, due_from: datetime | None = None) -> list[str]:
        found = (one for one in self._of(unit) if one.acceptance and one.status in RUNNING | PAUSED)
        return sorted(one.code for one in found)

    def silent(self, unit: str, now: datetime, limit: int) -> list[str]:
        waiting = [one for one in self._of(unit) if one.may_stop_since is None]
        return [one.code for one in waiting if one.waits_until and one.waits_until < now][:limit]

    def may_be_stopped(self, unit: str, limit: int) -> list[DossierRow]:
        return [row_of(one) for one in self._of(unit) if one.may_stop_since][:limit]

    def _of(self, unit: str) -> list[Dossier]:
        self.work.check_away()
        return [one for one in self.work.all(Dossier) if one.unit == unit]


@dataclass
class Tours:
    work: FakeWork

    def of_unit(self, unit: str, since: date, limit: int) -> list[Tour]:
        found = [one for one in self.work.all(Tour) if one.unit == unit and one.day >= since]
        return sorted(found, key=lambda one: (one.day, one.id))[:limit]
