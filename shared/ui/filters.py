"""The words of dates, times and amounts as template filters, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Protocol

from markupsafe import Markup

from shared.ui import display, ledger_rows, words
from shared.working_time import Ledger


class InTwoLanguages(Protocol):
    """A text that knows itself in both languages."""

    def in_language(self, language: str) -> str: ...


def day(value: date, year: bool = True, joined: bool = True) -> str:
    return words.day(value, display.language(), year=year, joined=joined)


def short_date(value: date) -> str:
    return words.short_date(value, display.language())


def moment(value: datetime, now: datetime) -> str:
    return words.moment(value, now, display.language())


def number(value: int) -> str:
    return words.number(value, display.language())


def money(value: int) -> str:
    return words.money(value, display.language())


def told(value: InTwoLanguages) -> str:
    """The text in the reader's language."""
    return value.in_language(display.language())


def code(value: object) -> Markup:
    """A code that no line break may split."""
    return Markup('<span class="keep">{}</span>').format(value)


def ledger_table(value: Ledger, hours: ledger_rows.Hours, now: datetime) -> ledger_rows.Table:
    """A ledger as rows; see ledger_rows."""
    return ledger_rows.table(value, hours, now, display.language())


FILTERS: dict[str, Callable[..., Any]] = {
    "capital": words.capital,
    "clock": words.clock,
    "code": code,
    "day": day,
    "keep": words.keep_together,
    "ledger_table": ledger_table,
    "moment": moment,
    "money": money,
    "number": number,
    "short_date": short_date,
    "told": told,
}
