"""A wrong procedure or a wrong date is corrected, and the receipt reissued with its history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from services.intake.domain.errors import IllegalStep, InvalidRequest, Words
from services.intake.domain.procedure import LimitKind, TimeLimit
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.progress import Decision, Outcome, Progress, Task
from services.intake.domain.redating import correct
from services.intake.domain.status import Status
from tests.unit.intake.fakes import PROCEDURE, filed
from tests.unit.intake.test_redating import PLAIN, accepted, act, answered, asked, at, check_sum


def right(procedure: ProcedureTaken, **changes: Any) -> ProcedureTaken:
    return replace(procedure, **changes)


def test_a_wrong_date_is_corrected_and_the_receipt_reissued_with_its_history() -> None:
    dossier = accepted(at(6, 8))
    done = correct(dossier, PLAIN, dossier.procedure, at(5, 8), act())
    assert (done.due_at, done.reroutings) == (at(12, 8), 0)
    assert done.acceptance is not None
    assert done.acceptance.accepted_at == at(5, 8)
    assert [(one.number, one.accepted_at, one.due_at, one.why) for one in done.receipts] == [
        (1, at(6, 8), at(13, 8), ""),
        (2, at(5, 8), at(12, 8), "Ghi nhầm khi tiếp nhận"),
    ]
    check_sum(done)


def test_a_wrong_procedure_is_corrected_with_the_waits_it_had() -> None:
    waited = answered(asked(accepted(at(5, 8)), 1, at(6, 10)), at(8, 10))
    longer = right(
        waited.procedure,
        code="1.014076",
        name=Words("Đúng", "Right"),
        limit=TimeLimit(LimitKind.WORKING_DAYS, Decimal(10)),
    )
    done = correct(waited, PLAIN, longer, at(5, 8), act(at(8, 11)))
    assert (done.due_at, done.reroutings, done.procedure.code) == (at(21, 8), 1, "1.014076")
    assert [one.procedure for one in done.receipts] == [PROCEDURE.code, "1.014076"]
    check_sum(done)


def test_a_second_correction_is_the_third_receipt() -> None:
    dossier = accepted(at(6, 8))
    once = correct(dossier, PLAIN, dossier.procedure, at(5, 8), act())
    twice = correct(once, PLAIN, once.procedure, at(5, 10), act())
    assert [one.number for one in twice.receipts] == [1, 2, 3]
    assert twice.due_at == at(12, 10)


@pytest.mark.parametrize("spoilt", [at(8, 9), at(7, 9).replace(year=2024)])
def test_an_acceptance_in_the_future_or_long_ago_is_refused(spoilt: datetime) -> None:
    dossier = accepted(at(6, 8))
    with pytest.raises(InvalidRequest, match="accepted_at"):
        correct(dossier, PLAIN, dossier.procedure, spoilt, act())


def test_a_correction_that_corrects_nothing_is_refused() -> None:
    dossier = accepted(at(6, 8))
    with pytest.raises(InvalidRequest, match="Nothing differs"):
        correct(dossier, PLAIN, dossier.procedure, at(6, 8), act())


def test_only_what_is_accepted_and_not_decided_is_corrected() -> None:
    for dossier in (filed(), replace(accepted(at(5, 8)), status=Status.DONE)):
        with pytest.raises(IllegalStep) as refused:
            correct(dossier, PLAIN, dossier.procedure, at(5, 9), act())
        assert refused.value.slug == "not-correctable"


def test_the_procedure_waits_for_the_applicant_before_it_is_corrected() -> None:
    waiting = asked(accepted(at(5, 8)), 1, at(6, 8))
    with pytest.raises(IllegalStep) as refused:
        correct(waiting, PLAIN, right(waiting.procedure, code="1.014076"), at(5, 8), act())
    assert refused.value.slug == "not-correctable-while-waiting"


def test_a_decision_by_the_wrong_procedure_decides_nothing() -> None:
    late = Decision(Outcome.DENIED, at(7, 8), "H99.11.01", "Phòng A", told=4)
    anew = Progress().with_opening(at(5, 8), None, (), 5, rerouted=1)
    assert anew.with_decision(late).decision is None
    assert anew.with_decision(replace(late, told=9)).decision is not None
    old = Task("x:1", "a", "H99.11.01", "Phòng A", dispatched_at=at(6, 8), dispatch_told=2)
    assert anew.with_dispatch(old).holder is None
