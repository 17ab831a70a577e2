"""What holds for every page: both languages, no script, no inline style, faults in plain words, true figures."""

from __future__ import annotations

import re

import pytest

from services.intake.domain.errors import TooManyAttempts
from shared.http.guard import marked_routes
from shared.security.access import public
from tests.unit.intake_web.front_door import FrontDoor
from tests.unit.intake_web.steps import FORM, HTML, accept, file_online

OPEN_PAGES = [
    "/",
    "/procedures",
    "/procedures?search=khuyet",
    "/procedures?search=zzz",
    "/procedures/1.013817",
    "/procedures/1.013871",
    "/procedures/1.003006",
    "/procedures/1.013814",
    "/dossiers/new?procedure=1.013815",
    "/dossiers/new?procedure=1.013817&kind=citizen",
    "/dossiers/new?procedure=1.013814&kind=business",
    "/tracking",
    "/sign-in",
]
DESK_PAGES = ["/desk", "/desk?lateness=late", "/desk/new", "/desk/new?procedure=1.013817&kind=citizen"]
VIETNAMESE_ONLY = re.compile(r"[ăđơưĂĐƠƯ]|[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
NAMES = re.compile(r"Hà Sơn|Lê Lợi|Trung Tâm|Tiếng Việt|Trần Thu Hà|Lê Văn An|\d+/\d{4}/NĐ-CP")


@pytest.mark.parametrize("address", OPEN_PAGES + DESK_PAGES)
def test_a_page_has_one_heading_no_script_of_its_own_and_no_inline_style(door: FrontDoor, address: str) -> None:
    page = door.signed_in().get(address).text if address != "/sign-in" else door.client().get(address).text
    assert len(re.findall("<h1", page)) == 1
    assert re.sub(r'<script defer src="/static/ui/[\w.?=-]+"></script>', "", page).count("<script") == 0
    assert " style=" not in page
    assert " onclick" not in page
    assert "{{" not in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "Undefined" not in page


@pytest.mark.parametrize("address", OPEN_PAGES + DESK_PAGES)
def test_an_english_page_has_no_vietnamese_left_but_names(door: FrontDoor, address: str) -> None:
    client = door.client() if address == "/sign-in" else door.signed_in()
    page = re.sub(r"<[^>]+>", " ", client.get(address, headers={"Cookie": "language=en"}).text)
    client.set_cookie("language", "en")
    page = re.sub(r"<[^>]+>", " ", client.get(address).text)
    left = [line.strip() for line in NAMES.sub("", page).splitlines() if VIETNAMESE_ONLY.search(line)]
    assert left == []


def test_the_figures_are_counted_from_the_dossiers(door: FrontDoor) -> None:
    page = door.client().get("/").text
    assert "chưa có hồ sơ nào" in page
    code, _ = file_online(door)
    accept(door, code)
    assert "<b>1</b> đang làm đúng hẹn, <b>0</b> hồ sơ trễ" in door.client().get("/").text


def test_the_front_page_says_whether_the_desk_is_open(door: FrontDoor) -> None:
    assert "Đang mở" in door.client().get("/").text
    door.later(hours=3)
    assert "Mở lại hôm\u00a0nay, 13:30." in door.client().get("/").text
    door.later(days=1)
    page = door.client().get("/").text
    assert "Ngày Văn hóa Việt Nam" in page
    assert "Mở lại thứ\u00a0Tư\u00a025/11, 7:00." in page


def test_the_database_away_is_a_page_with_a_time_to_come_back(door: FrontDoor) -> None:
    client = door.signed_in()
    client.get("/tracking")
    door.work.away = True
    for address in ("/", "/desk", "/procedures/1.013817"):
        answer = client.get(address, headers=HTML)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert "không có gì mất" in answer.text
        assert "Thứ\u00a0Hai đến thứ\u00a0Sáu" in answer.text
    assert client.post("/dossiers/new", data=FORM, headers=HTML).status_code == 503


@pytest.mark.parametrize(("address", "status"), [("/nothing", 404), ("/desk/dossiers/H99.11-261123-0009", 404)])
def test_a_fault_has_a_page_in_plain_words(door: FrontDoor, address: str, status: int) -> None:
    answer = door.signed_in().get(address, headers=HTML)
    assert answer.status_code == status
    assert "1800\u00a00000" in answer.text


def test_too_much_text_is_refused_in_plain_words(door: FrontDoor) -> None:
    answer = door.client().post("/dossiers/new", data={**FORM, "form-content": "x" * 2_000_000}, headers=HTML)
    assert answer.status_code == 413
    assert "quá lớn" in answer.text


def test_every_route_of_the_pages_carries_its_mark(door: FrontDoor) -> None:
    assert [route for route in marked_routes(door.app) if route.mark is None] == []


def test_too_many_tries_are_told_with_the_reason(door: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object, kind: str, value: str) -> None:
        raise TooManyAttempts(600)

    monkeypatch.setattr(type(door.ports.limits), "take", refuse)
    answer = door.client().post("/tracking", data={"code": "H99.11-261123-0001", "phone_last4": "0127"}, headers=HTML)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "600"
    assert "Đã thử quá nhiều lần" in answer.text


def test_what_nobody_expected_shows_a_number_to_ask_with_and_nothing_else(door: FrontDoor) -> None:
    @public
    def broken() -> str:
        raise RuntimeError("secret of the inside")

    door.app.add_url_rule("/broken", view_func=broken)
    answer = door.client().get("/broken", headers={**HTML, "X-Correlation-Id": "ask-me-0001"})
    assert answer.status_code == 500
    assert "ask-me-0001" in answer.text
    assert "secret" not in answer.text
