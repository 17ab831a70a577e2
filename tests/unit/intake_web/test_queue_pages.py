"""The pages of the queue: a number with two presses, a board without names, a counter with one next step."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from services.intake.domain.queue.ticket import State, Ticket
from tests.unit.intake_web.front_door import FrontDoor

CARD = "001150012345|012345678|Nguyễn Thị Đào|02031950|Nữ|Xã Hòa Bắc|01012022"
BOARD = "/board/H99.11"
COUNTER = "/desk/queue/counters/1"


def take(client: FlaskClient, line: str = "A", **data: str) -> str:
    """The address of the ticket's page."""
    answer = client.post("/ticket", data={"line": line, **data})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def tickets(door: FrontDoor) -> list[Ticket]:
    return door.work.all(Ticket)


def test_a_number_is_taken_and_its_page_says_the_place(door: FrontDoor) -> None:
    client = door.client()
    page = client.get(take(client)).text
    assert "A001" in page
    assert "Xin chờ gọi số" in page
    assert "Chưa có quầy nào mở" in page


def test_a_form_sent_twice_takes_one_number(door: FrontDoor) -> None:
    client = door.client()
    once = re.search(r'name="once" value="([^"]+)"', client.get("/ticket").text)
    assert once is not None
    assert take(client, once=once[1]) == take(client, once=once[1])
    assert len(tickets(door)) == 1


@pytest.mark.parametrize("data", [{}, {"line": "X"}, {"line": "A", "phone": "12"}])
def test_a_wrong_form_comes_back_with_what_is_wrong(door: FrontDoor, data: dict[str, str]) -> None:
    answer = door.client().post("/ticket", data=data)
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.text


def test_after_the_hours_the_page_says_when(door: FrontDoor) -> None:
    door.later(hours=10)
    client = door.client()
    assert "Hôm nay lấy số từ 6:30 đến 16:45" in client.get("/ticket").text
    assert client.post("/ticket", data={"line": "A"}).status_code == 409


def test_a_page_that_has_not_changed_is_not_sent_again(door: FrontDoor) -> None:
    client = door.client()
    for address in (take(client), BOARD):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        take(client, "A")
        changed = client.get(BOARD, headers={"If-None-Match": first.headers["ETag"]})
        assert changed.status_code == 200


def test_the_board_calls_the_number_and_never_a_name(door: FrontDoor) -> None:
    client, officer = door.client(), door.signed_in()
    take(client, "A", phone="0912345678", name="Nguyễn Thị Đào")
    officer.post(f"{COUNTER}/open", data={"lines": ["A"]})
    officer.post(f"{COUNTER}/call-next")
    page = client.get(BOARD).text
    assert "Xin mời số A001 vào quầy 1" in page
    for private in ("Đào", "912", "345 678"):
        assert private not in page
    assert client.get("/board/H99.99").status_code == 404


def test_the_ticket_on_the_telephone_says_where_to_go(door: FrontDoor) -> None:
    client, officer = door.client(), door.signed_in()
    mine = take(client)
    officer.post(f"{COUNTER}/open", data={"lines": ["A"]})
    officer.post(f"{COUNTER}/call-next")
    assert "Mời vào quầy 1" in client.get(mine).text
    officer.post(f"{COUNTER}/skip")
    assert "Tôi đã có mặt" in client.get(mine).text
    client.post(f"{mine}/come-back")
    assert tickets(door)[0].state is State.WAITING
    client.post(f"{mine}/give-up")
    assert tickets(door)[0].state is State.GONE


def test_one_press_finishes_and_calls_the_next(door: FrontDoor) -> None:
    client, officer = door.client(), door.signed_in()
    take(client)
    take(client)
    officer.post(f"{COUNTER}/open", data={"lines": ["A"]})
    officer.post(f"{COUNTER}/call-next")
    officer.post(f"{COUNTER}/serve")
    assert "Xong, gọi số tiếp" in officer.get(COUNTER).text
    officer.post(f"{COUNTER}/finish-and-next")
    assert [one.state for one in tickets(door)] == [State.SERVED, State.CALLED]


def test_a_claim_is_settled_with_one_press(door: FrontDoor) -> None:
    client, officer = door.client(), door.signed_in()
    take(client, claims_priority="yes")
    officer.post(f"{COUNTER}/open", data={"lines": ["A"]})
    officer.post(f"{COUNTER}/call-next")
    assert "Xem giấy tờ ưu tiên" in officer.get(COUNTER).text
    officer.post(f"{COUNTER}/confirm")
    assert "Cán bộ đã xem giấy tờ" in officer.get(COUNTER).text


def test_what_cannot_be_done_is_said_in_words(door: FrontDoor) -> None:
    officer = door.signed_in()
    officer.post(f"{COUNTER}/open", data={"lines": ["A"]})
    answer = officer.post(f"{COUNTER}/call-next")
    assert "Chưa có ai chờ quầy này." in officer.get(answer.location).text
    assert officer.post(f"{COUNTER}/finish").location.endswith("told=counter-empty")
    assert officer.post("/desk/queue/counters/2/open", data={}).location.endswith("told=no-line")


def test_strangers_and_leaders_call_nobody(door: FrontDoor) -> None:
    assert door.client().post(f"{COUNTER}/call-next").status_code in (302, 303, 401)
    assert door.signed_in("leader").post(f"{COUNTER}/call-next").status_code == 403
    assert door.signed_in("leader").get("/desk/queue/figures").status_code == 200


def test_the_operator_reads_the_number_out(door: FrontDoor) -> None:
    operator = door.signed_in("operator")
    answer = operator.post("/desk/tickets/new", data={"via": "telephone", "line": "B", "phone": "0912345678"})
    page = operator.get(answer.location).text
    assert "Đọc cho khách: số B001." in page
    wrong = operator.post("/desk/tickets/new", data={"via": "telephone", "line": "B"})
    assert wrong.status_code == 422


def test_the_machine_works_once_an_officer_has_set_it_up(door: FrontDoor) -> None:
    machine = door.signed_in()
    assert machine.get("/kiosk").status_code == 404
    assert machine.post("/desk/queue/kiosks", data={"name": ""}).status_code == 422
    machine.post("/desk/queue/kiosks", data={"name": "Sảnh tầng 1"})
    assert machine.get("/desk/queue").status_code != 200, "the officer's session stays at no machine"
    page = machine.get("/kiosk").text
    assert page.count('class="kiosk__line"') == 3
    read = machine.post("/kiosk", data={"line": "", "card": CARD}).text
    assert "Từ 60 tuổi" in read
    taken = machine.post("/kiosk", data={"line": "B", "card": CARD})
    assert "B001" in machine.get(taken.location).text
    assert tickets(door)[0].first
    assert "Đào" not in machine.get(taken.location).text


def test_figures_come_as_page_and_as_file(door: FrontDoor) -> None:
    client, officer = door.client(), door.signed_in()
    take(client)
    officer.post(f"{COUNTER}/open", data={"lines": ["A"]})
    officer.post(f"{COUNTER}/call-next")
    door.later(minutes=6)
    officer.post(f"{COUNTER}/finish")
    assert "6 phút" in officer.get("/desk/queue/figures").text
    rows = officer.get("/desk/queue/figures.csv").text.splitlines()
    assert rows[1] == "2026-11-23,whole,,1,0,1,0,0,0,0,0,360"
