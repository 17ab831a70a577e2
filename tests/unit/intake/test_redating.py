"""Dates that move after acceptance: apologies, changed calendars, corrections; and the bugs that others had here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.date_rules import ApologyRule, rule_on
from services.intake.domain.dossier import Dossier
from services.intake.domain.due_change import DueChangeKind
from services.intake.domain.due_dates import recounted
from services.intake.domain.errors import IllegalStep, InvalidRequest, Words
from services.intake.domain.procedure import Policy, SupplementRule, TimeLimit
from services.intake.domain.redating import Act, apologise, correct, recount
from services.intake.domain.standing import Lateness, dossier_standing
from services.intake.domain.status import Status
from services.intake.domain.supplement import Supplement, Supplied, due_after_answer
from shared.working_time import Calendar, Kind, Reason, SpecialDay
from shared.working_time.calendar import ZONE
from tests.unit.intake.fakes import APOLOGY_RULES, filed
from tests.unit.working_time.test_properties import check_whole

PLAIN = Calendar("test")
RULE = APOLOGY_RULES[0]
NINE, NEXT_DAY = datetime(2026, 10, 6, 9, tzinfo=ZONE), datetime(2026, 10, 7, 9, tzinfo=ZONE)
WHY = "Đoàn thẩm định đến muộn vì mưa bão"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In October 2026, which has no holidays; the 5th is a Monday."""
    return datetime(2026, 10, day, hour, minute, tzinfo=ZONE)


def off(*days: int) -> Calendar:
    """The calendar with these days of October off."""
    special = {date(2026, 10, day): SpecialDay(date(2026, 10, day), Reason("Nghỉ", "Off")) for day in days}
    return Calendar("test", 2, special=special)


def accepted(moment: datetime, rule: SupplementRule | None = None, limit: TimeLimit | None = None) -> Dossier:
    """Five working days from this moment on."""
    dossier = filed()
    taken = replace(dossier.procedure, supplement=rule or dossier.procedure.supplement)
    taken = replace(taken, limit=limit or taken.limit)
    dossier = replace(dossier, procedure=taken)
    return dossier.accept(Acceptance(moment, "staff:reception", *taken.limit.due(PLAIN, moment, None)))


def asked(dossier: Dossier, number: int, moment: datetime) -> Dossier:
    return dossier.ask_for_agency(
        Supplement(
            f"{dossier.code}:{number}", "Phòng Y", "Bản sao", "", moment, moment + timedelta(days=20), "agency:x"
        )
    )


def answered(dossier: Dossier, moment: datetime, calendar: Calendar = PLAIN) -> Dossier:
    """As the use case answers: the date in force moves on."""
    wanted, taken = dossier.must_be_asked(), dossier.procedure
    assert dossier.ledger is not None
    due_at, ledger = due_after_answer(
        calendar, dossier.ledger, wanted, moment, taken.supplement, taken.limit, taken.cut_off
    )
    return dossier.supply(Supplied(moment, "owner:x", "Đã nộp", due_at, ledger))


def sorry(dossier: Dossier, promised: datetime, moment: datetime, calendar: Calendar = PLAIN) -> Dossier:
    return apologise(dossier, calendar, RULE, promised, Act(moment, "staff:leader", WHY))


def moved(dossier: Dossier, calendar: Calendar, moment: datetime = NINE) -> Dossier:
    return recount(dossier, calendar, Act(moment, "service:intake", "Lịch làm việc thay đổi", "The calendar changed"))


def check_sum(dossier: Dossier) -> None:
    """The ledger ends at the date and its counted hours are those of the limit."""
    assert dossier.ledger is not None
    assert dossier.ledger.entries[-1].end == dossier.due_at
    check_whole(dossier.ledger, dossier.ledger.entries[0].start, dossier.ledger.entries[-1].end)
    assert dossier.ledger.counted == timedelta(hours=dossier.procedure.limit.working_hours or 0)


def act(moment: datetime = NEXT_DAY) -> Act:
    return Act(moment, "staff:reception", "Ghi nhầm khi tiếp nhận")


# Apologies (form 04).


def test_an_apology_in_time_gives_one_new_date_and_the_ledger_shows_what_is_beyond_the_limit() -> None:
    done = sorry(accepted(at(5, 8)), at(14, 10), at(8, 8))
    assert done.due_at == at(14, 10)
    assert done.ledger is not None
    assert done.ledger.extended == timedelta(hours=18)
    assert [one.kind for one in done.due_changes] == [DueChangeKind.APOLOGY]
    check_sum(done)


def test_an_apology_comes_a_working_day_before_the_date_or_not_at_all() -> None:
    dossier = accepted(at(5, 8))  # due on Monday the 12th, 08:00
    assert sorry(dossier, at(14, 10), at(9, 8)).due_at == at(14, 10)
    for late in (at(9, 8, 1), at(11, 12), at(12, 7), at(13, 9)):
        with pytest.raises(IllegalStep) as refused:
            sorry(dossier, at(14, 10), late)
        assert refused.value.slug == "too-late-to-apologise"
        assert "1 ngày làm việc" in refused.value.words.vi


def test_there_is_one_apology_at_most() -> None:
    once = sorry(accepted(at(5, 8)), at(14, 10), at(7, 8))
    with pytest.raises(IllegalStep) as refused:
        sorry(once, at(20, 10), at(8, 8))
    assert refused.value.slug == "already-apologised"


@pytest.mark.parametrize(
    ("promised", "told"),
    [
        (at(12, 8), "sau ngày hẹn cũ"),
        (at(9, 8), "sau ngày hẹn cũ"),
        (at(17, 9), "trong giờ làm việc"),
        (at(14, 12), "trong giờ làm việc"),
        (at(14, 20), "trong giờ làm việc"),
        (at(14, 10).replace(year=2028), "quá xa"),
    ],
)
def test_a_new_date_that_nobody_could_keep_is_refused_at_its_field(promised: datetime, told: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        sorry(accepted(at(5, 8)), promised, at(7, 8))
    (fault,) = refused.value.faults
    assert fault.pointer == "/due_at"
    assert told in fault.words.vi


def test_nobody_apologises_before_acceptance_or_while_the_clock_stands_still() -> None:
    for dossier in (filed(), asked(accepted(at(5, 8)), 1, at(6, 8))):
        with pytest.raises(IllegalStep) as refused:
            sorry(dossier, at(14, 10), at(7, 8))
        assert refused.value.slug == "not-apologisable"


def test_the_rule_of_apologies_is_the_one_in_force_on_the_day() -> None:
    stricter = ApologyRule(date(2027, 1, 1), timedelta(hours=16), 1, Words("x", "x"))
    assert rule_on((RULE, stricter), date(2026, 12, 31)) is RULE
    assert rule_on((RULE, stricter), date(2027, 1, 1)) is stricter
    with pytest.raises(LookupError):
        rule_on((stricter,), date(2026, 1, 1))


# The bugs that others had.


def test_a_pause_is_not_lost_when_the_deadline_changes() -> None:
    waited = answered(asked(accepted(at(5, 8)), 1, at(6, 10)), at(8, 10))  # two days waited: the 14th, 08:00
    assert waited.due_at == at(14, 8)
    holiday = moved(waited, off(13))
    assert holiday.due_at == at(15, 8)
    promised = sorry(waited, at(16, 10), at(8, 15))
    assert answered(asked(promised, 2, at(9, 8)), at(12, 8)).due_at == at(19, 10)
    for one in (waited, holiday, promised):
        check_sum(one)


def test_a_pause_within_the_extension_moves_the_promised_date() -> None:
    promised = sorry(accepted(at(5, 8)), at(14, 10), at(8, 8))
    waited = answered(asked(promised, 1, at(13, 9)), at(14, 9))
    assert waited.due_at == at(15, 10)
    check_sum(waited)


def test_holidays_are_excluded() -> None:
    dossier = moved(accepted(at(5, 8)), off(7, 8))
    assert dossier.due_at == at(14, 8)
    assert dossier.ledger is not None
    assert [one.start.day for one in dossier.ledger.entries if one.kind is Kind.HOLIDAY] == [7, 8]


def test_no_due_date_is_shown_when_none_is_set() -> None:
    assert (filed().due_at, filed().ledger, filed().due_revision) == (None, None, 0)
    assert moved(filed(), off(7)) == filed()


def test_a_dossier_is_not_marked_overdue_after_repeated_supplements() -> None:
    dossier = accepted(at(5, 8))
    for number, begun, ended in ((1, at(6, 8), at(9, 8)), (2, at(12, 8), at(16, 8)), (3, at(19, 8), at(23, 8))):
        dossier = asked(dossier, number, begun)
        assert dossier_standing(dossier, ended, PLAIN).lateness is Lateness.PAUSED
        dossier = answered(dossier, ended)
        assert dossier_standing(dossier, ended, PLAIN).lateness in (Lateness.IN_TIME, Lateness.SOON)
    assert dossier.due_at == at(27, 8)  # 5 days of work and 11 of waiting from Monday the 5th, 08:00
    check_sum(dossier)


def test_one_answer_to_two_requests_counts_their_wait_once() -> None:
    both = asked(asked(accepted(at(5, 8)), 1, at(6, 8)), 2, at(7, 8))
    assert answered(both, at(9, 8)).due_at == at(15, 8)  # from Tuesday to Friday, once


def test_two_answers_in_one_second_both_count() -> None:
    first = answered(asked(accepted(at(5, 8)), 1, at(6, 8)), at(9, 8))
    done = answered(asked(first, 2, at(7, 8)), at(9, 8))  # asked before the first answer, heard of behind it
    assert done.due_at == at(15, 8)
    assert done.asked is None


def test_a_receipt_on_friday_at_16_30_and_a_wait_across_a_holiday_weekend() -> None:
    dossier = accepted(at(9, 16, 30))
    assert dossier.due_at == at(16, 16, 30)
    waited = answered(asked(dossier, 1, at(13, 8)), at(15, 8), off(14))
    assert moved(waited, off(14)).due_at == at(20, 16, 30)  # one day waited, the holiday is not counted twice


# Changed calendars.


def test_a_changed_calendar_moves_the_date_and_says_so_once() -> None:
    dossier = accepted(at(5, 8))
    changed = moved(dossier, off(8))
    assert (changed.due_at, changed.version) == (at(13, 8), dossier.version + 1)
    assert changed.due_changes[-1].due_before == dossier.due_at
    assert moved(changed, off(8)) is changed, "idempotent"
    check_sum(changed)


def test_a_day_that_lies_behind_the_date_moves_nothing() -> None:
    dossier = accepted(at(5, 8))
    assert moved(dossier, off(13, 14)) is dossier


def test_a_worked_saturday_brings_the_date_forward() -> None:
    saturday = SpecialDay(date(2026, 10, 10), Reason("Làm bù", "Worked"), None, PLAIN.hours(date(2026, 10, 9)))
    assert moved(accepted(at(5, 8)), Calendar("test", 2, special={saturday.day: saturday})).due_at == at(10, 8)


def test_a_promise_is_kept_when_the_calendar_changes_unless_its_own_day_is_off() -> None:
    promised = sorry(accepted(at(5, 8)), at(14, 10), at(8, 8))
    assert moved(promised, off(13)).due_at == at(14, 10)
    assert moved(promised, off(14)).due_at == at(15, 17)


def test_while_the_applicant_is_waited_for_the_date_from_before_the_wait_is_counted_anew() -> None:
    paused = moved(asked(accepted(at(5, 8)), 1, at(6, 8)), off(12))
    assert (paused.status, paused.due_at) == (Status.SUPPLEMENT_ASKED, at(13, 8))
    assert answered(paused, at(8, 8), off(12)).due_at == at(15, 8)


def test_what_is_finished_is_never_moved() -> None:
    done = replace(accepted(at(5, 8)), status=Status.DONE)
    assert moved(done, off(8)) is done


# Whatever happens, in any order.


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("sacm"), st.integers(1, 60)), max_size=8),
    st.sampled_from(list(Policy)),
    st.integers(0, 10 * 24 * 60),
    st.sets(st.integers(1, 30), max_size=4),
)
def test_whatever_moves_it_the_ledger_adds_up_and_a_recount_finds_the_same(
    steps: list[tuple[str, int]], policy: Policy, start: int, days: set[int]
) -> None:
    moment, calendar = at(1, 0) + timedelta(minutes=start), PLAIN
    dossier, number = accepted(moment, SupplementRule(policy)), 0
    for step, hours in steps:
        before, moment = moment, moment + timedelta(hours=hours)
        try:
            if step == "s":
                number += 1
                dossier = answered(asked(dossier, number, before), moment, calendar)
            elif step == "a" and dossier.due_at:
                dossier = sorry(dossier, dossier.due_at + timedelta(hours=hours), moment, calendar)
            elif step == "c":
                dossier = correct(dossier, calendar, dossier.procedure, at(1, 0) + timedelta(hours=hours), act(moment))
            elif step == "m":
                calendar = off(*days) if calendar is PLAIN else PLAIN
                dossier = moved(dossier, calendar, moment)
        except (IllegalStep, InvalidRequest):
            continue
        check_sum(dossier)
        assert dossier.acceptance is not None
        anew = recounted(
            calendar, dossier.procedure, dossier.acceptance.accepted_at, dossier.waits, dossier.due_changes
        )
        assert anew[0] == dossier.due_at
        assert moved(dossier, calendar, moment) is dossier
