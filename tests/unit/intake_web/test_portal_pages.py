"""The desk's pages about the national portal: what is behind and why, each row's mark, the lists beside ours."""

from __future__ import annotations

import re

import pytest

from services.intake.composition.portal import portal_handlers
from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.portal.catalogue_lists import Entry, ListKind, OwnList
from services.intake.use_cases.portal.tell_portal import tell_portal
from shared.store.change import Context
from tests.unit.intake_web.front_door import FrontDoor
from tests.unit.intake_web.steps import accept, file_online

LISTS = "/desk/portal/lists"


def tell(door: FrontDoor, **later: float) -> None:
    door.later(**later)
    tell_portal(door.work, door.portal_desk, Context("service:intake", door.clock(), "portal"))


def theirs(door: FrontDoor) -> None:
    """A portal that says the same as we do but for what the test changes."""
    desk = door.portal_desk
    procedures = door.ports.catalogue.all(door.clock().date())
    codes = {one.name: one.code for one in desk.own_lists[ListKind.FIELDS]}
    door.portal.lists = {
        **{kind: list(entries) for kind, entries in desk.own_lists.items()},
        ListKind.PROCEDURES: [Entry(one.code, one.name.vi, codes[one.field.vi], one.field.vi) for one in procedures],
    }


def compare(door: FrontDoor) -> None:
    assert door.signed_in("admin").post(LISTS).status_code == 303
    (job,) = (one for one in door.work.jobs.values() if one.kind == "compare-with-portal")
    change = portal_handlers(door.ports, door.portal_desk)[job.kind](job, door.clock())
    door.work.commit(change, Context("service:intake", door.clock(), "compare"))
    del door.work.jobs[job.kind, job.subject]


def digest(page: str) -> str:
    found = re.search(r'name="digest" value="(\w+)"', page)
    assert found
    return found[1]


def test_the_page_tells_when_nothing_is_behind(door: FrontDoor) -> None:
    page = door.signed_in().get("/desk/portal").text
    assert "Cổng Quốc gia đã biết mọi hồ sơ" in page
    assert "Gửi lại tất cả ngay" not in page


def test_each_dossier_and_each_row_shows_its_mark(door: FrontDoor) -> None:
    code, _ = file_online(door)
    client = door.signed_in()
    assert "Đang chờ gửi" in client.get(f"/desk/dossiers/{code}").text
    tell(door)
    accept(door, code)
    page = client.get(f"/desk/portal/dossiers/{code}").text
    assert page.count("Đã nhận</span>") == 1
    assert page.count("Chưa gửi</span>") == 1
    tell(door)
    page = client.get(f"/desk/portal/dossiers/{code}").text
    assert page.count("Đã nhận</span>") == 2
    assert "Chưa gửi" not in page
    assert "Đã đồng bộ" in client.get(f"/desk/dossiers/{code}").text


def test_a_refusal_stands_with_the_portals_words_until_it_is_taken(door: FrontDoor) -> None:
    code, _ = file_online(door)
    door.portal.refuses = True
    tell(door)
    client = door.signed_in()
    page = client.get("/desk/portal").text
    assert "1 hồ sơ Cổng Quốc gia chưa biết đủ" in page
    assert "Cổng Quốc gia từ chối" in page
    assert "as ordered" in page
    assert "as ordered" in client.get(f"/desk/portal/dossiers/{code}").text
    door.portal.refuses = False
    tell(door)
    assert "as ordered" in client.get("/desk/portal").text  # its pause is not over
    assert client.post(f"/desk/portal/dossiers/{code}/try-now").status_code == 303
    tell(door)
    assert "Cổng Quốc gia đã biết mọi hồ sơ" in client.get("/desk/portal").text


def test_a_portal_that_is_away_is_told_in_one_sentence_and_tried_on_request(door: FrontDoor) -> None:
    file_online(door)
    file_online(door)
    door.portal.away = "before"
    tell(door)
    client = door.signed_in()
    page = client.get("/desk/portal").text
    assert "Cổng Quốc gia không trả lời từ" in page
    assert page.count("Cổng Quốc gia không trả lời</span>") == 2
    door.portal.away = ""
    assert client.post("/desk/portal/try-now").location.endswith("/desk/portal?done=hurried")
    tell(door)
    assert "Cổng Quốc gia đã biết mọi hồ sơ" in client.get("/desk/portal").text


def test_the_pages_speak_english_too(door: FrontDoor) -> None:
    code, _ = file_online(door)
    client = door.signed_in("leader")
    theirs(door)
    compare(door)
    for address in ("/desk/portal", f"/desk/portal/dossiers/{code}", LISTS):
        page = client.get(f"{address}?lang=en").text
        assert "national portal" in page.lower()
        content = page[page.index("<main") :]
        assert not re.search("Cổng Quốc gia|đồng bộ|Chưa", content), address


def test_strangers_see_none_of_it(door: FrontDoor) -> None:
    for address in ("/desk/portal", LISTS, "/desk/portal/dossiers/H99.11-261123-0001"):
        assert "/sign-in" in door.client().get(address, headers={"Accept": "text/html"}).text
    assert door.signed_in("reception").post(LISTS).status_code == 403


def test_equal_lists_have_no_differences(door: FrontDoor) -> None:
    theirs(door)
    compare(door)
    page = door.signed_in("admin").get(LISTS).text
    assert page.count("Giống nhau") == 3
    assert "Xem và quyết định" not in page


def test_a_name_of_the_portals_is_taken_over_as_a_new_version(door: FrontDoor) -> None:
    theirs(door)
    procedures = door.portal.lists[ListKind.PROCEDURES]
    code = procedures[0].code
    procedures[0] = Entry(code, "Tên mới của Cổng", procedures[0].field, procedures[0].field_name)
    compare(door)
    client = door.signed_in("admin")
    assert "1 dòng khác nhau" in client.get(LISTS).text
    address = f"{LISTS}/procedures/{code}"
    page = client.get(address).text
    assert "Tên mới của Cổng" in page
    answer = client.post(f"{address}/take-over", data={"digest": digest(page), "reason": ""})
    assert answer.location.endswith("done=taken")
    history = next(one for one in door.work.all(ProcedureHistory) if one.code == code)
    assert (history.version, history.latest.name.vi) == (2, "Tên mới của Cổng")
    assert history.latest.effective_from == door.clock().date()
    assert client.get(LISTS).text.count("Giống nhau") == 3


def test_a_difference_is_kept_with_a_reason_and_comes_back_once_it_is_another(door: FrontDoor) -> None:
    theirs(door)
    door.portal.lists[ListKind.AGENCIES].append(Entry("H99.50", "Phường Hà Sơn"))
    compare(door)
    client = door.signed_in("admin")
    address = f"{LISTS}/agencies/H99.50"
    wanted = {"digest": digest(client.get(address).text), "reason": ""}
    refused = client.post(f"{address}/keep", data=wanted)
    assert refused.status_code == 422
    assert "Ghi vì sao giữ nguyên" in refused.text
    assert client.post(f"{address}/keep", data={**wanted, "reason": "Chưa dùng"}).status_code == 303
    page = client.get(LISTS).text
    assert page.count("Giống nhau") == 3
    assert "Chưa dùng" in page
    door.portal.lists[ListKind.AGENCIES][-1] = Entry("H99.50", "Phường Hà Sơn mới")
    compare(door)
    assert "1 dòng khác nhau" in client.get(LISTS).text
    late = client.post(f"{address}/keep", data={**wanted, "reason": "Chưa dùng"})
    assert late.status_code == 409


def test_a_field_of_the_portals_is_taken_over_into_our_list(door: FrontDoor) -> None:
    theirs(door)
    door.portal.lists[ListKind.FIELDS].append(Entry("G15-YT20", "Tài chính y tế"))
    compare(door)
    client = door.signed_in("admin")
    address = f"{LISTS}/fields/G15-YT20"
    assert client.post(f"{address}/take-over", data={"digest": digest(client.get(address).text)}).status_code == 303
    (own,) = door.work.all(OwnList)
    assert Entry("G15-YT20", "Tài chính y tế") in own.entries
    assert client.get(LISTS).text.count("Giống nhau") == 3


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_procedure_that_one_side_lacks_is_only_kept(door: FrontDoor, side: str) -> None:
    theirs(door)
    procedures = door.portal.lists[ListKind.PROCEDURES]
    if side == "ours":
        code = procedures.pop().code
    else:
        code = "9.999999"
        procedures.append(Entry(code, "Thủ tục chưa có", "G15-YT01", "An toàn thực phẩm"))
    compare(door)
    client = door.signed_in("admin")
    page = client.get(f"{LISTS}/procedures/{code}").text
    assert "Lấy theo Cổng Quốc gia" not in page
    forced = client.post(f"{LISTS}/procedures/{code}/take-over", data={"digest": digest(page), "reason": "x"})
    assert forced.status_code == 409


def test_a_portal_that_is_away_fails_the_comparison_and_the_last_one_stays(door: FrontDoor) -> None:
    theirs(door)
    door.portal.lists[ListKind.AGENCIES].append(Entry("H99.50", "Phường Hà Sơn"))
    compare(door)
    door.portal.away = "before"
    compare(door)
    page = door.signed_in("admin").get(LISTS).text
    assert "Chưa so được" in page
    assert "1 dòng khác nhau" in page
