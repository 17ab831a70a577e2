"""What a review finds in dossiers: late steps, papers asked twice, refusals by reason, petitions."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services.intake.domain.arrival import Parent
from services.intake.domain.dossier import Dossier
from services.intake.domain.known_petition import KnownPetition, Topic
from services.intake.domain.progress import Outcome
from services.intake.domain.review.case import HandedIn, ReviewedCase
from services.intake.domain.review.findings import Evidence, FindingKind, Findings
from services.intake.domain.review.papers_asked import Twice
from services.intake.domain.review.rules import ReviewRules, read_review_rules
from services.intake.domain.review.steps import RECEPTION as RECEPTION_STEP
from services.intake.domain.review.tally import Tally
from services.intake.domain.supplement import RECEPTION
from tests.unit.intake.fakes import NOW
from tests.unit.intake.review_house import (
    CALENDAR,
    RULES,
    at_agency,
    decided,
    refused,
    request,
    taken,
    task,
)

DAY = timedelta(days=1)
LATER = NOW + 60 * DAY


def looked_at(*cases: ReviewedCase, now: datetime = LATER) -> tuple[Findings, list[Evidence]]:
    tally = Tally(CALENDAR, RULES.on(now.date()), now)
    found = [one for case in cases for one in tally.add(case)]
    return tally.findings(1), found


def case(dossier: Dossier, *handed_in: HandedIn) -> ReviewedCase:
    return ReviewedCase.of(dossier, handed_in)


def test_a_dossier_that_went_well_gives_no_finding() -> None:
    well = decided(at_agency(taken(1), task("t1", NOW + 3 * DAY, NOW + timedelta(hours=2))), NOW + 2 * DAY)
    findings, found = looked_at(case(well))
    assert found == []
    assert findings.overall.received == findings.overall.done == findings.overall.in_time == 1
    assert [findings.found(kind) for kind in FindingKind] == [0, 0, 0, 0]


def test_an_agencys_step_is_late_by_the_working_time_behind_its_own_date() -> None:
    due_at = NOW + DAY  # Tuesday 08:00; decided on Wednesday 10:00: a working day and two hours behind
    late = decided(at_agency(taken(1), task("t1", due_at, NOW + timedelta(hours=2))), due_at + timedelta(hours=26))
    findings, (evidence,) = looked_at(case(late))
    (line,) = findings.of(FindingKind.LATE_STEPS)
    assert (line.count, line.of) == (1, 1)
    assert evidence.minutes == line.figures["typical"] == line.figures["longest"] == 10 * 60
    assert evidence.dossier == late.code
    assert "Phòng Nghiệp vụ Y" in line.words.vi


def test_a_step_that_handed_on_ended_when_the_agency_said_so_not_when_the_case_was_decided() -> None:
    first = replace(task("t1", NOW + DAY, NOW + timedelta(hours=2)), done_at=NOW + timedelta(hours=6))
    second = task("t2", NOW + 6 * DAY, NOW + timedelta(hours=7), "sign", "H99.11.03")
    findings, found = looked_at(case(decided(at_agency(taken(1), first, second), NOW + 5 * DAY)))
    assert found == []
    assert sum(line.of for line in findings.lines if line.kind is FindingKind.LATE_STEPS) == 3


def test_a_step_told_before_agencies_said_so_ended_when_the_next_one_got_it() -> None:
    first = task("t1", NOW + DAY, NOW + timedelta(hours=2))
    second = task("t2", NOW + 6 * DAY, NOW + 2 * DAY, "sign", "H99.11.03")
    _, (evidence,) = looked_at(case(decided(at_agency(taken(1), first, second), NOW + 5 * DAY)))
    assert evidence.key == "appraisal@H99.11.02"


def test_the_desk_is_late_where_nobody_looked_at_a_new_dossier_in_its_own_time() -> None:
    slow = replace(taken(1), filed_at=NOW - 7 * DAY)
    _, (evidence,) = looked_at(case(slow), now=NOW + timedelta(hours=2))
    assert evidence.key == RECEPTION_STEP


def test_a_step_that_waits_for_the_applicant_is_never_late() -> None:
    waiting = at_agency(taken(1), task("t1", NOW + DAY, NOW + timedelta(hours=2))).ask_for_agency(
        request("t1", "Bản sao bằng", NOW + timedelta(hours=5))
    )
    findings, _ = looked_at(case(waiting))
    assert findings.of(FindingKind.LATE_STEPS) == ()
    assert findings.overall.open_late == 0


def test_a_paper_that_was_handed_in_is_asked_for_needlessly() -> None:
    asked = at_agency(taken(1), task("t1", NOW + 9 * DAY, NOW + timedelta(hours=2))).ask_for_agency(
        request("t1", "Đề nghị bổ sung BẢN SAO BẰNG ĐẠI HỌC có chứng thực", NOW + DAY)
    )
    # The card is found in the national database, so the diploma is the second of the papers to bring.
    findings, (evidence,) = looked_at(case(asked, HandedIn(2, NOW)), now=NOW + DAY)
    (line,) = findings.of(FindingKind.PAPERS_TWICE)
    assert line.key.startswith(Twice.HANDED_IN.value)
    assert (line.count, line.of, line.figures["times"]) == (1, 1, 1)
    assert evidence.at == NOW + DAY


def test_a_paper_that_came_after_the_request_answers_it() -> None:
    asked = at_agency(taken(1), task("t1", NOW + 9 * DAY, NOW + timedelta(hours=2))).ask_for_agency(
        request("t1", "Bản sao bằng đại học", NOW + DAY)
    )
    _, found = looked_at(case(asked, HandedIn(2, NOW + 2 * DAY)), now=NOW + DAY)
    assert found == []


def test_what_a_national_database_holds_is_never_asked_for() -> None:
    asked = at_agency(taken(1), task("t1", NOW + 9 * DAY, NOW + timedelta(hours=2))).ask_for_agency(
        request("t1", "thẻ căn cước", NOW + DAY)
    )
    findings, _ = looked_at(case(asked), now=NOW + DAY)
    assert findings.of(FindingKind.PAPERS_TWICE)[0].key.startswith(Twice.IN_NATIONAL_DATABASE.value)


def test_a_second_request_breaks_once_and_in_full_and_names_the_paper_asked_again() -> None:
    one = taken(1)
    first = request(RECEPTION, "Bản sao bằng đại học", NOW + timedelta(minutes=30), NOW + timedelta(minutes=50))
    second = request("t1", "Bản sao bằng đại học", NOW + DAY)
    twice = replace(at_agency(one, task("t1", NOW + 9 * DAY, NOW + DAY)), supplements=(first, second))
    findings, _ = looked_at(case(twice), now=NOW + DAY)
    keys = {line.key for line in findings.of(FindingKind.PAPERS_TWICE)}
    assert keys == {f"{Twice.ASKED_BEFORE.value}:", f"{Twice.ASKED_BEFORE.value}:ban sao bang dai hoc"}


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("Hồ sơ không thuộc thẩm quyền giải quyết của Sở", "not_competent"),
        ("THIEU giay xac nhan", "papers_missing"),
        ("Thiếu chữ ký của người đại diện", "wrong_form"),
        ("Bản chụp bị mờ", "unreadable"),
        ("Trùng với hồ sơ H99.11-261001-0004", "duplicate"),
        ("Theo ý kiến lãnh đạo", "other"),
    ],
)
def test_a_refusal_is_counted_under_the_kind_that_its_words_tell(reason: str, kind: str) -> None:
    findings, (evidence,) = looked_at(case(refused(1, reason)))
    (line,) = findings.of(FindingKind.REFUSALS)
    assert (line.key, line.count, line.of, dict(line.figures)) == (kind, 1, 1, {"at_desk": 1})
    assert evidence.note == "at_desk"


def test_a_denial_at_the_end_is_a_refusal_too_and_one_that_crossed_a_stop_is_none() -> None:
    sent = at_agency(taken(1), task("t1", NOW + 9 * DAY, NOW + timedelta(hours=2)))
    denied = decided(sent, NOW + DAY, Outcome.DENIED, "Cơ sở chưa đủ điều kiện")
    findings, _ = looked_at(case(denied))
    (line,) = findings.of(FindingKind.REFUSALS)
    assert (line.key, dict(line.figures)) == ("not_eligible", {"by_agency": 1})
    assert findings.overall.denied == 1


def test_petitions_are_counted_by_topic_with_those_answered_late() -> None:
    late = KnownPetition("PA-1").received(Topic.LATENESS, "x", NOW, NOW + DAY, 1)
    late = late.answered(Topic.LATENESS, "x", NOW + 3 * DAY, 2)
    open_one = KnownPetition("PA-2").received(Topic.LATENESS, "x", NOW, NOW + DAY, 1)
    findings, found = looked_at(replace(case(taken(1)), petitions=(late, open_one)), now=NOW + DAY)
    (line,) = findings.of(FindingKind.PETITIONS)
    assert (line.count, line.of, dict(line.figures)) == (2, 2, {"answered": 1, "answered_late": 1})
    assert [one.note for one in found] == ["PA-1", "PA-2"]


def test_another_agencys_dossier_is_counted_there_and_never_here() -> None:
    parent = Parent("H26.11-261001-0001", "H26.11", "Sở Y tế khác")
    findings, found = looked_at(case(replace(refused(1, "Thiếu giấy tờ"), arrival=parent)))
    assert found == []
    assert (findings.overall.received, findings.overall.from_agencies) == (0, 1)
    assert findings.lines == ()


def test_the_order_of_the_dossiers_changes_no_finding() -> None:
    late = [
        decided(at_agency(taken(n), task(f"t{n}", NOW + DAY, NOW + timedelta(hours=2))), NOW + n * DAY)
        for n in range(2, 9)
    ]
    cases = [case(one) for one in (*late, *(refused(20 + n, "Thiếu giấy tờ") for n in range(3)))]
    straight = looked_at(*cases)[0]
    random.Random(7).shuffle(cases)
    assert looked_at(*cases)[0] == straight


def test_news_of_a_petition_ends_in_the_same_state_in_any_order() -> None:
    receipt = (Topic.LATENESS, None, NOW, NOW + DAY, 1)
    answer = (Topic.BEHAVIOUR, "H99.11-261005-0001", NOW + DAY, 4)
    one = KnownPetition("PA-1").received(*receipt).answered(*answer)
    other = KnownPetition("PA-1").answered(*answer).received(*receipt)
    assert one == other
    assert one.dossier == "H99.11-261005-0001"
    assert one.answered(*answer) is one


@pytest.mark.parametrize(
    "broken", [[], [{"effective_from": "2025-07-01", "reception_hours": 8, "basis": "x", "reasons": []}]]
)
def test_rules_without_a_kind_for_the_rest_are_none(broken: list[dict[str, object]]) -> None:
    with pytest.raises(ValueError, match="rule"):
        read_review_rules(broken)


def test_the_rule_of_the_day_holds() -> None:
    older, newer = RULES.versions[0], replace(RULES.versions[0], effective_from=LATER.date(), reception_hours=4)
    both = ReviewRules((older, newer))
    assert both.on(NOW.date()) is older
    assert both.on(LATER.date()) is newer
