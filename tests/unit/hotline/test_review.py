"""Rules of the weekly review: made once and frozen, the same whenever it is made, and true to what was told."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from services.hotline.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.hotline.domain.review.decision import DecisionState
from services.hotline.domain.review.followed import Followed
from services.hotline.domain.review.week import Week, read_week, week_of
from services.hotline.use_cases.review.decide import decide, follow, view_decision
from services.hotline.use_cases.review.make_review import figures_as_of, make_due_reviews, preview, weeks_due
from services.hotline.use_cases.review.view_review import (
    list_reviews,
    open_decisions,
    print_review,
    printed_of,
    view_review,
)
from shared.security.access import Forbidden
from shared.security.caller import Caller
from shared.store.change import Key
from tests.support.pdf_text import pages_of, squeezed
from tests.unit.hotline.fakes import LEADER, OFFICER, OPERATOR, Desk, context
from tests.unit.hotline.review_desk import FIRST, SECOND, WEEK, ReviewDesk, a_week, alarm, case, moment, silence

AGENCY = Caller("staff", "agency-a", frozenset({"agency"}), "H99.11.01")
DECISION = {"text": "Thêm một người thẩm định", "owner": "agency-a", "due": "2026-10-16", "about": ""}


@pytest.mark.parametrize(("text", "monday"), [("2026-W47", "2026-11-16"), ("2027-W01", "2027-01-04")])
def test_a_week_is_named_as_iso_does_and_begins_on_monday(text: str, monday: str) -> None:
    week = read_week(text)
    assert (str(week), week.monday.isoformat(), week.after.before) == (text, monday, week)
    assert week_of(week.start) == week == week_of(week.end - timedelta(seconds=1))
    assert week_of(week.end) == week.after


@pytest.mark.parametrize("text", ["2026-47", "2026-W54", "2025-W53", "now", "", "2026-W47.pdf", "2026-W00"])
def test_what_names_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="week"):
        read_week(text)


def followed(events: list[object]) -> Followed:
    desk = Desk()
    desk.hear(*events)  # type: ignore[arg-type]
    found = desk.work.load(Key(Followed, FIRST)).get(Followed, FIRST)
    assert found is not None
    return replace(found, version=0)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_order_and_any_duplication_of_what_is_told_ends_in_the_same_state(order: random.Random) -> None:
    told = [
        *case(FIRST, begun=moment(0), due=moment(1), ended=moment(3)),
        alarm("routing.task.overdue.v1", FIRST, moment(1)),
        alarm("routing.step.irregular.v1", FIRST, moment(2), kind="skipped", about="licence"),
    ]
    shuffled = [one for one in told for _ in range(order.randint(1, 3))]
    order.shuffle(shuffled)
    assert followed(list(shuffled)) == followed(list(told))


def test_what_is_late_is_reckoned_in_working_time_as_it_stood_then() -> None:
    figures = figures_as_of(a_week().review, WEEK, WEEK.end)
    assert [(one["dossier"], one["agency"], one["late_minutes"]) for one in figures["late"]] == [
        (FIRST, "H99.11.01", 1800), (SECOND, "H99.11.02", 480),
    ]  # fmt: skip
    assert (figures["late"][0]["ended_at"], figures["late"][0]["step_name"]["en"]) == (None, "Appraisal")
    earlier = figures_as_of(a_week().review, WEEK, moment(2, 9))
    assert [(one["dossier"], one["late_minutes"]) for one in earlier["late"]] == [(FIRST, 480)]


def test_petitions_stand_by_the_step_at_which_the_dossier_was() -> None:
    desk = a_week()
    figures = figures_as_of(desk.review, WEEK, WEEK.end)
    first, second = figures["places"]
    assert (first["agency"], len(first["petitions"]), first["late"], first["dossiers"]) == ("H99.11.01", 2, 1, [FIRST])
    assert first["topics"] == {"behaviour": 1, "lateness": 1}
    assert (second["petitions"], second["late"], second["dossiers"]) == ([], 1, [SECOND])
    assert figures["unplaced"]["topics"] == {"fees": 1}
    assert [(one["dossier"], len(one["petitions"])) for one in figures["repeated"]] == [(FIRST, 3)]
    assert [one["place"]["agency"] for one in figures["behaviour"]] == ["H99.11.01"]
    names = ("received", "late_steps", "irregular", "forecast", "silent")
    assert {name: figures["totals"][name] for name in names} == {
        "received": 3, "late_steps": 2, "irregular": 1, "forecast": 1, "silent": 1,
    }  # fmt: skip


def test_a_forecast_counts_only_while_its_task_runs_towards_the_same_date() -> None:
    desk, third = a_week(), "H99.11-261001-0003"
    assert [one["share"] for one in figures_as_of(desk.review, WEEK, WEEK.end)["forecast"]] == [80]
    desk.hear(*case(third, begun=moment(0), due=moment(9), ended=moment(6))[-1:])
    assert figures_as_of(desk.review, WEEK, WEEK.end)["forecast"] == []
    other = ReviewDesk()
    before = moment(8).isoformat()
    other.hear(
        *case(third, begun=moment(0), due=moment(9)),
        alarm("routing.task.forecast_late.v1", third, moment(1), due_at=before, share=80),
    )
    assert figures_as_of(other.review, WEEK, WEEK.end)["forecast"] == []


def test_who_works_in_a_step_is_invited_with_the_reasons() -> None:
    invited = figures_as_of(a_week().review, WEEK, WEEK.end)["invited"]
    assert [(one["agency"], [each["account"] for each in one["officers"]]) for one in invited] == [
        ("H99.11.01", ["agency-a"]), ("H99.11.02", ["agency-b"]),
    ]  # fmt: skip
    assert {name: count for name, count in invited[0]["why"].items() if count} == {
        "petitions": 2, "late": 1, "forecast": 1,
    }  # fmt: skip


def test_it_is_made_on_monday_once_and_says_the_same_however_late_it_is_made() -> None:
    desk = a_week()
    desk.now = WEEK.end + timedelta(hours=6, minutes=59)
    assert weeks_due(desk.review, desk.now) == (WEEK.before,)
    desk.now += timedelta(minutes=1)
    assert [make_due_reviews(desk.review, desk.now) for _ in range(3)] == [1, 0, 0]
    made = desk.made()
    assert made.is_whole
    desk.hear(alarm("routing.task.overdue.v1", "H99.11-261001-0003", moment(9)), silence(moment(8)))
    desk.tell(FIRST, moment(7))
    assert figures_as_of(desk.review, WEEK, WEEK.end) == made.figures
    assert desk.made() == made
    assert not replace(made, figures={**made.figures, "late": []}).is_whole


def test_weeks_in_which_nothing_ran_are_made_up_for_in_their_order_each_on_the_one_before() -> None:
    desk = a_week()
    make_due_reviews(desk.review, desk.now)
    desk.now += timedelta(days=21)
    assert make_due_reviews(desk.review, desk.now) == 3
    chain = [desk.made(Week(2026, number)) for number in (41, 42, 43, 44)]
    assert [one.before for one in chain[1:]] == [one.digest for one in chain[:-1]]
    assert chain[1].figures["before"] == chain[0].figures["totals"]


def test_the_running_week_can_be_looked_at_and_is_kept_nowhere() -> None:
    desk = a_week()
    desk.now = moment(3)
    shown = preview(desk.review, desk.now)
    assert (shown.id, shown.figures["totals"]["received"]) == (str(WEEK), 2)
    assert view_review(desk.review, LEADER, "now").frozen is False
    assert desk.review.book.newest() is None


def reviewed() -> ReviewDesk:
    desk = a_week()
    make_due_reviews(desk.review, desk.now)
    return desk


def test_an_invited_unit_sees_its_own_steps_and_no_petition() -> None:
    desk = reviewed()
    view = view_review(desk.review, AGENCY, str(WEEK))
    assert {one["agency"] for name in ("places", "late", "forecast", "invited") for one in view.figures[name]} == {
        "H99.11.01"
    }
    assert "PA-" not in str(view.figures)
    assert [(len(one["petitions"]), one["topics"]) for one in view.figures["places"]] == [(2, {})]
    assert (view.narrow, view.figures["totals"], view.figures["behaviour"]) == (True, None, [])
    for caller in (OPERATOR, Caller("public", "", frozenset(), None)):
        with pytest.raises(Forbidden):
            view_review(desk.review, caller, str(WEEK))


def test_a_petition_that_names_the_reader_is_not_there() -> None:
    desk = reviewed()
    code = desk.made().figures["behaviour"][0]["petition"]
    assert code in str(view_review(desk.review, OFFICER, str(WEEK)).figures)
    desk.hidden = frozenset({code})
    assert code not in str(view_review(desk.review, OFFICER, str(WEEK)).figures)
    assert code not in str([one.figures for one in list_reviews(desk.review, OFFICER, None, 5)])


def test_a_decision_is_followed_until_done_and_measured_by_its_step() -> None:
    desk = reviewed()
    place = desk.made().figures["places"][0]
    at = context(LEADER, desk.now)
    one = decide(desk.review, LEADER, str(WEEK), {**DECISION, "about": place["key"]}, at)
    assert dict(one.then) == {"petitions": 2, "late": 1, "late_minutes": 1800}
    assert [each.id for each in open_decisions(desk.review, AGENCY, desk.now)] == [one.id]
    follow(desk.review, AGENCY, one.id, "report", {"text": "Đã phân công"}, context(AGENCY, desk.now))
    desk.now += timedelta(days=7)
    make_due_reviews(desk.review, desk.now)
    [row] = desk.made(WEEK.after).figures["decisions"]
    assert (row["state"], row["last"], row["late"]) == ("open", "Đã phân công", True)
    assert (row["then"]["petitions"], row["now"]["petitions"], row["now"]["late"]) == (2, 0, 2)
    done = follow(desk.review, AGENCY, one.id, "done", {"text": "Xong"}, context(AGENCY, desk.now))
    assert (done.state, done.as_of(desk.now).state) == (DecisionState.DONE, DecisionState.OPEN)
    with pytest.raises(IllegalStep):
        follow(desk.review, LEADER, one.id, "drop", {"text": "Thôi"}, at)
    desk.now += timedelta(days=7)
    make_due_reviews(desk.review, desk.now)
    assert [each["state"] for each in desk.made(WEEK.after.after).figures["decisions"]] == ["done"]
    desk.now += timedelta(days=7)
    make_due_reviews(desk.review, desk.now)
    assert desk.made(WEEK.after.after.after).figures["decisions"] == []


def test_another_owner_and_another_day_are_the_leaders_to_set() -> None:
    desk = reviewed()
    at = context(LEADER, desk.now)
    one = decide(desk.review, LEADER, str(WEEK), DECISION, at)
    told = {"text": "Đổi việc", "owner": "agency-b", "due": "2026-10-30"}
    with pytest.raises(Forbidden):
        follow(desk.review, AGENCY, one.id, "move", told, at)
    moved = follow(desk.review, LEADER, one.id, "move", told, at)
    assert (moved.owner, moved.due.isoformat()) == ("agency-b", "2026-10-30")
    with pytest.raises(NotFound):
        view_decision(desk.review, AGENCY, one.id)


@pytest.mark.parametrize(("change", "pointer"), [
    ({"text": " "}, "/text"), ({"text": "a" * 1001}, "/text"), ({"owner": "nobody"}, "/owner"),
    ({"due": "2026-10-01"}, "/due"), ({"due": "mai"}, "/due"), ({"about": "elsewhere"}, "/about"),
])  # fmt: skip
def test_a_wrong_value_of_a_decision_is_named(change: dict[str, str], pointer: str) -> None:
    desk = reviewed()
    with pytest.raises(InvalidRequest) as refused:
        decide(desk.review, LEADER, str(WEEK), {**DECISION, **change}, context(LEADER, desk.now))
    assert [one.pointer for one in refused.value.faults] == [pointer]


def test_only_leaders_decide_and_only_in_a_review_that_stands() -> None:
    desk = reviewed()
    with pytest.raises(Forbidden):
        decide(desk.review, OFFICER, str(WEEK), DECISION, context(OFFICER, desk.now))
    for week in ("now", "2026-W01", "nonsense"):
        with pytest.raises(NotFound):
            decide(desk.review, LEADER, week, DECISION, context(LEADER, desk.now))


def test_the_paper_and_the_workbook_say_what_the_figures_say() -> None:
    desk = reviewed()
    decide(desk.review, LEADER, str(WEEK), {**DECISION, "text": "=1+1"}, context(LEADER, desk.now))
    paper = squeezed(" ".join(pages_of(print_review(desk.review, LEADER, str(WEEK), "pdf", "vi"))))
    for wanted in ("Báo cáo tuần 2026-W41", "Thẩm định", FIRST, "Dự báo trễ tuần tới", "3 ngày 6 giờ", "=1+1"):
        assert squeezed(wanted) in paper, wanted
    book = load_workbook(io.BytesIO(print_review(desk.review, LEADER, str(WEEK), "xlsx", "en")))
    assert book.sheetnames[0] == "Sums"
    late = [[cell.value for cell in row] for row in book["Steps over their time"].iter_rows()]
    assert [row[0] for row in late] == ["Dossier", FIRST, SECOND]
    assert book["Decisions of this review"]["A2"].data_type == "s"
    for language in ("vi", "en"):
        view = view_review(desk.review, AGENCY, str(WEEK))
        assert desk.review.files.pdf(printed_of(desk.review, view, language)).startswith(b"%PDF")
