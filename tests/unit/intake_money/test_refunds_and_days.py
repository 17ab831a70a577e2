"""A fee goes back where the catalogue says so; a day of money agrees with the bank's statement, line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, InvalidRequest
from services.intake.domain.money.means import Means
from services.intake.domain.money.notice import Source
from services.intake.domain.money.owing import fee_refund
from services.intake.domain.money.reconciliation import Match, Statement, reconcile
from services.intake.domain.money.refund import RefundCase
from services.intake.domain.procedure_data import fees_from_data, fees_to_data
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.progress import Decision, Outcome, Progress
from services.intake.domain.status import Status
from services.intake.use_cases.forms.payment import amount_in_words
from services.intake.use_cases.money.book_file import day_as_csv
from services.intake.use_cases.money.day import money_day
from services.intake.use_cases.money.give_refund import give_refund
from services.intake.use_cases.money.refund_jobs import REFUND_JOB, owe_refund
from services.intake.use_cases.money.statements import ask_last_night, ask_statement, fetch_statement, take_missing
from services.intake.use_cases.money.take_transfer import take_transfer
from services.intake.use_cases.money_ports import BankAway
from services.intake.use_cases.record_payment import record_payment
from services.intake.use_cases.request_payment import request_payment
from services.intake.use_cases.withdraw_dossier import withdraw_dossier
from shared.security.caller import Caller
from shared.working_time.calendar import local
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import NOW, OFFICER, PROCEDURE, TOKEN, context
from tests.unit.intake_money.bank import AMOUNT, BANK, DUTY, FEE, LATER, OWING, money_ports, transfer

OWNER = Caller("owner", owner_token=TOKEN)
DAY = local(LATER).date()


def paid_in_cash(work: FakeWork) -> Dossier:
    return record_payment(money_ports(work), OFFICER, OWING.code, "", context(at=LATER))


def test_the_fee_is_that_of_the_case_the_dossier_was_filed_for() -> None:
    dissolve = replace(
        OWING, payments=(), status=Status.IN_PROGRESS, procedure=ProcedureTaken.of(PROCEDURE, "dissolve")
    )
    work = FakeWork(dissolve)
    asked = request_payment(money_ports(work), OFFICER, OWING.code, None, context())
    assert [fee.amount for fee in asked.payments[0].fees] == [1000]
    assert asked.payments[0].reference


def test_cash_takes_the_next_number_and_a_paper_receipt_keeps_its_own() -> None:
    first = paid_in_cash(FakeWork(OWING)).payments[0].paid
    assert first is not None
    assert (first.receipt_number, first.means) == ("BL26-000001", Means.CASH)
    written = record_payment(money_ports(FakeWork(OWING)), OFFICER, OWING.code, " AB/23-77 ", context(at=LATER))
    assert written.payments[0].paid is not None
    assert written.payments[0].paid.receipt_number == "AB/23-77"
    with pytest.raises(InvalidRequest):
        record_payment(money_ports(FakeWork(OWING)), OFFICER, OWING.code, "BL26-000009", context(at=LATER))


def test_a_withdrawal_gives_the_fee_back_where_the_catalogue_says_so_and_tells_it_once() -> None:
    work = FakeWork(OWING)
    ports = money_ports(work)
    paid_in_cash(work)
    withdraw_dossier(ports, OWNER, OWING.code, "", context(at=LATER))
    (job,) = [one for one in work.jobs.values() if one.kind == REFUND_JOB]
    for _ in range(2):
        work.commit(owe_refund(work, job, LATER), context("service:intake", LATER))
    (refund,) = work.all(Dossier)[0].refunds
    assert (refund.id, refund.case, refund.amount) == ("fee", RefundCase.WITHDRAWN, AMOUNT)
    assert [fact.type for fact in work.facts][-1] == "intake.dossier.refund_due.v1"
    done = give_refund(ports, OFFICER, OWING.code, "fee", Means.CASH, "PC-42", context(at=LATER))
    assert done.refunds_due == ()
    assert work.facts[-1].data["number"] == "PC-42"
    with pytest.raises(IllegalStep) as refused:
        give_refund(ports, OFFICER, OWING.code, "fee", Means.CASH, "PC-43", context(at=LATER))
    assert refused.value.slug == "nothing-to-refund"


def test_what_was_not_paid_or_does_not_go_back_leaves_nothing_to_do() -> None:
    work = FakeWork(OWING)
    withdraw_dossier(money_ports(work), OWNER, OWING.code, "", context(at=LATER))
    assert [one for one in work.jobs.values() if one.kind == REFUND_JOB] == []
    paid = paid_in_cash(FakeWork(OWING))
    denied = paid.follow(Progress().with_decision(Decision(Outcome.DENIED, LATER, "H99.11.01", "Phòng", told=9)))
    assert fee_refund(denied, LATER) is None  # this fee goes back on refusal and withdrawal only
    kept = replace(
        paid, payments=(replace(paid.payments[0], fees=(replace(FEE, refund_on=frozenset({RefundCase.NOT_GRANTED})),)),)
    )
    denied = kept.follow(Progress().with_decision(Decision(Outcome.DENIED, LATER, "H99.11.01", "Phòng", told=9)))
    refund = fee_refund(denied, LATER)
    assert refund is not None
    assert refund.case is RefundCase.NOT_GRANTED
    granted = kept.follow(Progress().with_decision(Decision(Outcome.GRANTED, LATER, "H99.11.01", "Phòng", told=9)))
    assert fee_refund(granted, LATER) is None


def test_when_a_fee_goes_back_stands_in_the_catalogue_and_survives_the_store() -> None:
    assert fees_from_data(fees_to_data((FEE,))) == (FEE,)
    assert fees_from_data([{"name": {"vi": "Phí", "en": "Fee"}, "amount": 1}])[0].refund_on == frozenset()


class Tellers:
    """A bank whose statement is what a test says."""

    def __init__(self, *lines: object, away: bool = False) -> None:
        self.lines, self.away = lines, away
        self.name, self.tells_statements = BANK.name, True
        self.request, self.read_callback = BANK.request, BANK.read_callback

    def statement(self, _day: object) -> tuple[object, ...]:
        if self.away:
            from services.intake.gateways.bank import SILENT

            raise BankAway(SILENT)
        return self.lines


def test_a_day_is_compared_line_by_line_and_a_lost_callback_is_taken_from_the_statement() -> None:
    work = FakeWork(OWING)
    strange = transfer("FT9", 70_000, memo="=1+1 khong ro")
    bank = Tellers(transfer(), replace(strange, amount=80_000))
    ports = money_ports(work, bank)  # type: ignore[arg-type]
    take_transfer(ports, "bank", strange, Source.CALLBACK, context("service:bank", LATER))
    take_transfer(ports, "bank", transfer("FT8", 5, memo="?"), Source.CALLBACK, context("service:bank", LATER))
    assert {line.match for line in money_day(ports, OFFICER, DAY).lines} == {Match.NOT_COMPARED}
    ask_statement(ports, OFFICER, DAY, context(at=LATER))
    (job,) = work.jobs.values()
    work.commit(fetch_statement(ports, job, LATER), context("service:intake", LATER))
    day = money_day(ports, OFFICER, DAY)
    assert {line.transfer.transaction: line.match for line in day.lines} == {
        "FT26279000001": Match.MISSING,
        "FT9": Match.DIFFERENT,
        "FT8": Match.SURPLUS,
    }
    assert not day.agrees
    taken = take_missing(ports, OFFICER, DAY, "FT26279000001", context("staff:reception", LATER))
    assert (taken.source, work.all(Dossier)[0].owed) == (Source.STATEMENT, None)
    day = money_day(ports, OFFICER, DAY)
    assert (day.count(Match.MATCHED), day.taken(Means.TRANSFER)) == (1, AMOUNT)
    lines = day_as_csv(day).splitlines()
    assert len(lines) == 1 + 1 + 3
    assert "BL26-000001" in lines[1]


def test_a_bank_that_is_away_is_said_and_what_was_fetched_before_stands() -> None:
    work = FakeWork(OWING)
    bank = Tellers(transfer())
    ports = money_ports(work, bank)  # type: ignore[arg-type]
    for away in (False, True):
        bank.away = away
        ask_statement(ports, OFFICER, DAY, context(at=LATER))
        (job,) = work.jobs.values()
        work.commit(fetch_statement(ports, job, LATER), context("service:intake", LATER))
    (statement,) = work.all(Statement)
    assert (len(statement.lines), statement.waits) == (1, False)
    assert statement.fault is not None


def test_yesterdays_statement_is_asked_for_once_after_the_bank_closed_its_day() -> None:
    work = FakeWork()
    ports = money_ports(work)
    midnight = local(NOW).replace(hour=0, minute=10)
    assert ask_last_night(ports, context(at=midnight))
    assert [one.day for one in work.all(Statement)] == [(midnight - timedelta(days=2)).date()]
    assert ask_last_night(ports, context(at=midnight + timedelta(minutes=30)))
    assert not ask_last_night(ports, context(at=midnight + timedelta(hours=5)))
    assert len(work.all(Statement)) == 2


def test_a_whole_day_that_agrees_says_so() -> None:
    at = transfer()
    work = FakeWork(OWING)
    notice = take_transfer(money_ports(work), "bank", at, Source.CALLBACK, context("service:bank", LATER))
    whole = Statement("bank:x", 1, "bank", DAY, LATER, "staff:reception", LATER, (at,))
    assert [line.match for line in reconcile([notice], whole)] == [Match.MATCHED]


def test_no_cell_of_the_file_is_a_formula() -> None:
    owing = replace(OWING, payments=(DUTY,))
    work = FakeWork(owing)
    ports = money_ports(work)
    record_payment(ports, OFFICER, OWING.code, "=HYPERLINK(1)", context(at=LATER))
    assert ",'=HYPERLINK(1)," in day_as_csv(money_day(ports, OFFICER, DAY))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (1_500_000, "Một triệu năm trăm nghìn đồng"),
        (105_000, "Một trăm linh năm nghìn đồng"),
        (21_015, "Hai mươi mốt nghìn không trăm mười lăm đồng"),
        (10, "Mười đồng"),
    ],
)
def test_a_sum_is_read_as_people_say_it(amount: int, words: str) -> None:
    assert amount_in_words(amount) == words
