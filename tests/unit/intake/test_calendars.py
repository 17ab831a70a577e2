"""Calendars: by agency and from a day on, edited by an administrator who sees whom it moves; then the dates follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.calendar_plan import CalendarPlan, Following
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import InvalidRequest, NotFound, Words
from services.intake.domain.recounting import Recounting
from services.intake.domain.special_days import DayEdit, DayKind, SpecialDays
from services.intake.gateways.calendar_file import CalendarFile
from services.intake.settings import DATA
from services.intake.use_cases import facts
from services.intake.use_cases.edit_calendar import preview_edit, renew_calendar, save_edit, view_calendar
from services.intake.use_cases.keep_reference import keep_calendar
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.recount_dates import recount_dates
from shared.security.access import Forbidden
from shared.security.caller import Caller
from shared.store.change import Change, Conflict, Context, Key, StoreAway
from shared.working_time import Calendar, Interval, InvalidCalendar
from shared.working_time.calendar import DEFAULT_DAY, DEFAULT_WEEK, ZONE
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import FIVE_DAYS, NOW, OFFICER, FakeClock, accepted, context, filed, make_ports

ADMIN = Caller("staff", "admin", frozenset({"admin"}), "H99.11")
REASON = Words("Nghỉ bão", "Storm")
THURSDAY, DUE = date(2026, 10, 8), datetime(2026, 10, 12, 8, tzinfo=ZONE)
SATURDAYS = (*DEFAULT_WEEK[:5], (Interval(time(7, 30), time(11, 30)),), ())
SOURCE = CalendarFile(DATA / "calendar.json", "ha-son")


def world(dossiers: int = 3) -> tuple[FakeWork, Ports]:
    """So many accepted dossiers, due on Monday the 12th, and one that is new."""
    work = FakeWork(*(accepted(f"H99.11-261005-{number:04d}") for number in range(1, dossiers + 1)))
    keep_calendar(work, Calendar("test"), context())
    work.commit(Change(saved=(filed("H99.11-261005-9999"),)), context())
    return work, make_ports(work, clock=FakeClock())


def save(ports: Ports, kind: DayKind = DayKind.HOLIDAY, day: date = THURSDAY, version: int | None = None) -> Calendar:
    done = save_edit(ports, ADMIN, "test", day, kind, REASON, context("staff:admin"), known_version=version)
    return done.calendar


def contexts(minutes: int = 0) -> Callable[[], Context]:
    return lambda: Context("service:intake", NOW + timedelta(minutes=minutes), "calendar")


def recount_all(work: FakeWork, ports: Ports, minutes: int = 0, batch: int = 2) -> int:
    """As the timer does, until nothing is left; how many were moved."""
    calendar = work.load(Key(Calendar, "test")).get(Calendar, "test")
    assert calendar is not None
    moved = 0
    while True:
        done = recount_dates(work, ports.dossiers, "H99.11", calendar, contexts(minutes), batch)
        moved += done.moved
        if not (done.looked_at or done.more):
            return moved


def told(work: FakeWork) -> list[str]:
    return [one.subject for one in work.facts if one.type == facts.DUE_CHANGED]


# Who works by which.


def test_an_agency_works_by_its_own_calendar_and_else_by_that_of_the_one_above() -> None:
    plan = CalendarPlan(
        "all",
        {},
        (Following("H99", "office", date(2025, 7, 1)), Following("H99.50", "commune", date(2025, 7, 1))),
    )
    assert [plan.calendars_of(one)[0][1] for one in ("H99.11.02", "H99.50.01", "H98.11")] == [
        "office",
        "commune",
        "all",
    ]


def test_an_office_moves_to_other_hours_from_a_day_on() -> None:
    first = date(2026, 10, 12)
    plan = CalendarPlan("a", {}, (Following("H99", "a", date(2025, 7, 1)), Following("H99", "b", first)))
    found = plan.composed("H99.11", {"a": Calendar("a"), "b": Calendar("b", 4, SATURDAYS)})
    assert (found.hours(date(2026, 10, 10)), found.hours(date(2026, 10, 17))) == ((), SATURDAYS[5])
    assert Calendar.from_data(found.to_data()) == found


def test_the_file_s_calendars_have_the_holidays_and_each_office_its_hours() -> None:
    office, commune = SOURCE.base("ha-son", 2026), SOURCE.base("ha-son-xa", 2026)
    assert office.hours(date(2026, 11, 24)) == commune.hours(date(2026, 11, 24)) == ()
    assert (office.hours(date(2026, 10, 10)), bool(commune.hours(date(2026, 10, 10)))) == ((), True)
    assert SOURCE.plan.calendars_of("H99.11.02")[0][1] == "ha-son"


def test_tet_is_skipped_and_the_worked_saturday_counts() -> None:
    calendar = SOURCE.base("ha-son", 2026)
    before_tet, _ = FIVE_DAYS.due(calendar, datetime(2026, 2, 13, 14, tzinfo=ZONE), None)
    assert before_tet == datetime(2026, 2, 27, 14, tzinfo=ZONE)
    worked, ledger = FIVE_DAYS.due(calendar, datetime(2026, 8, 20, 8, tzinfo=ZONE), None)
    assert worked == datetime(2026, 8, 26, 8, tzinfo=ZONE)
    assert any("Làm bù" in one.reason.vi for one in ledger.entries)


def test_a_calendar_file_that_names_a_calendar_it_does_not_have_is_refused(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("calendar") / "calendar.json"
    text = (DATA / "calendar.json").read_text("utf-8").replace('"calendar": "ha-son-xa"', '"calendar": "nowhere"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidCalendar, match="no calendar nowhere"):
        CalendarFile(path, "ha-son")


# The table of special days.


def test_an_edit_is_seen_before_it_is_saved_with_all_whom_it_moves() -> None:
    work, ports = world()
    found = preview_edit(ports, ADMIN, "test", THURSDAY, DayKind.HOLIDAY, REASON, NOW)
    assert [(one.code, one.due_before, one.due_at) for one in found.moved] == [
        (f"H99.11-261005-{number:04d}", DUE, DUE + timedelta(days=1)) for number in (1, 2, 3)
    ]
    assert (found.looked_at, found.open) == (3, 3)
    assert told(work) == []
    assert ports.work.load(Key(SpecialDays, "test")).get(SpecialDays, "test") is None


def test_a_saved_day_is_told_with_its_reason_and_stands_in_the_history() -> None:
    work, ports = world()
    assert save(ports).hours(THURSDAY) == ()
    changed = [one for one in work.facts if one.type == facts.CALENDAR_CHANGED]
    assert [one.sequence for one in changed] == [1, 2]
    assert changed[-1].data["special"][0]["reason"] == {"vi": "Nghỉ bão", "en": "Storm"}
    (edit,) = view_calendar(ports, ADMIN, "test").table.edits
    assert (edit.day, edit.edited_by, edit.edited_at) == (THURSDAY, "staff:admin", NOW)


def test_a_day_that_is_taken_back_is_as_before_and_both_entries_stay() -> None:
    _, ports = world()
    save(ports)
    assert save(ports, DayKind.TAKEN_BACK).hours(THURSDAY) == DEFAULT_DAY
    assert [one.kind for one in view_calendar(ports, ADMIN, "test").table.edits] == [
        DayKind.HOLIDAY,
        DayKind.TAKEN_BACK,
    ]


def test_a_saturday_is_worked_and_a_holiday_of_the_library_may_be_overruled() -> None:
    _, ports = world()
    assert save(ports, DayKind.WORKED, date(2026, 10, 10)).hours(date(2026, 10, 10)) == DEFAULT_DAY
    table = SpecialDays("ha-son")
    base = SOURCE.base("ha-son", 2026)
    overruled = table.with_edit(DayEdit(date(2026, 11, 24), DayKind.AS_WEEK, REASON, NOW, "staff:admin"))
    assert overruled.applied(base).hours(date(2026, 11, 24)) == DEFAULT_DAY


def test_the_timer_that_renews_holidays_keeps_what_was_edited() -> None:
    work, ports = world()
    save(ports)
    renewed = renew_calendar(work, ports.calendar_source, "test", context())
    assert (renewed.version, renewed.hours(THURSDAY)) == (2, ())


@pytest.mark.parametrize(
    ("day", "kind", "reason", "pointer"),
    [
        (THURSDAY, DayKind.WORKED, REASON, "/kind"),
        (date(2026, 10, 10), DayKind.HOLIDAY, REASON, "/kind"),
        (THURSDAY, DayKind.TAKEN_BACK, REASON, "/kind"),
        (THURSDAY, DayKind.AS_WEEK, REASON, "/kind"),
        (THURSDAY, DayKind.HOLIDAY, Words(" ", "Storm"), "/reason/vi"),
        (THURSDAY, DayKind.HOLIDAY, Words("Bão", ""), "/reason/en"),
        (THURSDAY, DayKind.HOLIDAY, Words("Bão", "x" * 201), "/reason/en"),
        (date(2031, 10, 8), DayKind.HOLIDAY, REASON, "/day"),
    ],
)
def test_an_edit_that_says_nothing_is_refused_at_its_field(
    day: date, kind: DayKind, reason: Words, pointer: str
) -> None:
    _, ports = world()
    with pytest.raises(InvalidRequest) as refused:
        preview_edit(ports, ADMIN, "test", day, kind, reason, NOW)
    assert [one.pointer for one in refused.value.faults] == [pointer]


def test_two_administrators_do_not_overwrite_each_other() -> None:
    _, ports = world()
    save(ports, version=1)
    with pytest.raises(Conflict):
        save(ports, day=date(2026, 10, 9), version=1)


def test_officers_look_at_calendars_and_administrators_edit_them() -> None:
    _, ports = world()
    assert view_calendar(ports, OFFICER, "test").calendar.id == "test"
    with pytest.raises(Forbidden):
        preview_edit(ports, OFFICER, "test", THURSDAY, DayKind.HOLIDAY, REASON, NOW)
    with pytest.raises(NotFound):
        view_calendar(ports, ADMIN, "elsewhere")


# The dates follow.


def test_a_changed_calendar_moves_every_open_date_and_tells_each_owner_once() -> None:
    work, ports = world(5)
    assert recount_all(work, ports) == 0
    save(ports)
    assert recount_all(work, ports, 1) == 5
    assert recount_all(work, ports, 5) == 0
    assert sorted(told(work)) == [f"H99.11-261005-{number:04d}" for number in range(1, 6)]
    (one, *_) = [one for one in work.facts if one.type == facts.DUE_CHANGED]
    assert one.data["reason"] == "Lịch làm việc thay đổi: 08/10/2026 nghỉ (Nghỉ bão)"
    assert one.data["reason_en"] == "The working calendar changed: 08/10/2026 is off (Storm)"
    assert one.personal == {"name": "Nguyễn Thị Đào", "phone": "+84912345678", "email": None, "language": "vi"}


def test_a_stopped_count_goes_on_where_it_was_and_tells_nobody_twice() -> None:
    work, ports = world(5)
    recount_all(work, ports)
    edited = save(ports)
    recount_dates(work, ports.dossiers, "H99.11", edited, contexts(1), 2)
    work.away = True
    with pytest.raises(StoreAway):
        recount_dates(work, ports.dossiers, "H99.11", edited, contexts(1), 2)
    work.away = False
    assert len(told(work)) == 2
    assert recount_all(work, ports, 1) == 3
    assert len(told(work)) == len(set(told(work))) == 5


def test_what_was_accepted_by_the_old_calendar_meanwhile_is_found_in_a_second_round() -> None:
    work, ports = world(2)
    recount_all(work, ports)
    save(ports)
    assert recount_all(work, ports, 10) == 2
    new = filed("H99.11-261005-0000")
    late = new.accept(Acceptance(NOW, "staff:reception", *FIVE_DAYS.due(Calendar("test"), NOW, None)))
    work.commit(Change(saved=(new,)), context())
    work.commit(Change(saved=(late,)), context())
    assert recount_all(work, ports, 10) == 0, "the second round comes a minute later"
    assert recount_all(work, ports, 12) == 1


def test_a_calendar_that_changes_once_more_begins_a_new_count() -> None:
    work, ports = world(3)
    recount_all(work, ports)
    recount_dates(work, ports.dossiers, "H99.11", save(ports), contexts(1), 1)
    assert recount_dates(work, ports.dossiers, "H99.11", save(ports, DayKind.TAKEN_BACK), contexts(2), 10).moved == 1
    dues = {one.due_at for one in work.all(Dossier) if one.acceptance}
    assert dues == {DUE}


def test_a_calendar_changed_elsewhere_only_starts_no_second_count() -> None:
    work, ports = world(1)
    recount_all(work, ports, 0)
    recount_all(work, ports, 2)
    state = work.load(Key(Recounting, "H99.11")).get(Recounting, "H99.11")
    assert state is not None
    assert state.finished_at is not None
    assert state.is_for(replace(Calendar("test"), version=9))
