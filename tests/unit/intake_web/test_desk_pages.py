"""The reception desk: grouped by how pressing, accepted with a date, returned once."""

from __future__ import annotations

import re

from services.intake.domain.returning import ReturnMethod
from services.intake.domain.status import Status
from tests.unit.intake_web.front_door import FrontDoor
from tests.unit.intake_web.steps import HTML, accept, decide_case, file_online, send_to_agency


def groups(page: str) -> list[str]:
    found = re.findall(r'task-table__group.*?scope="rowgroup">([^<]+) <span>([^<]+)', page)
    return [f"{title} {count}" for title, count in found]


def test_the_inbox_is_grouped_the_most_pressing_first(door: FrontDoor) -> None:
    late, _ = file_online(door)
    accept(door, late)
    door.later(days=14)
    file_online(door)
    ready, _ = file_online(door)
    accept(door, ready)
    send_to_agency(door, ready)
    decide_case(door, ready)
    page = door.signed_in().get("/desk").text
    assert groups(page) == ["Trễ hạn 1 việc", "Chờ tiếp nhận 1 việc", "Chờ trả 1 việc"]


def test_a_group_can_be_looked_at_alone_page_by_page(door: FrontDoor) -> None:
    for _ in range(12):
        file_online(door)
    officer = door.signed_in()
    page = officer.get("/desk").text
    assert "Xem 2 việc nữa" in page
    assert len(re.findall("status-tag--new", officer.get("/desk?lateness=new").text)) == 12


def test_a_cursor_that_is_none_is_no_fault(door: FrontDoor) -> None:
    assert door.signed_in().get("/desk?lateness=late&cursor=%FF", headers=HTML).status_code in (200, 404)


def test_accepting_shows_the_date_first_and_then_promises_it(door: FrontDoor) -> None:
    code, _ = file_online(door)
    officer = door.signed_in()
    before = officer.get(f"/desk/dossiers/{code}/accept").text
    assert "Thứ\u00a0Ba 1/12/2026" in before
    answer = officer.post(f"/desk/dossiers/{code}/accept", data={"version": "1"})
    assert answer.location == f"/desk/dossiers/{code}?done=accepted"
    assert "Đã tiếp nhận" in officer.get(answer.location).text
    assert door.dossier(code).status is Status.ACCEPTED


def test_accepting_twice_says_what_stands_in_the_way(door: FrontDoor) -> None:
    code, _ = file_online(door)
    officer = door.signed_in()
    accept(door, code)
    stale = officer.post(f"/desk/dossiers/{code}/accept", data={"version": "1"})
    again = officer.post(f"/desk/dossiers/{code}/accept", data={})
    assert stale.status_code == again.status_code == 409
    assert "Có người vừa đổi hồ sơ này" in stale.text
    assert "Chỉ tiếp nhận được hồ sơ mới đăng ký" in again.text
    assert door.dossier(code).version == 2


def test_a_result_is_returned_by_the_way_that_was_chosen(door: FrontDoor) -> None:
    code, link = file_online(door)
    accept(door, code)
    send_to_agency(door, code)
    decide_case(door, code)
    officer = door.signed_in()
    wrong = officer.post(f"/desk/dossiers/{code}/return", data={"method": "counter"})
    assert wrong.status_code == 422
    assert '<a href="#received_by">' in wrong.text
    version = str(door.dossier(code).version)
    done = officer.post(
        f"/desk/dossiers/{code}/return", data={"method": "counter", "received_by": "applicant", "version": version}
    )
    assert done.status_code == 303
    returned = door.dossier(code).returned
    assert returned
    assert returned.method is ReturnMethod.COUNTER
    assert "Đã trả kết quả" in door.client().get(link).text


def test_who_may_not_is_told_so_and_who_is_unknown_signs_in(door: FrontDoor) -> None:
    code, _ = file_online(door)
    assert door.client().get(f"/desk/dossiers/{code}", headers=HTML).status_code == 401
    assert door.signed_in("admin").get("/desk", headers=HTML).status_code == 403
    leader = door.signed_in("leader")
    assert "Xem và tiếp nhận" not in leader.get(f"/desk/dossiers/{code}").text
    assert leader.post(f"/desk/dossiers/{code}/accept", headers=HTML).status_code == 403


def test_a_search_never_stands_in_an_address(door: FrontDoor) -> None:
    file_online(door)
    officer = door.signed_in()
    found = officer.post("/desk/search", data={"search": "nguyen thi hong van"})
    assert "Nguyễn Thị Hồng Vân" in found.text
    assert "Chưa thấy hồ sơ này" in officer.post("/desk/search", data={"search": "ai đó"}).text
    form = officer.get("/desk").text
    assert 'method="post" action="/desk/search"' in form


def test_another_site_cannot_use_an_officer_s_session(door: FrontDoor) -> None:
    code, _ = file_online(door)
    officer = door.signed_in()
    answer = officer.post(f"/desk/dossiers/{code}/accept", headers={**HTML, "Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert door.dossier(code).status is Status.FILED
