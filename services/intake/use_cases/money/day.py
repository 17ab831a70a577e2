"""One day of the unit's money: what was taken and given back, and whether the bank says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from services.intake.domain.money.means import Means
from services.intake.domain.money.notice import Refused
from services.intake.domain.money.reconciliation import Line, Match, Statement, reconcile, statement_id
from services.intake.use_cases.money_ports import MoneyRow, RefundRow
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Key
from shared.working_time.calendar import ZONE

VIEW = "money.view"
MOST = 10_000
MOST_REFUNDS = 200


@dataclass(frozen=True, slots=True)
class MoneyDay:
    """``lines`` are the transfers in both books, ``rows`` what was taken and given back; sums in đồng."""

    day: date
    provider: str | None
    rows: Sequence[MoneyRow]
    lines: Sequence[Line]
    statement: Statement | None
    refused: Mapping[Refused, int]
    refunds_due: Sequence[RefundRow]

    def taken(self, means: Means) -> int:
        return sum(one.amount for one in self.rows if one.means is means and not one.back)

    @property
    def given_back(self) -> int:
        return sum(one.amount for one in self.rows if one.back)

    def count(self, match: Match) -> int:
        return sum(one.match is match for one in self.lines)

    @property
    def agrees(self) -> bool:
        """Whether every transaction stands in both books alike."""
        compared = self.statement is not None and self.statement.fetched_at is not None
        return compared and all(one.match is Match.MATCHED for one in self.lines)


def money_day(ports: Ports, caller: Caller, day: date) -> MoneyDay:
    """Raises Forbidden, StoreAway."""
    grant = ports.access.grant(caller, VIEW)
    unit = ports.unit.code
    grant.require(unit=unit)
    since, until = bounds(day)
    books, provider = ports.money.books, ports.money.provider
    statement = load_statement(ports, provider.name, day) if provider else None
    return MoneyDay(
        day,
        provider.name if provider else None,
        books.moved(unit, since, until, MOST),
        reconcile(books.notices(unit, since, until, MOST), statement),
        statement,
        books.refused(unit, since, until),
        books.refunds_due(unit, MOST_REFUNDS),
    )


def bounds(day: date) -> tuple[datetime, datetime]:
    """The day in Viet Nam."""
    since = datetime.combine(day, time(), ZONE)
    return since, since + timedelta(days=1)


def load_statement(ports: Ports, provider: str, day: date) -> Statement | None:
    id = statement_id(provider, day)
    return ports.work.load(Key(Statement, id)).get(Statement, id)
