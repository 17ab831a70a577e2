"""Puts together what is about money: the bank, the books, and what the timers do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from services.intake.domain.errors import Words
from services.intake.gateways.bank import Bank
from services.intake.gateways.vietqr import vietqr
from services.intake.jobs import Handler, Used
from services.intake.store.money_documents import NOTICES, STATEMENTS, money_mappings
from services.intake.store.money_queries import MoneyQueries
from services.intake.store.personal_fields import PersonalFields
from services.intake.use_cases.money.numbers import KIND, receipt_number
from services.intake.use_cases.money.refund_jobs import REFUND_JOB, owe_refund
from services.intake.use_cases.money.statements import STATEMENT_JOB, ask_last_night, fetch_statement
from services.intake.use_cases.money_ports import MoneyPorts
from services.intake.use_cases.ports import Ports
from shared.bus.worker import Part, Periodic
from shared.security.fields import BlindIndex, FieldCipher
from shared.settings import InvalidSetting, Settings
from shared.store.change import Context
from shared.store.clock import Clock
from shared.store.mapping import Mapping

if TYPE_CHECKING:
    from pymongo.database import Database

STATEMENTS_EVERY = timedelta(minutes=5)
PROVIDER = "bank"


@dataclass(frozen=True, slots=True)
class MoneyParts:
    """``ports`` for the use cases, ``mappings`` for the unit of work, ``queries`` for the numbers in use."""

    ports: MoneyPorts
    mappings: tuple[Mapping, ...]
    queries: MoneyQueries


def money_parts(
    settings: Settings, database: Database[dict[str, Any]], cipher: FieldCipher, index: BlindIndex, clock: Clock
) -> MoneyParts:
    """Nothing is asked of database or bank yet. Raises InvalidSetting."""
    notices = PersonalFields(cipher, index, NOTICES)
    queries = MoneyQueries(database, notices)
    mappings = money_mappings(notices, PersonalFields(cipher, index, STATEMENTS))
    return MoneyParts(MoneyPorts(_bank(settings, clock), queries), mappings, queries)


def money_handlers(ports: Ports) -> dict[str, Handler]:
    """The jobs, by kind."""
    return {
        REFUND_JOB: lambda job, now: owe_refund(ports.work, job, now),
        STATEMENT_JOB: lambda job, now: fetch_statement(ports, job, now),
    }


def money_timers(ports: Ports, context: Callable[[str], Context]) -> dict[str, Part]:
    """Asks for yesterday's statement once the bank has closed its day."""
    return {
        "bank statements": Periodic(
            STATEMENTS_EVERY.total_seconds(), lambda: ask_last_night(ports, context("bank-statement"))
        )
    }


def used_receipts(queries: MoneyQueries) -> dict[str, Used]:
    """For the store's voiding: which numbers of ``money/<unit>/<year>`` stand on receipts."""

    def used(series: str, numbers: Sequence[int]) -> Iterable[int]:
        _, unit, year = series.split("/")
        by_receipt = {receipt_number(int(year), number): number for number in numbers}
        return [by_receipt[one] for one in queries.receipts_in_use(unit, list(by_receipt)) if one in by_receipt]

    return {KIND: used}


def _bank(settings: Settings, clock: Clock) -> Bank | None:
    """The bank that settings name; none where PAYMENT_ACCOUNT is empty. Raises InvalidSetting."""
    if not settings.payment_account:
        return None
    if not settings.payment_secret:
        raise InvalidSetting("PAYMENT_SECRET is missing: without it nobody could believe the bank's callbacks")
    bank = Bank(
        PROVIDER,
        settings.payment_bank,
        Words(settings.payment_bank_name, settings.payment_bank_name_en or settings.payment_bank_name),
        settings.payment_account,
        settings.payment_holder,
        settings.payment_secret,
        settings.payment_url,
        clock,
    )
    try:
        vietqr(bank.bin, bank.account, 1, "MC", holder=bank.holder)
    except ValueError as wrong:
        raise InvalidSetting(f"PAYMENT_BANK, PAYMENT_ACCOUNT, PAYMENT_HOLDER: {wrong}") from None
    return bank
