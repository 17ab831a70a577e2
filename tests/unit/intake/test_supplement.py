"""Papers asked of an applicant: once and in full, the clock stands still, and a dossier that waits is never late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.intake.domain.dossier import Dossier
from services.intake.domain.endings import Refusal
from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.intake.domain.procedure import Policy, SupplementRule
from services.intake.domain.progress import Decision, Outcome, Progress, Task
from services.intake.domain.standing import Lateness, dossier_standing
from services.intake.domain.status import Status
from services.intake.domain.supplement import RECEPTION, Supplement, Supplied
from services.intake.domain.timeline import timeline_of
from services.intake.use_cases.accept_dossier import accept_dossier
from services.intake.use_cases.request_supplement import request_supplement
from services.intake.use_cases.supplement_dossier import supplement_dossier
from shared.security.access import Forbidden
from shared.security.caller import Caller
from shared.store.change import Change, Context
from shared.working_time import Calendar, Kind
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import ELSEWHERE, NOW, OFFICER, TOKEN, accepted, context, filed, make_ports

OWNER = Caller("owner", owner_token=TOKEN)
STRANGER = Caller("owner", owner_token="another-token")
DAY = timedelta(days=1)
TASK = "H99.11-261005-0001:1"
CALENDAR = Calendar("test")
WANTED, REASON = "Bản sao văn bằng", "Bản trong hồ sơ bị mờ"


def request(id: str = TASK, hours: int = 26) -> Supplement:
    """The agency asks on Tuesday 10:00."""
    at = NOW + timedelta(hours=hours)
    return Supplement(id, "Phòng Bảo trợ xã hội", WANTED, REASON, at, at + 21 * DAY, "agency:H99.11.01")


def kept(dossier: Dossier) -> FakeWork:
    """The store with this dossier in it, which stands at its first version there."""
    work = FakeWork()
    for version in range(1, dossier.version + 1):
        work.commit(Change(saved=(replace(dossier, version=version),)), context())
    return work


def asked() -> Dossier:
    sent = Progress().with_dispatch(Task(TASK, "s", "H99.11.01", "Phòng", NOW, dispatch_told=2))
    return accepted().follow(sent).ask_for_agency(request())


def answer(dossier: Dossier, *, days: float, caller: Caller = OWNER) -> tuple[Dossier, FakeWork]:
    """The dossier once its owner has answered so many days after the acceptance."""
    work = kept(dossier)
    at = NOW + days * DAY
    done = supplement_dossier(make_ports(work), caller, dossier.code, " Đã gửi ", Context("owner", at, "correlation"))
    return done, work


def test_the_reception_unit_asks_before_acceptance_and_no_clock_runs() -> None:
    work = kept(filed())
    done = request_supplement(make_ports(work), OFFICER, filed().code, WANTED, REASON, context("staff:reception"))
    assert (done.status, done.due_at, done.ledger) == (Status.SUPPLEMENT_ASKED, None, None)
    (told,) = work.facts[-1:]
    assert told.type == "intake.dossier.supplement_requested.v1"
    assert (told.data["wanted"], told.data["reason"], told.data["task_id"]) == (WANTED, REASON, None)
    assert told.personal is not None
    assert set(told.personal) == {"name", "phone", "email", "language"}


def test_the_unit_asks_once_and_in_full() -> None:
    work = kept(filed())
    ports = make_ports(work)
    request_supplement(ports, OFFICER, filed().code, WANTED, REASON, context())
    for _ in ("while it waits", "and after the answer"):
        with pytest.raises(IllegalStep) as refused:
            request_supplement(ports, OFFICER, filed().code, "Thêm nữa", REASON, context())
        assert refused.value.slug == "supplement-already-asked"
        if work.all(Dossier)[0].status is Status.SUPPLEMENT_ASKED:
            supplement_dossier(ports, OWNER, filed().code, "Đã gửi", context())


@pytest.mark.parametrize(("wanted", "reason", "pointer"), [(" ", "vì", "/wanted"), ("gì", "", "/reason")])
def test_a_request_says_what_is_wanted_and_why(wanted: str, reason: str, pointer: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        request_supplement(make_ports(kept(filed())), OFFICER, filed().code, wanted, reason, context())
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_after_the_answer_before_acceptance_the_dossier_is_as_newly_filed_and_can_be_accepted() -> None:
    work = kept(filed())
    ports = make_ports(work)
    request_supplement(ports, OFFICER, filed().code, WANTED, REASON, context())
    answered = supplement_dossier(ports, OWNER, filed().code, "Đã gửi", context())
    assert answered.status is Status.FILED
    assert work.facts[-1].data["due_at"] is None
    taken = accept_dossier(ports, OFFICER, filed().code, context())
    assert taken.due_at == accepted().due_at


def test_while_an_applicant_is_asked_the_dossier_is_neither_accepted_nor_refused() -> None:
    reception = filed().ask(request(RECEPTION, 0))
    acceptance = accepted().acceptance
    assert acceptance is not None
    with pytest.raises(IllegalStep):
        reception.refuse(Refusal(NOW, "staff:x", "vì"))
    with pytest.raises(IllegalStep):
        reception.accept(acceptance)


def test_a_supplement_request_never_says_refused_as_well() -> None:
    work = kept(filed())
    request_supplement(make_ports(work), OFFICER, filed().code, WANTED, REASON, context())
    assert [fact.type for fact in work.facts] == ["intake.dossier.supplement_requested.v1"]


def test_no_answer_in_time_lets_the_unit_refuse() -> None:
    reception = filed().ask(request(RECEPTION, 0))
    assert reception.refuse(Refusal(NOW + 22 * DAY, "staff:x", "vì")).status is Status.REFUSED


def test_an_agency_s_request_stops_the_clock() -> None:
    waiting = asked()
    assert waiting.status is Status.SUPPLEMENT_ASKED
    assert waiting.asked is not None
    assert waiting.asked.wanted == WANTED


def test_a_dossier_that_waits_for_its_citizen_is_paused_and_never_late() -> None:
    standing = dossier_standing(asked(), NOW + 300 * DAY, CALENDAR)
    assert (standing.lateness, standing.left, standing.met) == (Lateness.PAUSED, None, None)


def test_the_answer_moves_the_due_date_by_the_working_time_waited_and_the_ledger_shows_it() -> None:
    done, work = answer(asked(), days=3 + 2 / 24)  # Thursday 10:00: two working days later
    assert accepted().due_at == NOW + 7 * DAY
    assert done.due_at == NOW + 9 * DAY
    assert done.status is Status.IN_PROGRESS
    assert done.ledger is not None
    assert done.ledger.counted == timedelta(hours=40)
    (wait,) = [one for one in done.ledger.entries if one.kind is Kind.PAUSED]
    assert wait.reason.vi == "Phòng Bảo trợ xã hội yêu cầu"
    told = work.facts[-1]
    assert (told.type, told.data["task_id"], told.data["policy"]) == ("intake.dossier.supplemented.v1", TASK, "pause")
    assert told.data["due_at"].startswith("2026-10-14T08:00")
    assert "Đã gửi" not in repr(told.data), "what the applicant wrote stays with the desk"


def test_where_the_procedure_says_restart_the_limit_is_counted_anew() -> None:
    rule = SupplementRule(Policy.RESTART)
    waiting = replace(asked(), procedure=replace(asked().procedure, supplement=rule))
    done, _ = answer(waiting, days=3)
    assert done.due_at == NOW + 10 * DAY
    assert done.ledger is not None
    assert done.ledger.counted == timedelta(hours=40)
    assert done.ledger.entries[0].kind is Kind.RESTARTED


def test_a_dossier_supplemented_twice_is_not_late_for_having_waited_twice() -> None:
    once, _ = answer(asked(), days=3 + 2 / 24)
    again = once.ask_for_agency(request("H99.11-261005-0001:2", hours=74))
    assert dossier_standing(again, NOW + 90 * DAY, CALENDAR).lateness is Lateness.PAUSED
    done, _ = answer(again, days=10 + 2 / 24)
    assert done.due_at == NOW + 16 * DAY
    assert dossier_standing(done, NOW + 10 * DAY, CALENDAR).lateness in (Lateness.SOON, Lateness.IN_TIME)


def test_only_what_is_asked_is_answered() -> None:
    with pytest.raises(IllegalStep) as refused:
        answer(accepted(), days=1)
    assert refused.value.slug == "nothing-asked"


def test_an_officer_writes_down_what_came_to_the_desk_and_a_stranger_answers_nothing() -> None:
    done, _ = answer(asked(), days=2, caller=OFFICER)
    assert done.status is Status.IN_PROGRESS
    with pytest.raises(NotFound):
        answer(asked(), days=2, caller=STRANGER)
    with pytest.raises(Forbidden):
        answer(asked(), days=2, caller=ELSEWHERE)


def test_an_owner_stands_in_the_history_under_the_dossier_s_code() -> None:
    done, _ = answer(asked(), days=2)
    (supplement,) = done.supplements
    assert supplement.supplied is not None
    assert supplement.supplied.answered_by == f"owner:{done.code}"


def test_a_decision_ends_a_wait() -> None:
    decision = Decision(Outcome.DENIED, NOW + 3 * DAY, "H99.11.01", "Phòng", "Không đủ điều kiện", told=9)
    assert asked().follow(asked().progress.with_decision(decision)).status is Status.DONE


def test_a_request_heard_behind_the_end_is_kept_and_changes_no_status() -> None:
    decision = Decision(Outcome.GRANTED, NOW + 3 * DAY, "H99.11.01", "Phòng", told=9)
    done = accepted().follow(Progress().with_decision(decision)).ask_for_agency(request())
    assert (done.status, done.asked, len(done.supplements)) == (Status.DONE, None, 1)


def test_the_timeline_tells_of_the_request_and_expects_the_answer() -> None:
    lines = timeline_of(asked(), "Bộ phận Một cửa")
    assert [line.kind for line in lines] == [
        "filed", "accepted", "dispatched", "supplement_asked", "supplemented", "decided", "returned",
    ]  # fmt: skip
    assert lines[-2].at is None, "no date is promised while the clock stands still"


def test_the_answer_s_text_is_kept_from_logs() -> None:
    supplied = Supplied(NOW, "owner:x", "số điện thoại 0912 345 678")
    assert "0912" not in repr(request().answered(supplied))
