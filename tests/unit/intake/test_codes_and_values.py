"""Dossier codes, personal values and time limits: what is read, and what is refused."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain import personal
from services.intake.domain.dossier_code import (
    LONGEST,
    DossierCode,
    InvalidCode,
    number_series,
    read_agency_code,
    read_number_series,
)
from services.intake.domain.procedure import LimitKind, TimeLimit
from shared.working_time import Calendar
from shared.working_time.calendar import at
from tests.unit.intake.fakes import CITIZEN

DAY = date(2026, 11, 21)


def test_a_code_reads_as_it_is_written() -> None:
    assert str(DossierCode("H99.11", DAY, 7)) == "H99.11-261121-0007"
    assert str(DossierCode("H99.11", DAY, 12345)) == "H99.11-261121-12345"


@pytest.mark.parametrize(
    "typed",
    [
        "H99.11-261121-0007",
        " h99.11-261121-0007 ",
        "000.00.11.H99-261121-0007",
        "H99.11 - 261121 - 0007",
        "11.H99-261121-0007",
    ],
)
def test_both_orders_and_any_spelling_are_understood(typed: str) -> None:
    if typed == "000.00.11.H99-261121-0007":
        assert read_agency_code("000.00.11.H26") == "H26.11"
    assert str(DossierCode.read(typed)) == "H99.11-261121-0007"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "H99",
        "H99.11-261121",
        "H99.11-261321-0001",
        "H99.11-261121-001",
        "99.11-261121-0001",
        "H99.11-261121-0000",
        "x" * 100,
    ],
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(InvalidCode):
        DossierCode.read(typed)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    with contextlib.suppress(InvalidCode):
        assert len(str(DossierCode.read(text))) <= LONGEST


@given(st.dates(date(2000, 1, 1), date(2068, 12, 31)), st.integers(1, 10**7))
def test_reading_is_the_inverse_of_writing(day: date, sequence: int) -> None:
    code = DossierCode("H99.11", day, sequence)
    assert DossierCode.read(str(code)) == code
    assert read_number_series(number_series("H99.11", day)) == ("H99.11", day)


@pytest.mark.parametrize(
    ("read", "typed", "kept"),
    [
        (personal.read_phone, "0912 345 678", "+84912345678"),
        (personal.read_phone, "+84 (91) 234-5678", "+84912345678"),
        (personal.read_phone, "024 3825 3536", "+842438253536"),
        (personal.read_identity_number, "001 158 012 345", "001158012345"),
        (personal.read_identity_number, "012345678", "012345678"),
        (personal.read_tax_code, "0101234567-001", "0101234567-001"),
        (personal.read_email, " Dao@Thu.Example ", "Dao@thu.example"),
        (personal.read_name, "nguyễn thị đào", "Nguyễn Thị Đào"),
        (personal.read_organisation, "CÔNG TY TNHH SEN", "CÔNG TY TNHH SEN"),
    ],
)
def test_values_are_kept_in_one_spelling(read: Callable[[str], str], typed: str, kept: str) -> None:
    assert read(typed) == kept


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (personal.read_phone, "123"),
        (personal.read_phone, "0112345678"),
        (personal.read_identity_number, "12345"),
        (personal.read_identity_number, "٠٠١١٥٨٠١٢٣٤٥"),
        (personal.read_tax_code, "12"),
        (personal.read_email, "a@b"),
        (personal.read_email, "a@b..c"),
        (personal.read_name, "1"),
        (personal.read_name, "12 34"),
        (personal.read_address, ""),
    ],
)
def test_values_that_cannot_be_are_refused_without_repeating_them(read: Callable[[str], str], typed: str) -> None:
    with pytest.raises(personal.InvalidValue) as refused:
        read(typed)
    assert not typed or typed not in str(refused.value)


def test_age_counts_full_years() -> None:
    from dataclasses import replace

    person = replace(CITIZEN, birth_date=date(1966, 10, 6))
    assert (person.age_on(date(2026, 10, 5)), person.age_on(date(2026, 10, 6))) == (59, 60)


def test_limits_come_in_quarters_of_a_day() -> None:
    assert TimeLimit(LimitKind.WORKING_DAYS, Decimal("0.25")).working_hours == 2
    assert TimeLimit(LimitKind.CALENDAR_DAYS, Decimal(20)).working_hours is None
    for kind, amount in [
        (LimitKind.WORKING_DAYS, "0.1"),
        (LimitKind.WORKING_DAYS, "0"),
        (LimitKind.WORKING_DAYS, "-1"),
        (LimitKind.CALENDAR_DAYS, "1.5"),
        (LimitKind.IMMEDIATE, "1"),
    ]:
        with pytest.raises(ValueError):  # noqa: PT011
            TimeLimit(kind, Decimal(amount))


def test_an_immediate_procedure_is_due_at_closing_of_its_day() -> None:
    due_at, ledger = TimeLimit(LimitKind.IMMEDIATE).due(Calendar("c"), at(date(2026, 10, 5), time(8)), time(15))
    assert due_at == at(date(2026, 10, 5), time(17))
    assert isinstance(due_at, datetime)
    assert ledger.entries
