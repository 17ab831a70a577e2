"""A dossier is refused with a reason before it is accepted, and withdrawn by its owner before it is decided."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.intake.domain.progress import Decision, Outcome, Progress
from services.intake.domain.returning import ReceivedBy, Returned, ReturnMethod
from services.intake.domain.standing import Lateness, dossier_standing
from services.intake.domain.status import Status
from services.intake.domain.timeline import Mark, timeline_of
from services.intake.use_cases.refuse_dossier import refuse_dossier
from services.intake.use_cases.withdraw_dossier import withdraw_dossier
from shared.security.access import Forbidden
from shared.security.caller import Caller
from shared.working_time import Calendar
from tests.unit.intake.fakes import ELSEWHERE, NOW, OFFICER, TOKEN, accepted, context, filed, make_ports
from tests.unit.intake.test_supplement import OWNER, STRANGER, asked, kept

DECISION = Decision(Outcome.GRANTED, NOW, "H99.11.01", "Phòng Bảo trợ xã hội", told=4)
DONE = accepted().follow(Progress().with_decision(DECISION))
RETURNED = DONE.give_back(Returned(NOW, "staff:reception", ReturnMethod.COUNTER, ReceivedBy.APPLICANT))


def refuse(
    dossier: Dossier, reason: str = "Không thuộc phạm vi", caller: Caller = OFFICER
) -> tuple[Dossier, list[str]]:
    work = kept(dossier)
    done = refuse_dossier(make_ports(work), caller, dossier.code, reason, context("staff:reception"))
    return done, [fact.type for fact in work.facts]


def withdraw(dossier: Dossier, caller: Caller = OWNER, reason: str = "") -> tuple[Dossier, list[dict[str, object]]]:
    work = kept(dossier)
    done = withdraw_dossier(make_ports(work), caller, dossier.code, reason, context("owner"))
    return done, [dict(fact.data) for fact in work.facts]


def test_a_filed_dossier_is_refused_with_its_reason() -> None:
    done, told = refuse(filed())
    assert (done.status, told) == (Status.REFUSED, ["intake.dossier.refused.v1"])
    assert done.refusal is not None
    assert done.refusal.reason == "Không thuộc phạm vi"


def test_a_refusal_without_a_reason_is_none() -> None:
    with pytest.raises(InvalidRequest):
        refuse(filed(), "  ")


@pytest.mark.parametrize("dossier", [accepted(), asked(), DONE, RETURNED])
def test_an_accepted_dossier_is_not_refused_any_more(dossier: Dossier) -> None:
    with pytest.raises(IllegalStep) as refused:
        refuse(dossier)
    assert refused.value.slug == "not-refusable"


def test_only_officers_of_the_unit_refuse() -> None:
    for caller in (ELSEWHERE, Caller(), Caller("owner", owner_token=TOKEN)):
        with pytest.raises(Forbidden):
            refuse(filed(), caller=caller)


@pytest.mark.parametrize("dossier", [filed(), accepted(), asked()])
def test_an_owner_withdraws_what_is_not_decided(dossier: Dossier) -> None:
    done, (told,) = withdraw(dossier)
    assert done.status is Status.WITHDRAWN
    assert told["accepted"] is (dossier.acceptance is not None)
    assert done.withdrawal is not None
    assert done.withdrawal.withdrawn_by == f"owner:{dossier.code}"


@pytest.mark.parametrize("dossier", [DONE, RETURNED])
def test_what_is_decided_is_not_withdrawn(dossier: Dossier) -> None:
    with pytest.raises(IllegalStep) as refused:
        withdraw(dossier)
    assert refused.value.slug == "not-withdrawable"


def test_a_dossier_is_withdrawn_once() -> None:
    done, _ = withdraw(filed())
    with pytest.raises(IllegalStep) as refused:
        withdraw(done)
    assert refused.value.slug == "already-withdrawn"


def test_a_stranger_withdraws_nothing_and_learns_nothing() -> None:
    with pytest.raises(NotFound):
        withdraw(filed(), STRANGER)
    with pytest.raises(Forbidden):
        withdraw(filed(), OFFICER)


def test_the_owner_s_reason_leaves_the_front_door_by_no_event() -> None:
    _, (told,) = withdraw(filed(), reason="Tôi chuyển về quê")
    assert "quê" not in repr(told)


def test_a_decision_that_crossed_the_withdrawal_changes_no_status() -> None:
    done, _ = withdraw(accepted())
    later = done.follow(Progress().with_decision(DECISION))
    assert later.status is Status.WITHDRAWN
    assert "decided" not in [line.kind for line in timeline_of(later, "Bộ phận Một cửa")]
    assert dossier_standing(later, NOW, Calendar("test")).met is None


@pytest.mark.parametrize("ended", [refuse(filed())[0], withdraw(accepted())[0]])
def test_nothing_more_is_expected_of_what_has_ended(ended: Dossier) -> None:
    lines = timeline_of(ended, "Bộ phận Một cửa")
    assert {line.mark for line in lines} == {Mark.DONE}
    standing = dossier_standing(ended, NOW + timedelta(days=99), Calendar("test"))
    assert (standing.lateness, standing.left) == (Lateness.CLOSED, None)
