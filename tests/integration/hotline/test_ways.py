"""The other ways to the hotline on a real store: Open311 by an existing client library in both formats, and files."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from xml.etree import ElementTree

import pytest
import requests
from flask import Flask
from georeport import GeoReport
from werkzeug.serving import make_server

from services.hotline.app import Parts
from services.hotline.composition.attachments import attachment_jobs
from services.hotline.jobs import run_jobs
from services.hotline.use_cases.open311.clients import admit_client
from shared.store.jobs import Jobs
from tests.integration.hotline.conftest import Clock, SignedIn
from tests.unit.hotline.fakes import NOW, TEXT, context
from tests.unit.intake.paper_samples import jpeg, pdf

FORM = {
    "service_code": "lateness",
    "description": TEXT,
    "last_name": "Nguyễn Văn",
    "first_name": "Tâm",
    "phone": "0900000127",
    "address_string": "Ngõ 5 phố Hàng Bạc",
    "lat": "21.0335",
    "long": "105.8512",
    "jurisdiction_id": "ha-son",
}
SECRETS = ("Tâm", "900000127", "Hàng Bạc", "21.03", TEXT)


@pytest.fixture
def key(parts: Parts) -> str:
    return admit_client(parts.work, "city-app", "Ứng dụng thành phố", context())[1]


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/open311/v2"
    server.shutdown()
    thread.join()
    server.server_close()


def post(address: str, key: str, format: str = "json", **fields: str) -> Any:
    form = {**FORM, "api_key": key, **fields}
    return requests.post(f"{address}/requests.{format}", data=form, headers={"Accept-Language": "vi"}, timeout=20)


@pytest.mark.parametrize("format", ["json", "xml"])
def test_an_existing_client_reads_services_and_requests(address: str, key: str, format: str) -> None:
    first, second = (post(address, key, service_code=code).json()[0] for code in ("lateness", "fees"))
    client = GeoReport(address, jurisdiction="ha-son", output_format=format)
    services = client.get_service_list()
    assert [one["service_code"] for one in services][:2] == ["lateness", "lost_papers"]
    assert {one["type"] for one in services} == {"realtime", "batch"}
    definition: Any = client.get_service_definition("lateness")
    attributes = definition["attributes"] if format == "json" else definition["attributes"]["attribute"]
    assert [one["code"] for one in attributes] == ["own_path", "dossier", "dossier_phone_last4"]
    found = client.get_service_requests(status="open")
    assert [one["service_request_id"] for one in found] == [second["service_request_id"], first["service_request_id"]]
    one = client.get_service_request(first["service_request_id"])
    assert (one["status"], one["requested_datetime"]) == ("open", "2026-10-05T08:00:00+07:00")
    named = client.get_service_requests(service_request_id=f"{first['service_request_id']},none")
    assert "lateness" in str(named)


def test_what_was_told_is_in_no_answer_and_lies_sealed(address: str, key: str, parts: Parts) -> None:
    code = post(address, key).json()[0]["service_request_id"]
    told = [requests.get(f"{address}/{path}", timeout=20).text for path in
            ("requests.json", "requests.xml", f"requests/{code}.json", f"requests/{code}.xml")]  # fmt: skip
    kept = [str(list(parts.database[name].find())) for name in ("petitions", "open311_submissions", "identities")]
    for text in (*told, *kept):
        assert code in text
        assert not [secret for secret in SECRETS if secret in text]


def test_a_token_becomes_a_code_once_somebody_has_read_it(
    address: str, key: str, client: Any, signed_in: SignedIn, parts: Parts
) -> None:
    given = post(address, key, "xml", service_code="behaviour")
    assert given.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert given.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    token = ElementTree.fromstring(given.content).findtext("request/token")
    assert token
    assert ElementTree.fromstring(given.content).find("request/service_request_id") is None
    asked = f"{address}/tokens/{token}.json"
    assert requests.get(asked, timeout=20).json() == [{"service_request_id": None, "token": token}]
    code = parts.database["petitions"].find_one({"topic": "behaviour"})["_id"]  # type: ignore[index]
    assert requests.get(f"{address}/requests/{code}.json", timeout=20).status_code == 404
    body = {"officer": "petition-officer"}
    done = client.post(f"/api/hotline/v1/petitions/{code}/assign", json=body, headers=signed_in("operator"))
    assert done.status_code == 200, done.text
    assert requests.get(asked, timeout=20).json() == [{"service_request_id": code, "token": token}]


def test_the_same_request_again_is_one_petition(address: str, key: str, parts: Parts) -> None:
    with ThreadPoolExecutor(4) as several:
        answers = [one.json() for one in several.map(lambda _: post(address, key), range(6))]
    assert [one for one in answers if one != answers[0]] == []
    assert post(address, key, description=TEXT + " Thêm một chuyện.").json() != answers[0]
    assert parts.database["petitions"].count_documents({}) == 2


def test_refusals_are_told_in_the_specifications_shape(address: str, key: str) -> None:
    def shape(answer: Any) -> tuple[int, int]:
        return answer.status_code, answer.json()[0]["code"]

    assert shape(post(address, "wrong")) == shape(post(address, "")) == (403, 403)
    assert shape(post(address, key, service_code="")) == (400, 400)
    assert shape(post(address, key, service_code="potholes")) == (404, 404)
    assert shape(post(address, key, jurisdiction_id="sfgov.org")) == (404, 404)
    refused = post(address, key, "xml", phone="1", description="ngắn")
    told = [one.text for one in ElementTree.fromstring(refused.content).iterfind("error/description")]
    assert refused.status_code == 400
    assert [str(one).partition(":")[0] for one in told] == ["description", "phone"]
    for path in ("requests.json?start_date=soon", "requests.json?status=lost", "requests.json?end_date=2026-01-01"):
        assert shape(requests.get(f"{address}/{path}", timeout=20)) == (400, 400), path
    for path in ("services/none.json", "requests/PA-261005-9999.json", "requests/none.json", "tokens/none.json"):
        assert shape(requests.get(f"{address}/{path}", timeout=20)) == (404, 404), path


def test_it_is_discovered(address: str) -> None:
    told = requests.get(f"{address}/discovery.json", timeout=20).json()
    assert told["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    found = ElementTree.fromstring(requests.get(f"{address}/discovery.xml", timeout=20).content)
    assert found.findtext("endpoints/endpoint/specification") == "http://wiki.open311.org/GeoReport_v2"
    assert NOW.year == int(found.findtext("changeset", "")[:4])


def test_a_petitions_files_come_with_it_and_after_it_and_lie_sealed(
    client: Any, parts: Parts, signed_in: SignedIn, clock: Clock, key: str, address: str
) -> None:
    form = {"kind": "feedback", "topic": "lateness", "text": TEXT, "who": "anonymous", "once": "once-and-no-more-1"}
    sent = [client.post("/hotline", data={**form, "files": (io.BytesIO(pdf()), "giấy hẹn.pdf")}) for _ in range(2)]
    assert [one.status_code for one in sent] == [303, 303]
    code, _, own = sent[0].headers["Set-Cookie"].partition(";")[0].partition("=")[2].partition("/")
    assert parts.database["attachments"].count_documents({}) == 1
    clock.forward(seconds=2)
    client.post("/hotline/track", data={"code": code, "key": own})
    page = client.post("/hotline/track/files", data={"code": code, "files": (io.BytesIO(jpeg()), "ảnh.jpg")})
    assert page.status_code == 200, page.text
    assert "giấy hẹn.pdf" in page.text
    wrong = client.post("/hotline/track/files", data={"code": code, "files": (io.BytesIO(b"MZ"), "x.exe")})
    assert (wrong.status_code, "x.exe" in wrong.text) == (422, True)
    jobs = Jobs(parts.work, service="hotline")
    while run_jobs(jobs, attachment_jobs(parts.work, parts.attachments), parts.clock()):
        pass
    officer = signed_in("petition-officer")
    items = client.get(f"/api/hotline/v1/petitions/{code}/attachments", headers=officer).json["items"]
    assert [(one["name"], one["scan"], one["pages"]) for one in items] == [
        ("giấy hẹn.pdf", "not_scanned", 1), ("ảnh.jpg", "not_scanned", 1),
    ]  # fmt: skip
    path = f"/hotline/desk/{code}"
    assert client.get(f"{path}/attachments/{items[0]['id']}", headers=officer).data == pdf()
    assert client.get(f"{path}/attachments/{items[1]['id']}/thumbnail", headers=officer).data[:3] == b"\xff\xd8\xff"
    assert "giấy hẹn.pdf" in client.get(path, headers=officer).text
    assert client.get(f"{path}/attachments/{items[0]['id']}").status_code == 401
    assert [one["what"] for one in parts.database["looks"].find()] == ["attachment"]
    chunks = b"".join(one["data"] for one in parts.database["attachment_files.chunks"].find())
    assert b"%PDF" not in chunks
    assert "giấy hẹn" not in str(list(parts.database["attachments"].find()))
    posted = requests.post(
        f"{address}/requests.json", data={**FORM, "api_key": key}, files={"media": ("ảnh.jpg", jpeg())}, timeout=20
    )
    assert posted.status_code == 200, posted.text
    assert parts.database["attachments"].count_documents({"petition": posted.json()[0]["service_request_id"]}) == 1
