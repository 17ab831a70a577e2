"""What lies in the database: no personal value in plain, and everything as it was when it is read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import bson

from services.intake.app import Parts
from services.intake.domain.dossier import Dossier
from services.intake.domain.standing import Lateness
from services.intake.use_cases.ports import DossierQuery
from shared.store.change import Key
from tests.integration.intake.conftest import APPLICANT, FILING, Clock

SUBMITTER = {
    "name": "Lê Hoàng Người Nộp",
    "identity_number": "001190054321",
    "phone": "0356789012",
    "paper": "Giấy ủy quyền số 4711",
}
REPRESENTATIVE = {"name": "Phạm Đại Diện", "phone": "0701112223"}
FULL = {**FILING, "applicant": {**APPLICANT, "representative": REPRESENTATIVE}, "submitted_by": SUBMITTER}
SECRETS = [
    "Bích Đào",
    "BÍCH ĐÀO",
    "bich dao",
    "001158012345",
    "1958-11-23",
    "912345678",
    "0912",
    "bichdao",
    "Hoa Sữa",
    "Hoa Gạo",
    "Người Nộp",
    "001190054321",
    "356789012",
    "4711",
    "Đại Diện",
    "701112223",
]


def test_no_personal_value_lies_in_plain(client: Any, parts: Parts) -> None:
    answer = client.post("/api/intake/v1/dossiers", json=FULL, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 201, answer.text
    secrets = [*SECRETS, answer.json["owner_token"]]
    for name in parts.database.list_collection_names():
        for document in parts.database[name].find():
            raw = bson.encode(document)
            for secret in secrets:
                assert secret.encode() not in raw, f"{secret!r} lies in {name}"
                assert secret not in str(document), f"{secret!r} lies in {name}"


def test_what_an_applicant_writes_later_does_not_lie_in_plain_either(
    client: Any, parts: Parts, sign_in: Callable[[str], dict[str, str]]
) -> None:
    api = "/api/intake/v1/dossiers"
    filed = client.post(api, json=FULL).json
    code, owner = filed["code"], {"X-Owner-Token": filed["owner_token"]}
    asked = {"wanted": "Bản sao văn bằng", "reason": "Bản gửi bị mờ"}
    assert client.post(f"{api}/{code}/request-supplement", json=asked, headers=sign_in("reception")).status_code == 200
    assert client.post(f"{api}/{code}/supplement", json={"text": "Gọi 0911222333"}, headers=owner).status_code == 200
    assert client.post(f"{api}/{code}/withdraw", json={"reason": "Chuyển về Cần Thơ"}, headers=owner).status_code == 200
    for name in parts.database.list_collection_names():
        for document in parts.database[name].find():
            for secret in (*SECRETS, "0911222333", "Cần Thơ", filed["owner_token"]):
                assert secret not in str(document), f"{secret!r} lies in {name}"
    dossier = parts.work.load(Key(Dossier, code)).get(Dossier, code)
    assert dossier is not None
    assert dossier.supplements[0].supplied is not None
    assert dossier.supplements[0].supplied.text == "Gọi 0911222333"
    assert dossier.withdrawal is not None
    assert dossier.withdrawal.reason == "Chuyển về Cần Thơ"


def test_a_dossier_is_read_as_it_was_written(client: Any, parts: Parts) -> None:
    code = client.post("/api/intake/v1/dossiers", json=FULL).json["code"]
    dossier = parts.work.load(Key(Dossier, code)).get(Dossier, code)
    assert dossier is not None
    assert dossier.applicant.name == APPLICANT["name"]
    assert dossier.applicant.phone == "+84912345678"
    assert dossier.applicant.representative is not None
    assert dossier.applicant.representative.phone == "+84701112223"
    assert dossier.submitted_by is not None
    assert dossier.submitted_by.paper == SUBMITTER["paper"]
    assert dossier.form == FILING["form"]
    assert dossier.priority


def test_a_value_moved_to_another_dossier_cannot_be_read(client: Any, parts: Parts) -> None:
    one, two = (client.post("/api/intake/v1/dossiers", json=FULL) for _ in range(2))
    dossiers: Any = parts.database["dossiers"]
    taken = dossiers.find_one({"_id": one.json["code"]})["applicant"]["name"]
    dossiers.update_one({"_id": two.json["code"]}, {"$set": {"applicant.name": taken}})
    own = {"X-Owner-Token": two.json["owner_token"]}
    assert client.get(f"/api/intake/v1/dossiers/{two.json['code']}", headers=own).status_code == 500


def test_a_page_of_a_list_reads_no_more_than_it_shows(client: Any, parts: Parts, clock: Clock) -> None:
    """Judged by what the server examined for the real query among many others, not by time."""
    code = client.post("/api/intake/v1/dossiers", json=FULL).json["code"]
    dossiers = parts.database["dossiers"]
    one: Any = dossiers.find_one({"_id": code})
    other_name = {**one["applicant"], "name": None}
    dossiers.insert_many(
        {**one, "_id": f"H99.11-261004-{number:04d}", "owner": str(number), "applicant": other_name,
         "status": (1, 2, 4, 9, 10)[number % 5], "order_at": clock.now + timedelta(minutes=number - 400)}
        for number in range(1, 1001)
    )  # fmt: skip
    query = DossierQuery("H99.11", limit=10)
    calendar = parts.ports.calendars.current()
    parts.database.command("profile", 2)
    try:
        first = parts.queries.page(query, clock.now, calendar)
        second = parts.queries.page(replace(query, cursor=first.next), clock.now, calendar)
        late = parts.queries.page(replace(query, lateness=Lateness.LATE), clock.now, calendar)
    finally:
        parts.database.command("profile", 0)
    assert len(first.items) == len(second.items) == len(late.items) == 10
    assert not {row.code for row in first.items} & {row.code for row in second.items}
    seen = list(parts.database["system.profile"].find({"op": "query", "ns": f"{parts.database.name}.dossiers"}))
    parts.database.drop_collection("system.profile")
    assert len(seen) == 6  # each page is put together of two ranges of one index: who goes first, and the others
    for row in seen:
        assert row["docsExamined"] <= 12, row["planSummary"]
        assert row["keysExamined"] <= 40, row["planSummary"]
        assert not row.get("hasSortStage")
