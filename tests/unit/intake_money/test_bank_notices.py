"""What a bank tells is taken once, believed only when signed, and never lost whatever it turns out to be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.intake.domain.dossier import Dossier
from services.intake.domain.endings import Withdrawal
from services.intake.domain.money.means import Means
from services.intake.domain.money.notice import BankNotice, NoticeRefused, Outcome, Refused, Source, Transfer
from services.intake.domain.money.refund import RefundCase
from services.intake.domain.status import Status
from services.intake.domain.supplement import Supplied
from services.intake.use_cases.money.take_transfer import take_transfer
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.supplement_dossier import supplement_dossier
from shared.security.caller import Caller
from shared.store.change import Change, Context
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import NOW, OFFICER, context
from tests.unit.intake.lives import asked
from tests.unit.intake_money.bank import (
    AMOUNT,
    BANK,
    DUTY,
    LATER,
    OWING,
    SECRET,
    Callback,
    money_ports,
    transfer,
)

PAID, DUE = "intake.dossier.paid.v1", "intake.dossier.refund_due.v1"


def take(ports: Ports, told: Transfer | None = None, hours: float = 0) -> BankNotice:
    at = LATER + timedelta(hours=hours)
    return take_transfer(ports, "bank", told or transfer(), Source.CALLBACK, context("service:bank", at))


def only(work: FakeWork) -> Dossier:
    return work.all(Dossier)[0]


def test_a_transfer_pays_the_fee_and_the_clock_runs_again_from_its_booking_on() -> None:
    work = FakeWork(OWING)
    notice = take(money_ports(work), hours=5)
    done = only(work)
    paid = done.payments[0].paid
    assert paid is not None
    assert (notice.outcome, notice.dossier, done.status) == (Outcome.PAID, OWING.code, Status.IN_PROGRESS)
    assert (paid.paid_at, paid.means, paid.transaction) == (LATER, Means.TRANSFER, "FT26279000001")
    assert paid.receipt_number == "BL26-000001"
    assert OWING.due_at is not None
    assert done.due_at == OWING.due_at + timedelta(days=2)  # the five hours of the callback are nobody's
    assert [fact.type for fact in work.facts] == [PAID]


def test_the_same_told_again_changes_nothing_but_its_count() -> None:
    work = FakeWork(OWING)
    ports = money_ports(work)
    take(ports)
    before = only(work)
    again = [take(ports, hours=number) for number in (1, 2)]
    assert [one.repeats for one in again] == [1, 2]
    assert {one.outcome for one in again} == {Outcome.PAID}
    assert only(work) is before
    assert [fact.type for fact in work.facts] == [PAID]
    assert ports.numbers.take("money/H99.11/2026") == 2  # no number was taken for nothing


def test_told_twice_in_the_same_moment_it_pays_once() -> None:
    """The second one reads before the first has written, and loses the race."""
    work = FakeWork(OWING)
    ports = money_ports(work)
    write, raced = work.commit, list[bool]()

    def race(change: Change, context: Context) -> None:
        if not raced:
            raced.append(True)
            take(ports)
        write(change, context)

    work.commit = race  # type: ignore[method-assign]
    notice = take(ports)
    assert (notice.repeats, len(work.all(BankNotice))) == (1, 1)
    assert [fact.type for fact in work.facts] == [PAID]


def test_the_same_transaction_with_other_contents_is_refused() -> None:
    work = FakeWork(OWING)
    ports = money_ports(work)
    take(ports)
    with pytest.raises(NoticeRefused) as refused:
        take(ports, transfer(amount=AMOUNT * 2))
    assert refused.value.reason is Refused.CHANGED
    assert work.all(BankNotice)[0].repeats == 0


def test_money_after_its_date_pays_as_long_as_the_dossier_waits() -> None:
    work = FakeWork(OWING)
    late = DUTY.pay_by + timedelta(hours=1)
    notice = take_transfer(money_ports(work), "bank", transfer(at=late), Source.CALLBACK, context("service:bank", late))
    assert notice.outcome is Outcome.PAID_LATE
    assert only(work).owed is None


def test_money_for_a_withdrawn_dossier_is_to_go_back_and_its_owner_is_told() -> None:
    work = FakeWork(OWING.withdraw(Withdrawal(NOW, "owner")))
    ports = money_ports(work)
    notice = take(ports)
    take(ports)
    (refund,) = only(work).refunds
    assert (notice.outcome, only(work).status) == (Outcome.ENDED, Status.WITHDRAWN)
    assert (refund.case, refund.amount, refund.id) == (RefundCase.ENDED, AMOUNT, "FT26279000001")
    (fact,) = work.facts
    assert (fact.type, fact.data["amount"]) == (DUE, AMOUNT)


@pytest.mark.parametrize("amount", [AMOUNT - 1, AMOUNT + 1, 1])
def test_another_sum_pays_nothing_and_goes_back_whole(amount: int) -> None:
    work = FakeWork(OWING)
    assert take(money_ports(work), transfer(amount=amount)).outcome is Outcome.WRONG_AMOUNT
    assert only(work).owed == DUTY
    assert [one.amount for one in only(work).refunds] == [amount]


def test_a_second_payment_goes_back() -> None:
    work = FakeWork(OWING)
    ports = money_ports(work)
    take(ports)
    assert take(ports, transfer("FT26279000002")).outcome is Outcome.PAID_TWICE
    assert [one.case for one in only(work).refunds] == [RefundCase.PAID_TWICE]
    assert [fact.type for fact in work.facts] == [PAID, DUE]


def test_a_memo_of_nobody_is_kept() -> None:
    work = FakeWork(OWING)
    notice = take(money_ports(work), transfer(memo="tien nuoc thang 9"))
    assert (notice.outcome, notice.dossier) == (Outcome.UNKNOWN, None)
    assert work.all(BankNotice) == [notice]
    assert only(work) is OWING


def test_a_date_that_was_told_meanwhile_is_not_moved_from_behind() -> None:
    """Papers were waited for as well and came after the booking: the wait for money ends now, not before them."""
    waiting = OWING.ask_for_agency(asked("task-1", NOW + timedelta(hours=1)))
    work = FakeWork(waiting)
    ports = money_ports(work)
    supplement_dossier(ports, OFFICER, OWING.code, "Đã nộp", context(at=LATER + timedelta(hours=1)))
    take(ports, hours=2)
    done = only(work)
    paid = done.payments[0].paid
    assert paid is not None
    assert paid.paid_at == LATER + timedelta(hours=2)
    assert done.waits[-1] is done.payments[0]
    assert isinstance(done.supplements[0].supplied, Supplied)
    assert done.due_at == paid.due_at


def test_a_genuine_callback_is_read() -> None:
    call = Callback()
    assert BANK.read_callback(call.headers, call.body, LATER) == transfer()
    lower = {name.lower(): value for name, value in call.headers.items()}
    assert BANK.read_callback(lower, call.body, LATER + timedelta(seconds=299)) == transfer()


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (Callback(secret="somebody else's"), Refused.FORGED),
        (Callback(at=LATER - timedelta(seconds=301)), Refused.STALE),
        (Callback(at=LATER + timedelta(seconds=301)), Refused.STALE),
        (Callback(account="1112223334445"), Refused.OTHER_ACCOUNT),
        (Callback(changed={"amount": 0}), Refused.UNREADABLE),
        (Callback(changed={"amount": True}), Refused.UNREADABLE),
        (Callback(changed={"amount": "1500000"}), Refused.UNREADABLE),
        (Callback(changed={"transaction": "a/b"}), Refused.UNREADABLE),
        (Callback(changed={"transaction": ""}), Refused.UNREADABLE),
        (Callback(changed={"booked_at": "2026-10-05"}), Refused.UNREADABLE),
        (Callback(changed={"memo": None}), Refused.UNREADABLE),
    ],
)
def test_what_is_not_the_banks_or_not_as_agreed_is_refused_with_its_reason(call: Callback, reason: Refused) -> None:
    with pytest.raises(NoticeRefused) as refused:
        BANK.read_callback(call.headers, call.body, LATER)
    assert refused.value.reason is reason
    assert SECRET not in str(refused.value)


def test_a_body_that_was_changed_on_its_way_is_forged() -> None:
    call = Callback()
    for headers, body in (
        (call.headers, call.body + b" "),
        ({}, call.body),
        ({**call.headers, "X-Timestamp": "0"}, call.body),
    ):
        with pytest.raises(NoticeRefused) as refused:
            BANK.read_callback(headers, body, LATER)
        assert refused.value.reason is Refused.FORGED


def test_a_stranger_sees_no_day_of_money() -> None:
    from services.intake.use_cases.money.day import money_day
    from shared.security.access import Forbidden

    with pytest.raises(Forbidden):
        money_day(money_ports(FakeWork()), Caller("owner"), LATER.date())
