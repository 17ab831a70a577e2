"""The review at the desk: a leader plans, an officer examines and proposes, the leader decides, people can read."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape

import pytest
from flask.testing import FlaskClient

from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.dossier import Dossier
from services.intake.domain.endings import Refusal
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.review.review_state import ReviewState
from services.intake.domain.time_limit import LimitKind, TimeLimit
from services.intake.use_cases.review.examine import EXAMINE_JOB, examine
from shared.store.change import Change, Context
from tests.unit.intake.fakes import filed
from tests.unit.intake_web.front_door import START, FrontDoor
from tests.unit.intake_web.steps import HTML
from tests.unit.intake_web.test_pages import VIETNAMESE_ONLY

CODE = "2.000286"
TYPED = re.compile(
    r"Rà soát thủ tục năm 2026|Công văn số 6781/SYT-VP|Phần lớn xong sớm|215/QĐ-SYT|Hà Sơn|Lê Lợi|Trung Tâm|"
    r"Trần Thu Hà|Lê Văn An|Tiếng Việt"
)
PLAN = {
    "name": "Rà soát thủ tục năm 2026",
    "basis": "Công văn số 6781/SYT-VP",
    "officer": "reception",
    "procedures": [CODE, "1.013817"],
    **{f"since-{part}": value for part, value in (("day", "1"), ("month", "1"), ("year", "2026"))},
    **{f"until-{part}": value for part, value in (("day", "23"), ("month", "11"), ("year", "2026"))},
    **{f"due_on-{part}": value for part, value in (("day", "30"), ("month", "11"), ("year", "2026"))},
}
PROPOSAL = {
    "measures": ["shorten"],
    "limit": "8",
    "limit_kind": "working_days",
    "body": "department",
    "reason": "Phần lớn xong sớm",
}


def planned(door: FrontDoor) -> str:
    """The address of the round."""
    answer = door.signed_in("leader").post("/desk/reviews/new", data=PLAN)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def refused_dossiers(door: FrontDoor) -> None:
    """Sixty that were refused, so that what lies behind the line fills more than a page."""
    procedure = door.ports.catalogue.current(CODE, START.date())
    assert procedure
    for number in range(1, 61):
        one = replace(filed(f"H99.11-261005-{number:04}"), procedure=ProcedureTaken.of(procedure, None))
        gone = one.refuse(Refusal(one.filed_at, "staff:reception", "Thiếu giấy xác nhận"))
        door.work.commit(Change(saved=(replace(gone, version=1),)), Context("test", START, "test"))
    assert len(door.work.all(Dossier)) == 60


def run_jobs(door: FrontDoor) -> None:
    """The timers' part: what the pages asked for is computed."""
    for kind, id in list(door.work.jobs):
        if kind == EXAMINE_JOB:
            examine(door.ports, door.review, id, Context("service:intake", door.clock(), "job"))


def review_of(door: FrontDoor) -> ProcedureReview:
    return next(one for one in door.work.all(ProcedureReview) if one.procedure == CODE)


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ").split())


def proposed(door: FrontDoor) -> tuple[str, FlaskClient]:
    """The review's address and the officer's browser, once there is a proposal."""
    refused_dossiers(door)
    round, officer = planned(door), door.signed_in()
    assert officer.post(f"{round}/examine").status_code == 303
    run_jobs(door)
    address = f"{round}/{CODE}"
    answer = officer.post(f"{address}/propose", data=PROPOSAL)
    assert answer.status_code == 303, text_of(answer.text)
    return address, officer


def test_a_review_goes_from_the_plan_to_the_posting_on_pages_alone(door: FrontDoor) -> None:
    address, officer = proposed(door)
    leader = door.signed_in("leader")
    page = leader.get(address).text
    assert "8 ngày làm việc" in text_of(page)
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    decision = {"verdict": "approved", "reason": "", "document": "215/QĐ-SYT", "seen": seen[1]}
    assert leader.post(f"{address}/decide", data=decision).status_code == 303
    result = {"document": "215/QĐ-SYT", "in_force-day": "1", "in_force-month": "12", "in_force-year": "2026"}
    answer = officer.post(f"{address}/result", data={**result, "catalogue_version": "1"})
    assert answer.status_code == 422
    assert "Phải là phiên bản đăng sau khi kiến nghị" in text_of(answer.text)
    history = next(one for one in door.work.all(ProcedureHistory) if one.code == CODE)
    shorter = replace(history.latest, limit=TimeLimit(LimitKind.WORKING_DAYS, Decimal(8)))
    door.work.commit(Change(saved=(history.publish(shorter),)), Context("staff:admin", START, "test"))
    assert officer.post(f"{address}/result", data={**result, "catalogue_version": "2"}).status_code == 303
    day = {"day-day": "23", "day-month": "11", "day-year": "2026"}
    posted = officer.post(f"{address}/post", data={**day, "where": "Cổng thông tin điện tử Sở Y tế"})
    assert posted.status_code == 303
    assert review_of(door).state is ReviewState.POSTED
    assert "Đã công khai Thứ Hai 23/11/2026, Cổng thông tin điện tử Sở Y tế" in text_of(leader.get(address).text)


def test_the_dossiers_behind_a_line_are_linked_page_by_page(door: FrontDoor) -> None:
    address, officer = proposed(door)
    page = officer.get(address).text
    link = re.search(r'href="([^"]+/findings/refusals\?key=[^"]+)"', page)
    assert link
    first = officer.get(unescape(link[1])).text
    more = re.search(r'href="([^"]+after=\d+)"', first)
    assert more
    rest = officer.get(unescape(more[1])).text
    codes = re.findall(r'href="/desk/dossiers/([^"]+)"', first + rest)
    assert len(codes) == len(set(codes)) == 60


def test_a_figure_is_told_as_reports_tell_it(door: FrontDoor) -> None:
    address, officer = proposed(door)
    text = text_of(officer.get(address).text)
    assert "Nhận 60 hồ sơ, đã giải quyết 0, đúng hạn 0." in text
    assert "Thiếu giấy tờ 60 ở Bộ phận Một cửa 60 /60" in text
    report = text_of(officer.get(f"{address.rpartition('/')[0]}/report").text)
    assert "cắt giảm, gộp 0/" in report


def test_each_reader_sees_their_own_next_step(door: FrontDoor) -> None:
    address, officer = proposed(door)
    assert "Sửa kiến nghị" in officer.get(address).text
    assert "Ghi quyết định" not in officer.get(address).text
    assert "Ghi quyết định" in door.signed_in("leader").get(address).text
    assert door.signed_in("admin").get(address, headers=HTML).status_code == 403
    assert door.client().get(address, headers=HTML).status_code in (302, 303, 401)


def test_what_was_typed_stays_and_every_fault_stands_at_its_field(door: FrontDoor) -> None:
    leader = door.signed_in("leader")
    answer = leader.post("/desk/reviews/new", data={**PLAN, "basis": "", "until-day": "41", "procedures": [CODE]})
    assert answer.status_code == 422
    assert f'value="{CODE}" checked' in answer.text
    assert 'value="41"' in answer.text
    for name in ("basis", "until"):
        assert f'href="#{name}"' in answer.text
    address, officer = proposed(door)
    wrong = officer.post(f"{address}/propose", data={**PROPOSAL, "limit": "12"})
    assert wrong.status_code == 422
    assert 'value="12"' in wrong.text
    assert 'href="#limit"' in wrong.text


def test_a_decision_on_a_proposal_that_changed_meanwhile_is_not_taken(door: FrontDoor) -> None:
    address, officer = proposed(door)
    seen = review_of(door).version
    officer.post(f"{address}/propose", data={**PROPOSAL, "limit": "7"})
    decision = {"verdict": "approved", "seen": str(seen)}
    answer = door.signed_in("leader").post(f"{address}/decide", data=decision)
    assert answer.status_code == 409
    assert review_of(door).state is ReviewState.PROPOSED


def test_a_page_that_computes_says_how_far_it_is_and_reloads(door: FrontDoor) -> None:
    round = planned(door)
    officer = door.signed_in()
    officer.post(f"{round}/{CODE}/examine")
    page = officer.get(f"{round}/{CODE}").text
    assert 'http-equiv="refresh"' in page
    assert "Đã đọc 0 hồ sơ" in text_of(page)
    assert officer.post(f"{round}/{CODE}/examine").status_code == 409


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_report_is_a_file(door: FrontDoor, kind: str) -> None:
    answer = door.signed_in("leader").get(f"{planned(door)}/report.{kind}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'.{kind}"')
    assert len(answer.data) > 100


def test_the_pages_are_whole_in_english_with_one_heading_and_unique_ids(door: FrontDoor) -> None:
    address, officer = proposed(door)
    round = address.rpartition("/")[0]
    leader = door.signed_in("leader")
    pages = [(officer, f"{address}/propose"), (officer, address), (leader, address), (leader, round)]
    pages += [(leader, f"{round}/add"), (leader, "/desk/reviews/new"), (leader, "/desk/reviews")]
    pages += [(leader, f"{round}/report"), (leader, f"{address}/findings/refusals?key=papers_missing")]
    for reader, path in pages:
        reader.set_cookie("language", "en")
        page = reader.get(path).text
        assert len(re.findall("<h1", page)) == 1, path
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path
        assert " style=" not in page
        assert VIETNAMESE_ONLY.findall(TYPED.sub("", text_of(page))) == [], path
