"""People work on their agency's tasks: the same moves and events as a reply through the queue, each step once."""

from __future__ import annotations

import base64
import json
from typing import Any

from services.routing.domain.assignment import Assignment
from services.routing.domain.case import Case
from services.routing.domain.task import Decision, Outcome
from shared.store.change import Change, Key
from tests.integration.inbox.office import OTHER, Office, problem

GRANTED = {"outcome": "granted", "note": "Đủ điều kiện", "result": {"name": "Giấy phép", "number": "12/GP"}}
CLOCKS: Any = None  # a denial by the last step asks no clock
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def test_a_task_is_taken_worked_on_and_decided_as_by_the_agencys_software(office: Office) -> None:
    task = office.case(1)
    taken = office.post(f"/tasks/{task}/claim").get_json()["task"]
    assert (taken["status"], taken["assignee"]) == ("acknowledged", "an")
    done = office.post(f"/tasks/{task}/complete", body=GRANTED)
    assert done.get_json()["task"]["decision"]["outcome"] == "granted"
    told = ["routing.task.acknowledged.v1", "routing.case.decided.v1", "agency.task.recalled.v1"]
    assert office.facts() == told
    by = [(one["act"], one["by"]) for one in done.get_json()["history"]]
    assert by == [("claimed", "an"), ("decided", "an")]


def test_what_lies_in_the_queue_is_taken_by_deciding_it(office: Office) -> None:
    task = office.case(1)
    body = office.post(f"/tasks/{task}/complete", body=GRANTED).get_json()
    assert (body["task"]["status"], body["task"]["assignee"]) == ("decided", "an")
    assert office.facts()[:2] == ["routing.task.acknowledged.v1", "routing.case.decided.v1"]


def test_whoever_is_first_counts_and_the_other_is_told_who_it_was(office: Office) -> None:
    by_person, by_software = office.case(1), office.case(2)
    office.post(f"/tasks/{by_person}/complete", body=GRANTED)
    again = office.post(f"/tasks/{by_person}/complete", "binh", {**GRANTED, "note": "Khác"})
    assert problem(again, 409) == "decided-by-colleague"
    found = _case(office, by_software)
    found = found.acknowledged(by_software, found.opened_at, "")
    office.parts.work.commit(Change(saved=(found,)), office.parts.context("test"))
    found = found.decided(by_software, found.opened_at, Decision(Outcome.DENIED, "Thiếu"), CLOCKS)
    office.parts.work.commit(Change(saved=(found,)), office.parts.context("test"))
    late = office.post(f"/tasks/{by_software}/complete", body=GRANTED)
    assert problem(late, 409) == "decided-by-software"


def test_a_task_of_another_agency_looks_like_none_whatever_is_tried(office: Office) -> None:
    task = office.case(1)
    office.post(f"/tasks/{task}/comment", body={"text": "x", "files": [_file("a.pdf")]})
    file = office.get(f"/tasks/{task}")["comments"][0]["files"][0]["id"]
    steps: list[tuple[str, Any]] = [
        ("claim", {}),
        ("assign", {"to": "an"}),
        ("hand-over", {"to": "", "why": "x"}),
        ("comment", {"text": "x"}),
        ("complete", GRANTED),
        ("request-supplement", {"wanted": "x"}),
        ("refuse", {"reason": "x"}),
    ]
    for step, body in steps:
        own, none = (office.post(f"/tasks/{id}/{step}", "chi", body, unit=OTHER) for id in (task, "H99.11-261005-9:1"))
        assert own.status_code == none.status_code == 404
        assert own.get_json()["detail"] == none.get_json()["detail"]
    for path in ("", f"/files/{file}"):
        answer = office.client.get(f"/api/routing/v1/tasks/{task}{path}", headers=office.signed_in("chi", OTHER))
        assert answer.status_code == 404
    batch = office.post("/tasks/batch", "chi", {"step": "claim", "tasks": [task, "nothing"]}, unit=OTHER).get_json()
    assert [one["problem"] for one in batch["items"]] == ["not-found", "not-found"]
    assert office.get("/tasks", "chi", unit=OTHER)["items"] == []
    office.meet("an")
    absence = office.client.put(
        "/api/routing/v1/officers/an/absence",
        json={"start": "2026-10-05", "until": "2026-10-06"},
        headers=office.signed_in("chi", OTHER),
    )
    assert problem(absence, 404) == "not-found"


def test_what_another_has_is_handed_over_with_a_reason_first(office: Office) -> None:
    task = office.case(1)
    office.meet("an", "binh")
    office.post(f"/tasks/{task}/claim")
    assert problem(office.post(f"/tasks/{task}/complete", "binh", GRANTED), 409) == "held-by-another"
    assert problem(office.post(f"/tasks/{task}/assign", "binh", {"to": "binh"}), 409) == "held-by-another"
    assert problem(office.post(f"/tasks/{task}/hand-over", "binh", {"to": "binh", "why": " "}), 422) == "invalid"
    assert problem(office.post(f"/tasks/{task}/hand-over", "binh", {"to": "nobody.here", "why": "x"}), 422) == "invalid"
    handed = office.post(f"/tasks/{task}/hand-over", "binh", {"to": "binh", "why": "An đi họp"}).get_json()
    assert handed["task"]["assignee"] == "binh"
    assert handed["history"][-1]["why"] == "An đi họp"
    back = office.post(f"/tasks/{task}/hand-over", "binh", {"why": "Ai rảnh thì làm"}).get_json()
    assert back["task"]["assignee"] == ""


def test_a_deputy_sees_and_does_what_the_absent_one_has(office: Office) -> None:
    mine, given = office.case(1), office.case(2)
    office.meet("an", "binh", "chi")
    office.post(f"/tasks/{mine}/claim")
    absence = {"start": "2026-10-05", "until": "2026-10-07", "deputy": "binh", "why": "Nghỉ phép"}
    put = office.client.put("/api/routing/v1/officers/an/absence", json=absence, headers=office.signed_in("chi"))
    assert put.get_json()["absences"][0]["told_by"] == "chi"
    assert [one["task"]["id"] for one in office.get("/tasks?assignee=me", "binh")["items"]] == [mine]
    assert office.get("/tasks?assignee=me", "chi")["items"] == []
    assigned = office.post(f"/tasks/{given}/assign", "chi", {"to": "an"}).get_json()
    assert (assigned["task"]["assignee"], assigned["history"][-1]["instead_of"]) == ("binh", "an")
    assert problem(office.post(f"/tasks/{mine}/complete", "chi", GRANTED), 409) == "held-by-another"
    done = office.post(f"/tasks/{mine}/complete", "binh", GRANTED).get_json()
    assert (done["history"][-1]["by"], done["history"][-1]["instead_of"]) == ("binh", "an")
    office.client.delete("/api/routing/v1/officers/an/absence", headers=office.signed_in("an"))
    assert office.get("/officers")["items"][0]["absences"] == []


def test_papers_are_asked_for_once_and_nothing_is_decided_meanwhile(office: Office) -> None:
    task = office.case(1)
    asked = office.post(f"/tasks/{task}/request-supplement", body={"wanted": "Bản sao chứng chỉ", "reason": "Hết hạn"})
    assert asked.get_json()["task"]["status"] == "paused"
    assert office.facts()[-1] == "routing.supplement.requested.v1"
    assert problem(office.post(f"/tasks/{task}/complete", body=GRANTED), 409) == "waits-for-papers"
    assert problem(office.post(f"/tasks/{task}/request-supplement", body={"wanted": "Khác"}), 409) == "asked-before"


def test_a_task_that_is_not_the_agencys_goes_back_to_the_centre(office: Office) -> None:
    task = office.case(1)
    refused = office.post(f"/tasks/{task}/refuse", body={"reason": "Thuộc Phòng Nghiệp vụ Y Dược"}).get_json()
    assert (refused["task"]["status"], refused["history"][-1]["act"]) == ("refused", "refused")
    assert "routing.task.refused.v1" in office.facts()
    assert problem(office.post(f"/tasks/{task}/complete", body=GRANTED), 409) == "decided-by-colleague"
    assert office.get("/tasks")["items"] == []
    assert [one["task"]["id"] for one in office.get("/tasks?status=refused")["items"]] == [task]


def test_a_denial_needs_its_reason_and_a_step_ends_only_as_its_route_says(office: Office) -> None:
    task = office.case(1)
    refused = office.post(f"/tasks/{task}/complete", body={"outcome": "denied"})
    assert problem(refused, 422) == "invalid"
    assert refused.get_json()["fields"][0]["pointer"] == "/note"
    impossible = office.post(f"/tasks/{task}/complete", body={"outcome": "done"})
    assert impossible.get_json()["fields"][0]["pointer"] == "/outcome"


def test_one_key_is_one_step_and_an_outdated_version_is_refused(office: Office) -> None:
    task = office.case(1)
    office.meet("an", "binh")
    seen = office.client.get(f"/api/routing/v1/tasks/{task}", headers=office.signed_in()).headers["ETag"]
    first = office.post(f"/tasks/{task}/claim", Idempotency_Key="once", If_Match=seen)
    office.post(f"/tasks/{task}/hand-over", body={"to": "binh", "why": "x"})
    again = office.post(f"/tasks/{task}/claim", Idempotency_Key="once", If_Match=seen)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.get_json() == first.get_json()
    assert problem(office.post(f"/tasks/{task}/complete", "binh", GRANTED, If_Match=seen), 412) == "changed-meanwhile"
    assert office.get(f"/tasks/{task}")["task"]["assignee"] == "binh"


def test_a_batch_tells_for_each_task_how_it_went_and_a_repeated_one_does_nothing_twice(office: Office) -> None:
    tasks = [office.case(number) for number in (1, 2, 3)]
    office.meet("an", "binh")
    office.post(f"/tasks/{tasks[1]}/claim", "binh")
    body = {"step": "claim", "tasks": [*tasks, "H99.11-261005-0009:1"]}
    items = office.post("/tasks/batch", body=body, Idempotency_Key="many").get_json()["items"]
    assert [one["done"] for one in items] == [True, False, True, False]
    assert [one["problem"] for one in items] == [None, "held-by-another", None, "not-found"]
    office.post(f"/tasks/{tasks[0]}/hand-over", body={"to": "binh", "why": "x"})
    again = office.post("/tasks/batch", body=body, Idempotency_Key="many").get_json()["items"]
    assert [one["done"] for one in again] == [True, False, True, False]
    assert office.get(f"/tasks/{tasks[0]}")["task"]["assignee"] == "binh"
    other = office.post("/tasks/batch", body={**body, "tasks": tasks[:1]}, Idempotency_Key="many")
    assert problem(other, 422) == "idempotency-key-reused"
    many = office.post("/tasks/batch", "binh", {"step": "complete", "tasks": tasks, "outcome": "denied"})
    assert problem(many, 422) == "invalid"


def test_a_comment_keeps_its_files_sealed_and_takes_only_what_they_are(office: Office) -> None:
    task = office.case(1)
    noted = office.post(f"/tasks/{task}/comment", body={"text": "Gọi lại", "files": [_file("giấy tờ.pdf")]}).get_json()
    file = noted["comments"][0]["files"][0]
    assert (file["name"], file["media_type"], file["size"]) == ("giấy tờ.pdf", "application/pdf", len(PDF))
    answer = office.client.get(f"/api/routing/v1/tasks/{task}/files/{file['id']}", headers=office.signed_in("binh"))
    assert answer.get_data() == PDF
    assert "attachment" in answer.headers["Content-Disposition"]
    for content in (b"MZ\x90\x00", b"", b"%PDF-1.7 cut"):
        refused = office.post(f"/tasks/{task}/comment", body={"text": "x", "files": [_file("a.pdf", content)]})
        assert refused.status_code == 422
        assert refused.get_json()["fields"][0]["pointer"].startswith("/files/0")
    assert office.parts.database["comment_files.files"].count_documents({}) == 1
    stored = json.dumps(list(office.parts.database["assignments"].find()), default=str)
    assert "Gọi lại" not in stored
    assert "giấy tờ" not in stored
    kept = office.parts.work.load(Key(Assignment, task)).get(Assignment, task)
    assert kept is not None
    assert kept.comments[0].text == "Gọi lại"


def _file(name: str, content: bytes = PDF) -> dict[str, str]:
    return {"name": name, "content": base64.b64encode(content).decode()}


def _case(office: Office, task: str) -> Any:
    dossier = task.rpartition(":")[0]
    return office.parts.work.load(Key(Case, dossier)).get(Case, dossier)
