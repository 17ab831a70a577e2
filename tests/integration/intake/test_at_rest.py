"""What lies in the database: no personal value in plain, and everything as it was when it is read again."""

from __future__ import annotations

from typing import Any

import bson

from services.intake.app import Parts
from services.intake.domain.dossier import Dossier
from shared.store.change import Key
from tests.integration.intake.conftest import APPLICANT, FILING

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


def test_a_list_of_several_statuses_is_merged_from_its_index_not_sorted(client: Any, parts: Parts) -> None:
    plan = str(
        parts.database.command(
            "explain",
            {
                "find": "dossiers",
                "filter": {"unit": "H99.11", "status": {"$in": [1, 2, 4]}},
                "sort": {"order_at": 1, "_id": 1},
                "limit": 51,
                "hint": "lists",
            },
            verbosity="queryPlanner",
        )["queryPlanner"]["winningPlan"]
    )
    assert "SORT_MERGE" in plan
    assert "COLLSCAN" not in plan
