"""Which step is allowed where: the whole table, and what payment, stop, loss and delivery mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, InvalidRequest
from services.intake.domain.procedure import LimitKind, TimeLimit
from services.intake.domain.returning import ReceivedBy, ReturnMethod, Signed
from services.intake.domain.standing import Lateness, dossier_standing
from services.intake.domain.status import Status
from services.intake.domain.stop import StopGround, silent_since
from services.intake.domain.timeline import Mark, timeline_of
from services.intake.use_cases import facts
from services.intake.use_cases.note_silence import note_silence
from services.intake.use_cases.record_loss import record_loss
from services.intake.use_cases.record_payment import record_payment
from services.intake.use_cases.request_payment import request_payment
from services.intake.use_cases.request_supplement import request_supplement
from services.intake.use_cases.return_result import Proof, return_result
from services.intake.use_cases.stop_dossier import stop_dossier
from services.intake.use_cases.supplement_dossier import supplement_dossier
from shared.security.access import Forbidden
from shared.working_time import Calendar
from shared.working_time.calendar import Reason, SpecialDay, local
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import ELSEWHERE, NOW, OFFICER, RULES, FakeCalendars, FakeClock, context, make_ports
from tests.unit.intake.lives import (
    ALLOWED,
    AT,
    DONE,
    IN_PROGRESS,
    LATER,
    LONG_AFTER,
    STEPS,
    asked,
    decided,
    duty,
    handed,
)

CODE = IN_PROGRESS.code
UNIT = "Bộ phận Một cửa"


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("step", list(STEPS))
def test_a_step_is_allowed_from_its_statuses_and_refused_with_a_reason_from_all_others(
    step: str, status: Status
) -> None:
    dossier = AT[status]
    assert dossier.status is status
    if status in ALLOWED[step]:
        assert STEPS[step](dossier).version == dossier.version + 1
        return
    with pytest.raises(IllegalStep) as refused:
        STEPS[step](dossier)
    assert refused.value.slug
    assert refused.value.words.vi
    assert refused.value.words.en


def test_the_clock_stands_still_while_the_fee_is_waited_for() -> None:
    owing = AT[Status.PAYMENT_ASKED]
    standing = dossier_standing(owing, LONG_AFTER, Calendar("test"))
    assert (standing.lateness, standing.left) == (Lateness.PAUSED, None)


def test_a_payment_moves_the_date_by_the_time_waited() -> None:
    work = FakeWork(IN_PROGRESS)
    ports = make_ports(work)
    request_payment(ports, OFFICER, CODE, 500_000, context(at=NOW + timedelta(hours=2)))
    done = record_payment(ports, OFFICER, CODE, "BL-77", context(at=NOW + timedelta(days=2, hours=2)))
    assert IN_PROGRESS.due_at is not None
    assert done.due_at == IN_PROGRESS.due_at + timedelta(days=2)
    assert done.status is Status.IN_PROGRESS
    assert done.ledger is not None
    assert IN_PROGRESS.ledger is not None
    assert done.ledger.counted == IN_PROGRESS.ledger.counted
    assert [fact.type for fact in work.facts] == ["intake.dossier.payment_requested.v1", "intake.dossier.paid.v1"]


def test_time_waited_for_papers_and_for_money_at_once_counts_once() -> None:
    ports = make_ports(FakeWork(AT[Status.PAYMENT_ASKED].ask_for_agency(asked("task-1", NOW + timedelta(hours=1)))))
    done = record_payment(ports, OFFICER, CODE, "BL-1", context(at=NOW + timedelta(days=1)))
    assert done.status is Status.SUPPLEMENT_ASKED
    over = supplement_dossier(ports, OFFICER, CODE, "Đã nộp", context("staff:reception", at=NOW + timedelta(days=2)))
    assert over.status is Status.IN_PROGRESS
    assert IN_PROGRESS.due_at is not None
    assert over.due_at == IN_PROGRESS.due_at + timedelta(days=2)


def test_a_fee_that_the_catalogue_does_not_name_needs_an_amount() -> None:
    with pytest.raises(InvalidRequest) as refused:
        request_payment(make_ports(FakeWork(IN_PROGRESS)), OFFICER, CODE, None, context())
    assert [fault.pointer for fault in refused.value.faults] == ["/amount"]


def test_a_payment_without_a_paper_receipt_gets_the_units_next_number() -> None:
    done = record_payment(make_ports(FakeWork(AT[Status.PAYMENT_ASKED])), OFFICER, CODE, " ", context())
    assert [one.paid.receipt_number for one in done.payments if one.paid] == ["BL26-000001"]


def test_a_paper_receipts_number_is_neither_endless_nor_one_of_the_series() -> None:
    for number in ("x" * 61, "BL26-000001"):
        with pytest.raises(InvalidRequest) as refused:
            record_payment(make_ports(FakeWork(AT[Status.PAYMENT_ASKED])), OFFICER, CODE, number, context())
        assert [fault.pointer for fault in refused.value.faults] == ["/receipt_number"]


def test_nothing_is_accepted_or_handed_over_while_money_is_owed() -> None:
    with pytest.raises(IllegalStep):
        STEPS["accept"](AT[Status.FILED].ask_payment(duty()))
    decided_meanwhile = AT[Status.PAYMENT_ASKED].follow(decided())
    assert decided_meanwhile.status is Status.DONE
    with pytest.raises(IllegalStep) as refused:
        STEPS["give back"](decided_meanwhile)
    assert refused.value.slug == "fee-not-paid"
    paid = STEPS["pay"](decided_meanwhile)
    assert (paid.status, STEPS["give back"](paid).status) == (Status.DONE, Status.RETURNED)


def test_a_dossier_is_not_stopped_while_its_applicant_has_time() -> None:
    waiting = AT[Status.SUPPLEMENT_ASKED]
    ports = make_ports(FakeWork(waiting))
    for days in (1, 15, 20):
        with pytest.raises(IllegalStep) as refused:
            stop_dossier(ports, OFFICER, CODE, StopGround.NO_ANSWER, "x", context(at=NOW + timedelta(days=days)))
        assert refused.value.slug == "still-time-to-answer"
    done = stop_dossier(ports, OFFICER, CODE, StopGround.NO_ANSWER, "Quá hạn", context(at=LONG_AFTER))
    assert done.status is Status.STOPPED


def test_the_law_s_fifteen_working_days_hold_where_a_procedure_gives_less() -> None:
    """A waiting rule of n days must not fire in minutes."""
    short = asked()
    hasty = type(short)(**{**{n: getattr(short, n) for n in short.__slots__}, "respond_by": NOW + timedelta(minutes=3)})
    since = silent_since(hasty, None, StopGround.NO_ANSWER, Calendar("test"), RULES)
    assert since == NOW + timedelta(days=21)  # fifteen working days are three weeks


def test_a_rule_of_n_days_waits_n_working_days_and_never_fires_in_minutes() -> None:
    """Asked on Friday at 16:30; two days of the fifteen are holidays, and no night or weekend counts."""
    friday = NOW + timedelta(days=4, hours=8, minutes=30)
    asking = replace(asked(at=friday), respond_by=friday + timedelta(minutes=3))
    waiting = replace(AT[Status.FILED], supplements=(asking,), status=Status.SUPPLEMENT_ASKED)
    holidays = (local(friday).date() + timedelta(days=days) for days in (10, 11))
    off = {day: SpecialDay(day, Reason("Ngày nghỉ", "Day off")) for day in holidays}
    work = FakeWork(waiting)
    ports = replace(make_ports(work), calendars=FakeCalendars(Calendar("test", special=off)))

    def noted_after(**waited: float) -> int:
        return note_silence(ports, context("service:intake", friday + timedelta(**waited)))

    assert [noted_after(minutes=1), noted_after(minutes=15), noted_after(hours=15), noted_after(days=15)] == [0] * 4
    assert noted_after(days=21, minutes=1) == 0, "without the holidays it were over"
    assert noted_after(days=25, minutes=-1) == 0
    assert noted_after(days=25, minutes=1) == 1


def test_silence_is_listed_by_a_timer_and_ends_nothing() -> None:
    work = FakeWork(AT[Status.SUPPLEMENT_ASKED])
    ports = make_ports(work, clock=FakeClock(LONG_AFTER))
    assert note_silence(ports, context("service:intake", NOW + timedelta(days=20))) == 0
    assert note_silence(ports, context("service:intake", LONG_AFTER)) == 1
    assert note_silence(ports, context("service:intake", LONG_AFTER)) == 0
    (listed,) = work.all(Dossier)
    assert listed.status is Status.SUPPLEMENT_ASKED
    assert listed.may_stop_since is not None
    assert work.facts == []
    assert STEPS["supply"](listed).may_stop_since is None


def test_what_is_decided_is_never_stopped() -> None:
    with pytest.raises(IllegalStep) as refused:
        stop_dossier(make_ports(FakeWork(DONE)), OFFICER, CODE, StopGround.OTHER, "x", context(at=LONG_AFTER))
    assert refused.value.slug == "not-stoppable"


def test_a_decision_that_crossed_a_stop_is_nobody_s_result() -> None:
    later = AT[Status.STOPPED].follow(decided())
    assert (later.status, later.result) == (Status.STOPPED, None)
    assert "decided" not in [line.kind for line in timeline_of(later, UNIT)]
    assert {line.mark for line in timeline_of(later, UNIT)} == {Mark.DONE}


def test_a_supplement_request_does_not_refuse_the_dossier() -> None:
    """The bug of others: one request for papers that also sent “rejected”."""
    work = FakeWork(AT[Status.FILED])
    ports = make_ports(work)
    asked_now = request_supplement(ports, OFFICER, CODE, "Bản sao bằng", "Bị mờ", context())
    assert (asked_now.status, asked_now.refusal) == (Status.SUPPLEMENT_ASKED, None)
    assert [fact.type for fact in work.facts] == ["intake.dossier.supplement_requested.v1"]
    with pytest.raises(IllegalStep):
        STEPS["refuse"](asked_now)


def test_a_posted_result_has_its_number_and_is_marked_when_it_arrives() -> None:
    posted = AT[Status.RETURNED]
    delivered = STEPS["deliver"](posted)
    assert delivered.status is Status.RETURNED
    assert [line.kind for line in timeline_of(delivered, UNIT)][-1] == "delivered"
    with pytest.raises(IllegalStep) as refused:
        STEPS["deliver"](delivered)
    assert refused.value.slug == "already-delivered"
    with pytest.raises(IllegalStep) as refused:
        STEPS["deliver"](DONE.give_back(handed()))
    assert refused.value.slug == "not-posted"


@pytest.mark.parametrize(
    ("method", "proof", "pointer"),
    [
        (ReturnMethod.POST, Proof(), "/tracking_number"),
        (ReturnMethod.COUNTER, Proof(signed=None), "/signed"),
        (ReturnMethod.COUNTER, Proof(Signed.DRAWN), "/signature"),
        (ReturnMethod.COUNTER, Proof(Signed.DRAWN, "data:image/png;base64,AAAA"), "/signature"),
    ],
)
def test_a_return_needs_the_proof_of_its_way(method: ReturnMethod, proof: Proof, pointer: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        return_result(make_ports(FakeWork(DONE)), OFFICER, CODE, method, ReceivedBy.APPLICANT, context(), proof)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_an_early_result_is_announced_as_early() -> None:
    assert DONE.decision is not None
    assert facts.result_ready(DONE, DONE.decision).data["early"] is True
    assert IN_PROGRESS.due_at is not None
    late = IN_PROGRESS.follow(decided(IN_PROGRESS.due_at + timedelta(hours=1)))
    assert late.decision is not None
    assert facts.result_ready(late, late.decision).data["early"] is False


def test_lost_papers_change_no_status_and_are_told() -> None:
    work = FakeWork(IN_PROGRESS)
    marked = record_loss(make_ports(work), OFFICER, CODE, "Thất lạc một bản sao", context(at=LATER))
    assert marked.status is IN_PROGRESS.status
    assert [fact.type for fact in work.facts] == ["intake.dossier.lost.v1"]
    assert "lost" in [line.kind for line in timeline_of(marked, UNIT)]


def test_what_is_settled_at_once_needs_no_receipt() -> None:
    at_once = replace(IN_PROGRESS, procedure=replace(IN_PROGRESS.procedure, limit=TimeLimit(LimitKind.IMMEDIATE)))
    assert IN_PROGRESS.needs_receipt
    assert not at_once.needs_receipt


def test_only_officers_of_the_unit_take_these_steps() -> None:
    ports = make_ports(FakeWork(IN_PROGRESS))
    with pytest.raises(Forbidden):
        request_payment(ports, ELSEWHERE, CODE, 1, context())
    with pytest.raises(Forbidden):
        stop_dossier(ports, ELSEWHERE, CODE, StopGround.OTHER, "x", context())
