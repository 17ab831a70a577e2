"""The catalogue at the desk: found, compared, changed by a new version only, taken over from a file."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from html import unescape
from typing import Any

from flask.testing import FlaskClient

from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.catalogue_import import CatalogueImport, ImportState
from services.intake.domain.dossier import Dossier
from services.intake.domain.procedure import Level
from services.intake.jobs import catalogue_handlers, run_jobs
from services.intake.web.staff import home_of
from shared.security.caller import Caller
from shared.store.change import Context, Job
from tests.support.large_catalogue import entries
from tests.unit.intake_web.front_door import FrontDoor
from tests.unit.intake_web.front_ports import Imports
from tests.unit.intake_web.steps import HTML, accept, file_online

CODE = "1.013817"
ADDRESS = f"/desk/catalogue/procedures/{CODE}/new-version"


def history(door: FrontDoor, code: str = CODE) -> ProcedureHistory:
    return next(one for one in door.work.all(ProcedureHistory) if one.code == code)


def filled(client: FlaskClient, address: str = ADDRESS) -> dict[str, str]:
    """The form as it opens."""
    page = unescape(client.get(address).text)
    values = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', page))
    for name, items in re.findall(r'<select[^>]*? name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', items)
        values[name] = chosen[1] if chosen else ""
    return {**values, "effective_from": "1/12/2026", "why": "Theo Quyết định 12"}


class MovableDossiers:
    def __init__(self, door: FrontDoor) -> None:
        self.door = door

    def to_move(self, procedure: str, version: int, limit: int) -> list[str]:
        found = []
        for one in self.door.work.all(Dossier):
            here = one.handed_over.procedure_version if one.handed_over else one.procedure.version
            if one.procedure.code == procedure and here < version and not one.status.is_closed and not one.decision:
                found.append(one.code)
        return found[:limit]


class DueNow:
    """Runs what is due as ``shared.store.jobs`` does, without leases."""

    def __init__(self, door: FrontDoor) -> None:
        self.door = door

    def run_due(self, handlers: Any, now: Any, limit: int = 20, *, failed: Any = None) -> int:
        due = [job for job in self.door.work.jobs.values() if job.due_at and job.due_at <= now]
        for job in due:
            change = handlers[job.kind](job, now)
            cancelled = Job(job.kind, job.subject, None)
            self.door.work.commit(change, Context("service:intake", now, "test"))
            self.door.work.jobs.pop((cancelled.kind, cancelled.subject), None)
        return len(due)


def run_all_jobs(door: FrontDoor) -> None:
    handlers = catalogue_handlers(door.ports, MovableDossiers(door), Imports(door.work))
    while run_jobs(DueNow(door), handlers, door.clock()):
        pass


def test_the_list_finds_without_marks_by_code_field_and_level(door: FrontDoor) -> None:
    admin = door.signed_in("admin")
    for query, found in (
        ("search=dang+ky+hanh+nghe", True),
        ("search=1.0138", True),
        ("field=cong-tac-xa-hoi", True),
        ("field=my-pham", False),
        ("level=commune", False),
        ("level=province&search=hanh+nghe", True),
    ):
        assert (f'/procedures/{CODE}"' in admin.get(f"/desk/catalogue?{query}").text) is found, query
        assert (f'/procedures/{CODE}"' in door.client().get(f"/procedures?{query}").text) is found, query


def test_an_administrator_works_here_and_only_they_may_change_it(door: FrontDoor) -> None:
    assert home_of(Caller("staff", "admin", frozenset({"admin"}), "H99.11")) == "/desk/catalogue"
    officer = door.signed_in("reception")
    page = officer.get("/desk/catalogue").text
    assert "Thêm thủ tục" not in page
    for address in (ADDRESS, "/desk/catalogue/new", "/desk/catalogue/imports"):
        assert officer.get(address, headers=HTML).status_code == 403
        assert officer.post(address, headers=HTML).status_code == 403


def test_a_change_is_a_new_version_beside_the_old_one_with_who_when_and_why(door: FrontDoor) -> None:
    admin = door.signed_in("admin")
    before = history(door).latest
    answer = admin.post(ADDRESS, data={**filled(admin), "limit_amount": "3", "statutory_limit_kind": "working_days",
                                       "statutory_limit_amount": "5"})  # fmt: skip
    assert (answer.status_code, answer.location) == (303, f"/desk/catalogue/procedures/{CODE}?done=published")
    assert history(door).versions[0] == before
    assert history(door).latest.effective_from == date(2026, 12, 1)
    page = admin.get(answer.location).text
    for told in ("Đã đăng phiên bản 2", "5 ngày làm việc", "3 ngày làm việc", "có thay đổi", "chưa có hiệu lực"):
        assert told in page
    assert "staff:admin" in page
    assert "Theo Quyết định 12" in page
    assert "5 ngày làm việc" in door.client().get(f"/procedures/{CODE}").text, "until its day comes"
    door.later(days=10)
    public = door.client().get(f"/procedures/{CODE}").text
    assert "Thời hạn theo luật là 5 ngày làm việc; ở đây cam kết xong sớm hơn." in public


def test_the_form_opens_with_all_that_stands_so_that_nothing_is_lost(door: FrontDoor) -> None:
    admin = door.signed_in("admin")
    for code in ("1.003029", "1.001699", "1.013814", "1.013871"):
        address = f"/desk/catalogue/procedures/{code}/new-version"
        before = history(door, code).latest
        answer = admin.post(address, data={**filled(admin, address), "cut_off": "15:00"})
        assert answer.status_code == 303, answer.text
        assert history(door, code).latest.differences(before) == ("cut_off",)


def test_every_fault_is_told_at_its_field_and_nothing_typed_is_lost(door: FrontDoor) -> None:
    admin = door.signed_in("admin")
    wrong = {"limit_amount": "ba", "effective_from": "31/2/2026", "fees-0-name_vi": "Phí", "fees-0-amount": "nhiều"}
    answer = admin.post(ADDRESS, data={**filled(admin), **wrong})
    assert answer.status_code == 422
    for name in ("limit_amount", "effective_from", "fees-0-amount"):
        assert f'href="#{name}"' in answer.text
        assert f'id="{name}-error"' in answer.text
    assert 'value="nhiều"' in answer.text
    assert history(door).version == 1
    without = admin.post(ADDRESS, data={**filled(admin), "cut_off": "15:00", "why": " "})
    assert 'href="#why"' in without.text
    same = admin.post(ADDRESS, data=filled(admin))
    assert "không có gì khác phiên bản đang có" in same.text


def test_two_administrators_at_once_the_second_is_told_and_keeps_what_was_typed(door: FrontDoor) -> None:
    first, second = door.signed_in("admin"), door.signed_in("admin")
    form = {**filled(second), "cut_off": "15:00"}
    first.post(ADDRESS, data={**filled(first), "cut_off": "16:00"})
    answer = second.post(ADDRESS, data=form)
    assert answer.status_code == 409
    assert "Có người vừa đăng phiên bản 2" in answer.text
    assert 'value="15:00"' in answer.text
    assert history(door).version == 2
    assert second.post(ADDRESS, data={**form, "based_on": "2"}).status_code == 303, "on purpose, after looking"


def test_a_new_procedure_and_a_row_more(door: FrontDoor) -> None:
    admin = door.signed_in("admin")
    address = "/desk/catalogue/new"
    form = {**filled(admin, address), "code": "1.999999", "name_vi": "Thử", "field_vi": "Y tế", "authority_vi": "Sở"}
    form |= {"limit_amount": "2", "results-0-name_vi": "Giấy", "components-6-name_vi": "Đơn"}
    more = admin.post(address, data={**form, "more": "components"})
    assert more.status_code == 200
    assert "components-12-name_vi" in more.text
    assert admin.post(address, data=form).location == "/desk/catalogue/procedures/1.999999?done=published"
    assert [one.name.vi for one in history(door, "1.999999").latest.components] == ["Đơn"]
    again = admin.post(address, data={**form, "cut_off": "15:00"})
    assert again.status_code == 409, "the code is there already"


def test_a_file_is_looked_at_then_taken_over_with_its_progress(door: FrontDoor) -> None:
    admin = door.signed_in("admin")
    rows, wrong = entries(230, bad_every=23)
    file = (io.BytesIO(json.dumps(rows).encode()), "danh-muc.json")
    sent = admin.post("/desk/catalogue/imports", data={"file": file}, content_type="multipart/form-data")
    assert sent.status_code == 303
    page = admin.get(sent.location).text
    assert "Xem trước tệp" in page
    assert "Nhận 220 dòng vào danh mục" in page
    assert len(door.work.all(ProcedureHistory)) == 36, "nothing is taken over yet"
    assert admin.post(f"{sent.location}/take-over", data={"why": ""}).status_code == 422
    assert admin.post(f"{sent.location}/take-over", data={"why": "Quyết định 7"}).status_code == 303
    assert "0 trên 230 dòng" in admin.get(sent.location).text
    run_all_jobs(door)
    (done,) = door.work.all(CatalogueImport)
    assert (done.state, done.done, dict(done.counts)["new"], dict(done.counts)["refused"]) == (
        ImportState.DONE,
        230,
        220,
        len(wrong),
    )
    assert len(door.work.all(ProcedureHistory)) == 256
    assert {(one.actor, one.why) for one in door.work.contexts} == {("staff:admin", "Quyết định 7")}
    report = json.loads(admin.get(f"{sent.location}/report.json").text)
    assert [row["row"] for row in report["rows"] if row["outcome"] == "refused"] == list(wrong)
    assert "7.000046,refused" in admin.get(f"{sent.location}/report.csv").text
    admin.post(f"{sent.location}/take-over", data={"why": "again"})
    assert door.work.jobs == {}


def test_a_file_that_is_none_is_said_so(door: FrontDoor) -> None:
    admin = door.signed_in("admin")
    for file, told in (((io.BytesIO(b"hello"), "a.json"), "JSON đúng"), ((io.BytesIO(b""), ""), "Chọn một tệp")):
        answer = admin.post("/desk/catalogue/imports", data={"file": file}, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert told in answer.text
    assert admin.get("/desk/catalogue/imports/none", headers=HTML).status_code == 404


def test_the_export_is_taken_in_again_and_changes_nothing(door: FrontDoor) -> None:
    admin = door.signed_in("admin")
    content = admin.get("/desk/catalogue/export.xlsx").data
    sent = admin.post(
        "/desk/catalogue/imports", data={"file": (io.BytesIO(content), "x.xlsx")}, content_type="multipart/form-data"
    )
    assert "Không dòng nào làm danh mục thay đổi" in admin.get(sent.location).text
    assert admin.get("/desk/catalogue/export.exe", headers=HTML).status_code == 404


def hand_down(door: FrontDoor, rule: str) -> None:
    admin = door.signed_in("admin")
    change = {
        "level": "commune",
        "authority_vi": "Ủy ban nhân dân cấp xã",
        "authority_en": "Commune",
        "open_dossiers": rule,
    }
    assert admin.post(ADDRESS, data={**filled(admin), **change}).status_code == 303


def test_a_procedure_handed_down_takes_its_open_dossiers_along_once_its_day_comes(door: FrontDoor) -> None:
    codes = [file_online(door)[0] for _ in range(3)]
    accept(door, codes[0])
    due_before = door.dossier(codes[0]).due_at
    hand_down(door, "move")
    run_all_jobs(door)
    assert not any(one.handovers for one in door.work.all(Dossier)), "its day has not come"
    door.later(days=9)
    run_all_jobs(door)
    for code in codes:
        (handover,) = door.dossier(code).handovers
        assert (handover.level, handover.moved_by, handover.reason) == (
            Level.COMMUNE,
            "staff:admin",
            "Theo Quyết định 12",
        )
        assert door.dossier(code).procedure.version == 1, "it keeps the version that it was filed under"
    assert door.dossier(codes[0]).due_at == due_before
    page = door.signed_in().get(f"/desk/dossiers/{codes[0]}").text
    assert "Đã chuyển nơi giải quyết" in page
    moved = len(door.work.facts)
    run_all_jobs(door)
    assert len(door.work.facts) == moved


def test_where_the_rule_says_so_open_dossiers_stay(door: FrontDoor) -> None:
    code, _ = file_online(door)
    hand_down(door, "keep")
    door.later(days=9)
    run_all_jobs(door)
    assert door.dossier(code).handovers == ()
    assert door.work.jobs == {}


def test_the_case_is_chosen_first_and_its_papers_and_fees_stand_beside_the_form(door: FrontDoor) -> None:
    client = door.client()
    address = "/dossiers/new?procedure=1.003029&kind=business"
    assert "Trường hợp nào?" in client.get(address).text
    page = client.get(f"{address}&variant=class-b").text
    assert "Tài liệu kỹ thuật của trang thiết bị y tế" in page
    assert "1.500.000" in page
    other = client.get(f"{address}&variant=class-a").text
    assert "Tài liệu kỹ thuật" not in other
    assert "500.000" in other
    form = {"procedure": "1.003029", "kind": "business", "applicant-name": "Công ty An Phát"}
    form |= {"applicant-tax_code": "0312345678", "applicant-address": "12 Lê Lợi", "return_method": "counter"}
    assert 'href="#variant"' in client.post("/dossiers/new", data=form).text
    assert client.post("/dossiers/new", data={**form, "variant": "class-b"}).status_code == 303
    (dossier,) = door.work.all(Dossier)
    assert (dossier.procedure.fees[0].amount, len(dossier.procedure.papers)) == (1_500_000, 4)


def test_what_must_not_be_asked_for_is_said_so(door: FrontDoor) -> None:
    page = door.client().get(f"/procedures/{CODE}").text
    assert re.search(r"Không phải nộp, vì đã có trong cơ sở dữ liệu quốc gia:.*?Bản sao thẻ căn cước", page, re.S)
    assert "118/2025/NĐ-CP" in page
    code, _ = file_online(door)
    assert [name for name, _ in door.dossier(code).procedure.components] == ["Đơn đề nghị theo mẫu"]
