"""The pages of the inbox: what people see and send, without a script, in both languages."""

from __future__ import annotations

import io
import re
from typing import Any

from werkzeug.test import TestResponse

from tests.integration.inbox.office import OTHER, Office

PDF = b"%PDF-1.7\n%%EOF\n"


def page(office: Office, path: str, who: str = "an", **signed: str) -> str:
    """A page that is there."""
    headers = {**office.signed_in(who, **signed), "Accept": "text/html"}
    answer = office.client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def send(office: Office, path: str, /, by: str = "an", **form: Any) -> TestResponse:
    """A form as a browser sends it."""
    headers = {**office.signed_in(by), "Accept": "text/html"}
    return office.client.post(path, data=form, headers=headers)


def test_a_task_goes_through_an_officers_hands_by_forms_alone(office: Office) -> None:
    task = office.case(1, first=True)
    at = f"/routing/tasks/{task}"
    inbox = page(office, "/routing/inbox")
    assert at in inbox
    assert "Ưu tiên" in inbox
    assert re.search(r"status-tag--in_time.*?Còn", inbox, re.DOTALL)
    assert send(office, f"{at}/claim").headers["Location"].endswith("?done=claim")
    noted = send(office, f"{at}/comment", text="Đã gọi", once="a1b2", files=(io.BytesIO(PDF), "x.pdf"))
    send(office, f"{at}/comment", text="Đã gọi", once="a1b2")
    assert noted.status_code == 303
    shown = page(office, at)
    assert shown.count("Đã gọi") == 1
    assert "x.pdf" in shown
    again = send(office, f"{at}/complete", outcome="denied", note=" ")
    assert again.status_code == 422
    assert 'href="#note"' in again.get_data(as_text=True)
    assert send(office, f"{at}/complete", outcome="denied", note="Thiếu chứng chỉ").status_code == 303
    assert "Không chấp thuận".lower() in page(office, at).lower()
    late = send(office, f"{at}/complete", outcome="granted")
    assert late.status_code == 409
    assert "an đã giải quyết việc này" in late.get_data(as_text=True)


def test_several_tasks_are_done_at_once_and_each_says_how_it_went(office: Office) -> None:
    mine, other = office.case(1), office.case(2)
    office.meet("an", "binh")
    office.post(f"/tasks/{other}/claim", "binh")
    asked = send(office, "/routing/inbox/batch", step="complete", task=[mine, other]).get_data(as_text=True)
    assert 'name="sure"' in asked
    done = send(office, "/routing/inbox/batch", step="complete", task=[mine, other], sure="yes", outcome="granted")
    told = done.get_data(as_text=True)
    assert "1 trên 2 việc đã làm" in told
    assert "binh đang giữ việc này" in told
    none = send(office, "/routing/inbox/batch", step="claim")
    assert none.headers["Location"].endswith("done=none-chosen")


def test_an_absence_is_told_and_ended_on_its_page(office: Office) -> None:
    office.meet("an", "binh")
    days = {f"{name}-{part}": value for name in ("start", "until") for part, value in DAY.items()}
    wrong = send(office, "/routing/absence", who="an", **{**days, "until-day": "31", "until-month": "2"})
    assert wrong.status_code == 422
    told = office.client.post(
        "/routing/absence", data={**days, "who": "an", "deputy": "binh", "why": "Họp"}, headers=office.signed_in()
    )
    assert told.status_code == 303
    assert "Hôm nay bạn làm thay cho an" in page(office, "/routing/inbox", "binh")
    office.client.post("/routing/absence/an/end", headers=office.signed_in())
    assert "làm thay cho an" not in page(office, "/routing/inbox", "binh")


def test_pages_speak_english_and_show_only_the_own_agency(office: Office) -> None:
    task = office.case(1)
    assert "Task inbox" in page(office, "/routing/inbox?lang=en")
    assert "Take the task" in page(office, f"/routing/tasks/{task}?lang=en")
    office.client.delete_cookie("language")
    assert task not in page(office, "/routing/inbox", "chi", unit=OTHER)
    stranger = {**office.signed_in("chi", OTHER), "Accept": "text/html"}
    for path in (f"/routing/tasks/{task}", f"/routing/tasks/{task}/complete", "/routing/inbox?agency=H99.11.01"):
        assert office.client.get(path, headers=stranger).status_code == 404


DAY = {"day": "5", "month": "10", "year": "2026"}
