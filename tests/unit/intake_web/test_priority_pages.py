"""The register of priority people on pages: a list from its file to the leader's word, and what a dossier has of it."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.intake.composition.priority import priority_handlers
from services.intake.domain.dossier import Dossier
from services.intake.domain.priority.imports import RegisterImport, SentState
from services.intake.use_cases.priority.prioritise import give_priority
from tests.unit.intake.fakes import OFFICER, context
from tests.unit.intake_web.front_door import FrontDoor
from tests.unit.intake_web.steps import file_online

LISTS, IMPORTS = "/desk/priority", "/desk/priority/imports"
LIST = "/desk/priority/lists/H99.52/merit"
HEAD = "Họ và tên;Ngày sinh;Số căn cước;Địa chỉ\n"


def run_jobs(door: FrontDoor) -> None:
    """What is due, until nothing is."""
    handlers = priority_handlers(door.ports)
    while due := [job for job in door.work.jobs.values() if job.kind in handlers]:
        for job in due:
            door.work.jobs.pop((job.kind, job.subject))
            door.work.commit(handlers[job.kind](job, door.clock()), context())


def form(content: str, **changes: Any) -> dict[str, Any]:
    today = {"day-day": "20", "day-month": "11", "day-year": "2026"}
    file = (io.BytesIO(content.encode("utf-8")), "danh-sach.csv")
    return {"file": file, "whole": "whole", "commune": "H99.52", "group": "merit", **today, **changes}


def send(door: FrontDoor, client: FlaskClient, *rows: str) -> str:
    """A file sent, read and taken over; the address of its page."""
    address = client.post(IMPORTS, data=form(HEAD + "\n".join(rows))).headers["Location"]
    run_jobs(door)
    client.post(f"{address}/take-over")
    run_jobs(door)
    return str(address)


def confirmed(door: FrontDoor, *rows: str) -> None:
    send(door, door.signed_in(), *rows)
    door.signed_in().post(f"{LIST}/submit")
    door.signed_in("leader").post(f"{LIST}/confirm")


def text(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_a_file_is_read_shown_and_only_then_taken_over(door: FrontDoor) -> None:
    client = door.signed_in()
    sent = client.post(IMPORTS, data=form(HEAD + "Nguyễn Văn Bình;3/11/1983;001083000001;Thôn 4\nTrần Sơn;31/2/1950;;"))
    assert sent.status_code == 303
    address = sent.headers["Location"]
    reading = client.get(address).text
    assert 'http-equiv="refresh"' in reading
    run_jobs(door)
    preview = text(client.get(address).text)
    assert "Ghi 1 dòng vào sổ" in preview
    assert "3 Ngày sinh Ngày sinh không thể như vậy" in preview
    assert "Bình" not in preview
    client.post(f"{address}/take-over")
    client.post(f"{address}/take-over")  # pressed twice
    run_jobs(door)
    done = client.get(address).text
    assert f'href="{LIST}"' in done
    assert door.work.all(RegisterImport)[0].state is SentState.DONE
    report = client.get(f"{address}/report.csv").get_data(as_text=True)
    assert "3,H99.52,merit,refused,,birth_date,Ngày sinh không thể như vậy,The birth date cannot be so" in report


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"file": (io.BytesIO(b""), "")}, "file"),
        ({"day-month": "13"}, "day"),
        ({"day-year": "2027"}, "day"),
        ({"whole": ""}, "whole"),
        ({"commune": "H99.99"}, "commune"),
        ({"group": "older"}, "group"),
    ],
)
def test_a_wrong_form_names_its_field_and_keeps_the_rest(door: FrontDoor, change: dict[str, Any], field: str) -> None:
    answer = door.signed_in().post(IMPORTS, data=form(HEAD, **change))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_a_file_that_cannot_be_read_is_told_in_words(door: FrontDoor) -> None:
    client = door.signed_in()
    address = client.post(IMPORTS, data=form("a;b\n1;2")).headers["Location"]
    run_jobs(door)
    assert "Dòng đầu phải có tên cột" in client.get(address).text
    assert "The first row must name the columns" in client.get(f"{address}?lang=en").text


def test_a_list_waits_for_the_leader_and_its_age_has_a_word(door: FrontDoor) -> None:
    officer, leader = door.signed_in(), door.signed_in("leader")
    send(door, officer, "Nguyễn Văn Bình;3/11/1983;001083000001;Thôn 4")
    assert "Chưa có bản nào được xác nhận" in officer.get(LIST).text
    assert officer.post(f"{LIST}/submit").headers["Location"] == f"{LIST}?done=sent"
    assert "Xác nhận danh sách này" not in officer.get(LIST).text
    assert leader.post(f"{LIST}/send-back", data={"why": ""}).status_code == 422
    assert leader.post(f"{LIST}/confirm").status_code == 303
    assert leader.post(f"{LIST}/confirm").status_code == 409
    page = text(officer.get(LIST).text)
    assert re.search(r"Còn mới, \d+ ngày", page)
    assert "Nguyễn Văn Bình 3/11/1983 •••• 0001 Thôn 4" in page
    assert "001083000001" not in page
    door.later(days=100)
    assert re.search(r"Sắp cũ, \d+ ngày", text(door.signed_in().get(LISTS).text))
    door.later(days=100)
    assert re.search(r"Old, \d+ days", text(door.signed_in().get(f"{LISTS}?lang=en").text))


def test_a_list_that_is_none_is_not_found(door: FrontDoor) -> None:
    client = door.signed_in()
    for address in (f"{LISTS}/lists/H99.52/merit", f"{LISTS}/lists/x/y", f"{IMPORTS}/x", f"{IMPORTS}/x/report.csv"):
        assert client.get(address).status_code == 404
    assert door.client().get(LISTS).status_code == 401
    assert door.signed_in("admin").get(LISTS).status_code == 403


def test_the_pattern_is_a_workbook(door: FrontDoor) -> None:
    answer = door.signed_in().get(f"{LISTS}/pattern.xlsx")
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")
    assert not door.ports.priority.files.read(answer.data)  # type: ignore[union-attr]


def listed_dossier(door: FrontDoor, **applicant: str) -> Dossier:
    given = {"applicant-birth_date-day": "3", "applicant-birth_date-month": "11", "applicant-birth_date-year": "1983"}
    code, _ = file_online(door, **{"applicant-name": "Nguyễn Văn Bình", **given, **applicant})
    return door.dossier(code)


def test_a_dossiers_page_asks_about_somebody_of_the_same_name_and_keeps_the_answer(door: FrontDoor) -> None:
    confirmed(door, "Nguyễn Văn Bình;3/11/1983;;Thôn 4")
    dossier, client = listed_dossier(door), door.signed_in()
    page = client.get(f"/desk/dossiers/{dossier.code}").text
    assert "Có người trùng họ tên, ngày sinh trong danh sách ưu tiên" in page
    person = re.search(r'name="person" value="([^"]+)"', page)
    assert person
    yes = {"person": person[1], "same": "yes", "version": str(dossier.version)}
    answer = client.post(f"/desk/dossiers/{dossier.code}/match", data=yes)
    assert answer.headers["Location"].endswith("?done=same-person")
    after = text(client.get(f"/desk/dossiers/{dossier.code}").text)
    assert "Người có công . Có trong danh sách, cán bộ xác nhận đúng người, Trần Thu Hà" in after
    assert client.post(f"/desk/dossiers/{dossier.code}/match", data=yes).status_code == 409


def test_a_special_case_is_given_with_its_reason(door: FrontDoor) -> None:
    dossier, client = listed_dossier(door), door.signed_in()
    address = f"/desk/dossiers/{dossier.code}/prioritise"
    assert "Đang ốm nặng" in client.get(address).text
    assert client.post(address, data={"reason": "friend"}).status_code == 422
    assert client.post(address, data={"reason": "ill", "note": "Giấy ra viện"}).status_code == 303
    page = text(client.get(f"/desk/dossiers/{dossier.code}").text)
    assert "Đang ốm nặng hoặc vừa ra viện . Trường hợp đặc biệt, Trần Thu Hà" in page
    assert "Giấy ra viện" in page
    assert "prioritise" not in door.signed_in("leader").get(f"/desk/dossiers/{dossier.code}").text


def test_a_special_case_on_another_state_is_looked_at_again(door: FrontDoor) -> None:
    dossier, client = listed_dossier(door), door.signed_in()
    give_priority(door.ports, OFFICER, dossier.code, "far", "", context("staff:reception"))
    old = {"reason": "ill", "version": str(dossier.version)}
    assert client.post(f"/desk/dossiers/{dossier.code}/prioritise", data=old).status_code == 409
