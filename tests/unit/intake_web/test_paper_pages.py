"""Rules of the pages for papers: what is missing is said, a file sent twice comes once, a fault stands at its field."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from services.intake.domain.dossier import Dossier
from services.intake.domain.paper import Paper, Scan
from services.intake.domain.status import Status
from services.intake.domain.store_look import StoreLook
from shared.store.change import Change
from tests.unit.intake.fakes import context
from tests.unit.intake.paper_samples import jpeg, pdf
from tests.unit.intake_web.front_door import FrontDoor
from tests.unit.intake_web.test_my_pages import citizen

PROCEDURE = "1.013876"  # three papers to bring
SHOWN = "1.001699"  # one to send, one that a database knows, one that is only shown
FORM = {
    "procedure": PROCEDURE,
    "kind": "citizen",
    "applicant-name": "Nguyễn Thị Đào",
    "applicant-identity_number": "001158012345",
    "applicant-address": "Phường Hà Sơn",
    "return_method": "counter",
}


def filed(client: FlaskClient) -> str:
    """The address of a new dossier's personal page."""
    page = client.post("/dossiers/new", data=FORM, follow_redirects=True).text
    found = re.search(r'href="(/tracking/o/[^"/]+)/papers"', page)
    assert found, "the confirmation leads to the papers"
    return found[1]


def send(client: FlaskClient, address: str, content: bytes, name: str = "đơn.pdf", **form: str) -> Any:
    # Encoded here: the test client would leave a temporary file open for a large one.
    mark, body = encode_multipart({"file": FileStorage(io.BytesIO(content), name), **form})
    return client.post(address, data=body, content_type=f"multipart/form-data; boundary={mark}")


def test_each_paper_of_the_procedure_has_its_place_and_what_is_missing_is_said(door: FrontDoor) -> None:
    client = door.client()
    own = filed(client)
    page = client.get(f"{own}/papers").text
    assert "Chưa có tệp cho 3 trong 3 giấy tờ." in page
    assert page.count("<form") == 4
    assert send(client, f"{own}/papers", pdf(), component="1").status_code == 303
    page = client.get(f"{own}/papers").text
    assert "Chưa có tệp cho 2 trong 3 giấy tờ." in page
    assert "Chưa quét vi-rút" in page
    assert "2 of 3 papers have no file yet." in client.get(f"{own}/papers?lang=en").text


def test_a_form_that_is_sent_twice_brings_one_file(door: FrontDoor) -> None:
    client = door.client()
    own = filed(client)
    for _ in range(2):
        assert send(client, f"{own}/papers", pdf(), component="1", once="o" * 24).status_code == 303
    assert len(door.work.all(Paper)) == 1


def test_a_refused_file_is_told_at_its_own_field(door: FrontDoor) -> None:
    client = door.client()
    own = filed(client)
    for content, told in ((b"MZ" + bytes(300), "Chỉ nhận PDF"), (b"", "Tệp rỗng")):
        answer = send(client, f"{own}/papers", content, component="2")
        assert answer.status_code == 422
        assert 'id="file-2-error"' in answer.text
        assert told in answer.text
    assert door.work.all(Paper) == []


def test_a_photo_larger_than_other_requests_may_be_comes_through_a_plain_form(door: FrontDoor) -> None:
    client = door.client()
    photo = jpeg() + bytes(3_000_000)  # as large as phones make them
    assert send(client, f"{filed(client)}/papers", photo, "ảnh.jpg", component="1").status_code == 303


def test_the_file_is_handed_over_as_what_it_is(door: FrontDoor) -> None:
    client = door.client()
    own = filed(client)
    send(client, f"{own}/papers", pdf(), "bằng.exe", component="1")
    paper = door.work.all(Paper)[0]
    got = client.get(f"{own}/papers/{paper.id}")
    assert (got.data, got.mimetype) == (pdf(), "application/pdf")
    assert "b%E1%BA%B1ng.pdf" in got.headers["Content-Disposition"]
    stranger = f"/tracking/o/{'x' * 43}/papers/{paper.id}"
    assert client.get(stranger).status_code == 404


def test_once_the_dossier_is_accepted_its_owner_sees_papers_and_sends_none(door: FrontDoor) -> None:
    client = door.client()
    own = filed(client)
    send(client, f"{own}/papers", pdf(), component="1")
    dossier = door.work.all(Dossier)[0]
    door.work.commit(Change(saved=(replace(dossier, version=2, status=Status.ACCEPTED),)), context())
    page = client.get(f"{own}/papers").text
    assert "<form" not in page
    assert "đơn.pdf" in page
    assert send(client, f"{own}/papers", pdf(), component="1").status_code == 422


def test_an_infected_file_is_told_and_has_no_link(door: FrontDoor) -> None:
    client = door.client()
    own = filed(client)
    send(client, f"{own}/papers", pdf(), component="1")
    paper = door.work.all(Paper)[0]
    door.work.commit(Change(saved=(replace(paper, version=2, scan=Scan.INFECTED),)), context())
    page = client.get(f"{own}/papers").text
    assert "Tệp có vi-rút" in page
    assert f'href="{own}/papers/{paper.id}"' not in page
    assert "Chưa có tệp cho 3 trong 3" in page


def test_the_desk_digitises_attaches_and_uses_again(door: FrontDoor) -> None:
    filed(door.client())
    desk, dossier = door.signed_in(), door.work.all(Dossier)[0]
    address = f"/desk/dossiers/{dossier.code}/papers"
    answer = send(desk, address, pdf(), component="1")
    assert (answer.status_code, 'href="#shown"' in answer.text) == (422, True)
    assert send(desk, address, pdf(), component="1", shown="original", counted="2").status_code == 303
    assert "đơn.pdf" in desk.get(f"/desk/dossiers/{dossier.code}").text
    assert "Đính kèm kết quả" not in desk.get(address).text

    filed(door.client())
    second = door.work.all(Dossier)[1]
    later = f"/desk/dossiers/{second.code}/papers"
    assert "đơn.pdf" not in desk.get(later).text
    assert "đơn.pdf" in desk.get(f"{later}?card=seen").text
    document = door.work.all(Paper)[0].id
    refused = desk.post(f"{later}/reuse", data={"document": document, "component": "1"})
    assert refused.status_code == 409
    done = desk.post(f"{later}/reuse", data={"document": document, "component": "1", "card": "seen"})
    assert done.status_code == 303
    assert "Dùng lại từ kho dữ liệu điện tử" in desk.get(later).text

    door.work.commit(Change(saved=(replace(second, version=2, status=Status.DONE),)), context())
    assert send(desk, later, pdf(), "giấy phép.pdf", source="result").status_code == 303
    assert "giấy phép.pdf" in desk.get(later).text


def test_a_leader_looks_and_changes_nothing(door: FrontDoor) -> None:
    filed(door.client())
    leader, code = door.signed_in("leader"), door.work.all(Dossier)[0].code
    page = leader.get(f"/desk/dossiers/{code}/papers?card=seen")
    assert page.status_code == 200
    assert 'type="file"' not in page.text
    assert send(leader, f"/desk/dossiers/{code}/papers", pdf()).status_code == 403


def test_a_paper_that_is_only_shown_has_no_place_for_a_file_and_one_from_a_database_no_line(door: FrontDoor) -> None:
    client = door.client()
    page = client.post("/dossiers/new", data={**FORM, "procedure": SHOWN}, follow_redirects=True).text
    own = re.search(r'href="(/tracking/o/[^"/]+)/papers"', page)
    assert own
    page = client.get(f"{own[1]}/papers").text
    assert "Chưa có tệp cho 1 trong 1 giấy tờ." in page
    assert "Chỉ xuất trình tại quầy để đối chiếu, không phải gửi tệp." in page
    assert page.count("<form") == 2, "the paper to send, and any other"
    assert "Bản sao thẻ căn cước" not in page


def test_whoever_is_signed_in_sends_papers_and_uses_again_what_came_with_their_own_dossiers(door: FrontDoor) -> None:
    client, desk = citizen(door), door.signed_in()
    first, second = (filed_by_account(door, client) for _ in range(2))
    assert send(client, f"/my/dossiers/{first}/papers", pdf(), "ảnh.pdf", component="2").status_code == 303
    assert "ảnh.pdf" in client.get(f"/my/dossiers/{first}/papers").text
    digitised = {"component": "1", "shown": "original"}
    assert send(desk, f"/desk/dossiers/{first}/papers", pdf(True, True), "đơn.pdf", **digitised).status_code == 303
    papers = f"/my/dossiers/{second}/papers"
    shut = client.get(papers).text
    assert "Kho dữ liệu điện tử của tôi" in shut
    assert "đơn.pdf" not in shut
    assert door.work.all(StoreLook) == []
    page = client.get(f"{papers}?store=open").text
    assert "đơn.pdf" in page
    assert "ảnh.pdf" not in page, "what was merely sent is in nobody's store"
    document = next(one.id for one in door.work.all(Paper) if one.name == "đơn.pdf")
    look = door.work.all(StoreLook)[-1]
    assert (look.who.partition(":")[0], look.dossier, look.offered) == ("citizen", second, (document,))
    stranger = citizen(door, "0900 000 999")
    theirs = filed_by_account(door, stranger)  # who knows the number files in the same name
    other = f"/my/dossiers/{theirs}/papers"
    assert "Chưa có giấy tờ nào khác" in stranger.get(f"{other}?store=open").text
    for address in (f"{papers}/reuse", f"{other}/reuse"):
        assert stranger.post(address, data={"document": document, "component": "1"}).status_code == 404
    assert client.post(f"{papers}/reuse", data={"document": document, "component": "1"}).status_code == 303
    assert "Re-used from the person" in client.get(f"{papers}?lang=en").text


def test_behind_the_personal_link_no_store_is_offered(door: FrontDoor) -> None:
    client = door.client()
    own = filed(client)
    assert "Kho dữ liệu điện tử" not in client.get(f"{own}/papers?store=open").text
    assert door.work.all(StoreLook) == []


def filed_by_account(door: FrontDoor, client: FlaskClient) -> str:
    """The code of a dossier that whoever is signed in files."""
    client.post("/dossiers/new", data={**FORM, "another": "yes"}, follow_redirects=True)
    return door.work.all(Dossier)[-1].code
