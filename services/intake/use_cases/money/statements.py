"""The bank's statement of a day: asked for by an officer or by the timer, fetched by the worker, gaps taken over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from services.intake.domain.errors import FieldFault, IllegalStep, InvalidRequest, NotFound, Words
from services.intake.domain.money.notice import BankNotice, Source
from services.intake.domain.money.reconciliation import Statement, statement_id
from services.intake.use_cases.changing import decide_again
from services.intake.use_cases.money.day import bounds, load_statement
from services.intake.use_cases.money.take_transfer import take_transfer
from services.intake.use_cases.money_ports import BankAway, PaymentProvider
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import NOTHING, AlreadyExists, Change, Context, Job, Key
from shared.working_time.calendar import local

SETTLE = "money.settle"
STATEMENT_JOB = "bank-statement"
NIGHT_WORK = timedelta(minutes=30)  # the bank's own day has to be closed before its statement is whole
NO_STATEMENTS = Words("Ngân hàng không cho lấy sao kê qua mạng", "This bank gives no statements over the network")
NOT_YET = Words("Ngày này chưa đến", "That day is still to come")
NOT_IN_STATEMENT = Words("Sao kê không có giao dịch này", "The statement has no such transaction")


def ask_statement(ports: Ports, caller: Caller, day: date, context: Context) -> Statement:
    """The worker fetches it in a moment. Raises Forbidden, IllegalStep, InvalidRequest, Conflict, StoreAway."""
    ports.access.grant(caller, SETTLE).require(unit=ports.unit.code)
    if bounds(day)[0] > context.at:
        raise InvalidRequest((FieldFault("/day", NOT_YET),))
    return _ask(ports, _teller(ports), day, context)


def ask_last_night(ports: Ports, context: Context) -> bool:
    """The timer's: yesterday's statement, once, after the bank closed its day. Whether it was asked for."""
    provider = ports.money.provider
    yesterday = local(context.at - NIGHT_WORK).date() - timedelta(days=1)
    if provider is None or not provider.tells_statements or load_statement(ports, provider.name, yesterday):
        return False
    try:
        _ask(ports, provider, yesterday, context)
    except AlreadyExists:  # another copy of the timer was faster
        return False
    return True


def fetch_statement(ports: Ports, job: Job, now: datetime) -> Change:
    """The job: what the bank says, or why it could not be had. Raises StoreAway."""
    statement = ports.work.load(Key(Statement, job.subject)).get(Statement, job.subject)
    provider = ports.money.provider
    if statement is None or provider is None or statement.provider != provider.name:
        return NOTHING
    try:
        return Change(saved=(statement.fetched(now, provider.statement(statement.day)),))
    except BankAway as away:
        return Change(saved=(statement.failed(away.words),))


def take_missing(ports: Ports, caller: Caller, day: date, transaction: str, context: Context) -> BankNotice:
    """A transfer that only the statement knows, taken as if the bank had called. Raises Forbidden, IllegalStep,
    NotFound, NoticeRefused, Conflict, StoreAway."""
    ports.access.grant(caller, SETTLE).require(unit=ports.unit.code)
    provider = _teller(ports)
    statement = load_statement(ports, provider.name, day)
    found = next((one for one in statement.lines if one.transaction == transaction), None) if statement else None
    if found is None:
        raise NotFound("unknown-transaction", NOT_IN_STATEMENT)
    return take_transfer(ports, provider.name, found, Source.STATEMENT, context)


def _ask(ports: Ports, provider: PaymentProvider, day: date, context: Context) -> Statement:
    id = statement_id(provider.name, day)

    def decide() -> Change:
        known = load_statement(ports, provider.name, day)
        by = context.actor
        asked = known.asked_again(context.at, by) if known else Statement(id, 1, provider.name, day, context.at, by)
        return Change(saved=(asked,), jobs=(Job(STATEMENT_JOB, id, context.at),))

    saved = decide_again(ports.work, decide, context).saved[0]
    if not isinstance(saved, Statement):
        raise TypeError("a statement was asked for")
    return saved


def _teller(ports: Ports) -> PaymentProvider:
    provider = ports.money.provider
    if provider is None or not provider.tells_statements:
        raise IllegalStep("no-statements", NO_STATEMENTS)
    return provider
