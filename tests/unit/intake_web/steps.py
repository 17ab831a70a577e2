"""What people do on the pages, as functions: file, accept, look."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient

from services.intake.domain.dossier import Dossier
from services.intake.domain.progress import Decision, Outcome, Progress, Task
from services.intake.use_cases.deciding import decide
from services.intake.use_cases.record_progress import (
    record_case_opened,
    record_decision,
    record_task_acknowledged,
    record_task_dispatched,
)
from shared.store.change import Change, Context
from tests.unit.intake_web.front_door import FrontDoor

HTML = {"Accept": "text/html"}
PROCEDURE = "1.013817"
OFFICE = "Phòng Bảo trợ xã hội, Sở Y tế"
FORM = {
    "procedure": PROCEDURE,
    "kind": "citizen",
    "applicant-name": "Nguyễn Thị Hồng Vân",
    "applicant-identity_number": "012345678901",
    "applicant-birth_date-day": "1",
    "applicant-birth_date-month": "3",
    "applicant-birth_date-year": "1958",
    "applicant-address": "Thôn 4, xã Hòa Bắc",
    "applicant-phone": "0900 000 127",
    "return_method": "counter",
}


def form_key(client: FlaskClient, address: str = f"/dossiers/new?procedure={PROCEDURE}&kind=citizen") -> str:
    """The hidden key of a freshly opened form."""
    found = re.search(r'name="once" value="([^"]+)"', client.get(address).text)
    assert found
    return found[1]


def file_online(door: FrontDoor, **changes: Any) -> tuple[str, str]:
    """Code and personal link's path of a dossier filed on the page, each by another person."""
    client = door.client()
    number = str(int(FORM["applicant-identity_number"]) + len(door.work.all(Dossier))).zfill(12)
    form = {**FORM, "applicant-identity_number": number, "once": form_key(client), **changes}
    answer = client.post("/dossiers/new", data=form)
    assert (answer.status_code, answer.location) == (303, "/dossiers/filed")
    page = client.get("/dossiers/filed").text
    code = re.search(r"H99\.11-\d{6}-\d{4}", page)
    link = re.search(r'href="http://localhost:8080(/tracking/o/[^"]+)"', page)
    assert code
    assert link
    return code[0], link[1]


def accept(door: FrontDoor, code: str) -> None:
    answer = door.signed_in().post(f"/desk/dossiers/{code}/accept", data={"version": "1"})
    assert answer.status_code == 303


def send_to_agency(door: FrontDoor, code: str, *, taken: bool = True) -> None:
    """What routing tells: case open, task out, task taken."""
    now = door.clock.now
    task = Task("t1", "s1", "H99.11.01", OFFICE, dispatched_at=now, dispatch_told=2)
    _tell(door, code, lambda one: record_case_opened(one, Progress(opened_at=now), 1))
    _tell(door, code, lambda one: record_task_dispatched(one, task))
    if taken:
        known = Task("t1", "s1", "H99.11.01", OFFICE, acknowledged_at=now, officer="Chị Hà", acknowledgement_told=3)
        _tell(door, code, lambda one: record_task_acknowledged(one, known))


def decide_case(door: FrontDoor, code: str, outcome: Outcome = Outcome.GRANTED, note: str = "") -> None:
    decision = Decision(outcome, door.clock.now, "H99.11.01", OFFICE, note, "Giấy xác nhận", "12/GXN", told=4)
    _tell(door, code, lambda one: record_decision(one, decision))


def _tell(door: FrontDoor, code: str, rule: Any) -> None:
    context = Context("service:routing", door.clock.now, "correlation")

    def change(dossier: Any) -> Change:
        told: Change = rule(dossier)
        return told

    decide(door.work, code, change, context)
